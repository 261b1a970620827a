package dev.lanewise.onnx.conformance;

import ai.onnxruntime.OrtException;
import dev.lanewise.onnx.proto.GraphProto;
import dev.lanewise.tensor.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/** The inputs of other data, and what ONNX Runtime gives for them. */
record OnnxRuntimeData(Path model, DataSet given) implements DataSet {

    @Override
    public Map<String, Value> inputs(GraphProto graph) throws IOException {
        return given.inputs(graph);
    }

    @Override
    public Value output(GraphProto graph, int index) throws IOException {
        try {
            String name = graph.outputs().get(index).name();
            return Objects.requireNonNull(OnnxRuntime.run(model, inputs(graph)).get(name), name);
        } catch (OrtException e) {
            throw new IOException("ONNX Runtime refuses " + model, e);
        }
    }
}
