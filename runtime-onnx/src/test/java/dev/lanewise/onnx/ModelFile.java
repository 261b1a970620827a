package dev.lanewise.onnx;

import dev.lanewise.onnx.proto.AttributeProto;
import dev.lanewise.onnx.proto.AttributeValue;
import dev.lanewise.onnx.proto.Bytes;
import dev.lanewise.onnx.proto.Dim;
import dev.lanewise.onnx.proto.GraphProto;
import dev.lanewise.onnx.proto.ModelProto;
import dev.lanewise.onnx.proto.NodeProto;
import dev.lanewise.onnx.proto.OpsetImport;
import dev.lanewise.onnx.proto.ProtoWriter;
import dev.lanewise.onnx.proto.TensorData;
import dev.lanewise.onnx.proto.TensorProto;
import dev.lanewise.onnx.proto.TypeProto;
import dev.lanewise.onnx.proto.ValueInfoProto;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Builds small ONNX files for tests, of opset 21 unless told. A dimension of −1 is one that the file leaves open. */
final class ModelFile {

    static final int FLOAT = 1;
    static final int INT64 = 7;
    static final int BOOL = 9;

    private final List<NodeProto> nodes = new ArrayList<>();
    private final List<TensorProto> initializers = new ArrayList<>();
    private final List<ValueInfoProto> inputs = new ArrayList<>();
    private final List<ValueInfoProto> outputs = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(7);

    ModelFile input(String name, int type, long... dims) {
        inputs.add(value(name, type, dims));
        return this;
    }

    ModelFile output(String name, int type, long... dims) {
        outputs.add(value(name, type, dims));
        return this;
    }

    ModelFile floats(String name, float[] values, Long... dims) {
        return tensor(name, FLOAT, new TensorData.Floats(FloatBuffer.wrap(values)), dims);
    }

    ModelFile longs(String name, long[] values, Long... dims) {
        return tensor(name, INT64, new TensorData.Longs(LongBuffer.wrap(values)), dims);
    }

    /** A FLOAT initializer of numbers between −0.5 and 0.5. */
    ModelFile weights(String name, Long... dims) {
        var values = new float[(int) Arrays.stream(dims).mapToLong(d -> d).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-0.5, 0.5);
        }
        return floats(name, values, dims);
    }

    ModelFile external(String name, String location, Long... dims) {
        return tensor(name, FLOAT, new TensorData.External(Map.of("location", location)), dims);
    }

    private ModelFile tensor(String name, int type, TensorData data, Long... dims) {
        initializers.add(new TensorProto(name, type, List.of(dims), data, Map.of()));
        return this;
    }

    /** A node named after its output. */
    ModelFile node(String op, List<String> from, String output, AttributeProto... attributes) {
        return node(op, from, List.of(output), attributes);
    }

    /** A node named after the first of its outputs. */
    ModelFile node(String op, List<String> from, List<String> outputs, AttributeProto... attributes) {
        nodes.add(new NodeProto(outputs.getFirst(), "", op, from, outputs, List.of(attributes)));
        return this;
    }

    /** A node of another domain. */
    ModelFile foreign(String domain, String op, String from, String output) {
        return foreign(domain, op, List.of(from), output);
    }

    ModelFile foreign(String domain, String op, List<String> from, String output, AttributeProto... attributes) {
        nodes.add(new NodeProto(output, domain, op, from, List.of(output), List.of(attributes)));
        return this;
    }

    GraphProto graph(String name) {
        return new GraphProto(
                name, nodes, initializers, List.of(), inputs, outputs, List.of(), List.of(), "", Map.of());
    }

    byte[] bytes(OpsetImport... more) {
        return bytes(21, more);
    }

    byte[] bytes(long opset, OpsetImport... more) {
        var imports = new ArrayList<>(List.of(new OpsetImport("", opset)));
        imports.addAll(List.of(more));
        var model = new ModelProto(10, "test", "", "", 0, "", imports, graph("main"), Map.of(), List.of());
        var file = new ByteArrayOutputStream();
        try {
            ProtoWriter.write(model, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file.toByteArray();
    }

    static AttributeProto ints(String name, long... values) {
        return new AttributeProto(name, AttributeValue.Ints.of(values));
    }

    static AttributeProto number(String name, long value) {
        return new AttributeProto(name, new AttributeValue.IntValue(value));
    }

    static AttributeProto text(String name, String value) {
        return new AttributeProto(name, new AttributeValue.StringValue(Bytes.utf8(value)));
    }

    static AttributeProto body(String name, GraphProto graph) {
        return new AttributeProto(name, new AttributeValue.GraphValue(graph));
    }

    private static ValueInfoProto value(String name, int type, long... dims) {
        var shape = Arrays.stream(dims)
                .mapToObj(d -> d < 0 ? new Dim.Unknown() : (Dim) new Dim.Value(d))
                .toList();
        return new ValueInfoProto(name, new TypeProto.TensorType(type, Optional.of(shape)));
    }
}
