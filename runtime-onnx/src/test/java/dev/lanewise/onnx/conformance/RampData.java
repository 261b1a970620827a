package dev.lanewise.onnx.conformance;

import dev.lanewise.LoadOptions;
import dev.lanewise.onnx.TensorReader;
import dev.lanewise.onnx.proto.Dim;
import dev.lanewise.onnx.proto.GraphProto;
import dev.lanewise.onnx.proto.Proto;
import dev.lanewise.onnx.proto.TypeProto;
import dev.lanewise.onnx.proto.ValueInfoProto;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The data of one of the suite's light models, whose only output is stored: as ONNX's own runner makes the inputs, the
 * elements of each rise from 0 to just below 1 in equal steps.
 */
record RampData(Path output) implements DataSet {

    @Override
    public Map<String, Value> inputs(GraphProto graph) {
        var inputs = new LinkedHashMap<String, Value>();
        graph.inputs().forEach(input -> inputs.put(input.name(), ramp(input)));
        return inputs;
    }

    @Override
    public Value output(GraphProto graph, int index) throws IOException {
        return new TensorReader(LoadOptions.defaults()).read(Proto.tensor(ByteBuffer.wrap(Files.readAllBytes(output))));
    }

    private static Tensor ramp(ValueInfoProto input) {
        var type = (TypeProto.TensorType) input.type();
        long[] shape = type.shape().orElseThrow().stream()
                .mapToLong(dim -> ((Dim.Value) dim).size())
                .toArray();
        long size = 1;
        for (long dim : shape) {
            size *= dim;
        }
        var elements = new float[(int) size];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = (float) ((double) i / elements.length);
        }
        return Tensor.of(elements, shape);
    }
}
