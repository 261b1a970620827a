package dev.lanewise.benchmarks;

import dev.lanewise.onnx.proto.GraphProto;
import dev.lanewise.onnx.proto.ModelProto;
import dev.lanewise.onnx.proto.NodeProto;
import dev.lanewise.onnx.proto.Proto;
import dev.lanewise.onnx.proto.ProtoWriter;
import dev.lanewise.onnx.proto.TensorData;
import dev.lanewise.onnx.proto.TensorProto;
import dev.lanewise.onnx.proto.TypeProto;
import dev.lanewise.onnx.proto.ValueInfoProto;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Gives the {@code light} models of ONNX's backend suite, full-size topologies whose weights are all one number, seeded
 * He-normal weights: normal with variance 2 / fan-in (He et al., 2015).
 */
final class LightModels {

    private static final int FLOAT = 1;

    /** The IR version since which initializers need not be inputs of the graph. */
    private static final int INITIALIZERS_ARE_NO_INPUTS = 4;

    private LightModels() {}

    /** The bytes of the model in {@code file} with its constant weights replaced. */
    static byte[] withWeights(Path file) {
        try {
            ModelProto model = Proto.model(ByteBuffer.wrap(Files.readAllBytes(file)));
            var out = new ByteArrayOutputStream();
            ProtoWriter.write(withGraph(model, weighted(model.graph())), out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ModelProto withGraph(ModelProto m, GraphProto graph) {
        return new ModelProto(
                Math.max(m.irVersion(), INITIALIZERS_ARE_NO_INPUTS),
                m.producerName(),
                m.producerVersion(),
                m.domain(),
                m.modelVersion(),
                m.docString(),
                m.opsetImports(),
                graph,
                m.metadata(),
                m.functions());
    }

    private static GraphProto weighted(GraphProto graph) {
        Map<String, TensorProto> initializers = new HashMap<>();
        graph.initializers().forEach(t -> initializers.put(t.name(), t));
        var nodes = new ArrayList<NodeProto>();
        var weights = new ArrayList<>(graph.initializers());
        var random = new SplittableRandom(7);
        for (NodeProto node : graph.nodes()) {
            TensorProto shape = node.opType().equals("ConstantOfShape")
                    ? initializers.get(node.inputs().getFirst())
                    : null;
            if (shape == null) {
                nodes.add(node);
            } else {
                String name = node.outputs().getFirst();
                weights.add(weight(name, longs(shape), use(graph, name), random));
            }
        }
        List<ValueInfoProto> outputs = withoutSoftmax(nodes, graph.outputs());
        var read = new HashSet<String>();
        nodes.forEach(node -> read.addAll(node.inputs()));
        weights.removeIf(t -> !read.contains(t.name()));
        var made = new HashSet<String>();
        weights.forEach(t -> made.add(t.name()));
        return new GraphProto(
                graph.name(),
                nodes,
                weights,
                List.of(),
                graph.inputs().stream()
                        .filter(i -> !made.contains(i.name()) && read.contains(i.name()))
                        .toList(),
                outputs,
                List.of(),
                List.of(),
                graph.docString(),
                graph.metadata());
    }

    /** Takes a final softmax away, which would hide differences: scores of random weights are far apart. */
    private static List<ValueInfoProto> withoutSoftmax(List<NodeProto> nodes, List<ValueInfoProto> outputs) {
        NodeProto last = nodes.getLast();
        if (!last.opType().equals("Softmax") || outputs.size() != 1) {
            return outputs;
        }
        nodes.removeLast();
        return List.of(new ValueInfoProto(last.inputs().getFirst(), new TypeProto.TensorType(FLOAT, Optional.empty())));
    }

    /** How a weight is used: the operator's name and which input it is. */
    private record Use(String operator, int input) {}

    private static Use use(GraphProto graph, String name) {
        for (NodeProto node : graph.nodes()) {
            int input = node.inputs().indexOf(name);
            if (input >= 0) {
                return new Use(node.opType(), input);
            }
        }
        return new Use("", 0);
    }

    private static TensorProto weight(String name, long[] shape, Use use, SplittableRandom random) {
        int size = Math.toIntExact(java.util.Arrays.stream(shape).reduce(1, Math::multiplyExact));
        var values = new float[size];
        double deviation = deviation(shape, use);
        double mean = use.operator().equals("BatchNormalization") && (use.input() == 1 || use.input() == 4) ? 1 : 0;
        for (int i = 0; i < size; i++) {
            values[i] = (float) (mean + deviation * random.nextGaussian());
        }
        var dims = java.util.Arrays.stream(shape).boxed().toList();
        return new TensorProto(name, FLOAT, dims, new TensorData.Floats(FloatBuffer.wrap(values)), Map.of());
    }

    private static double deviation(long[] shape, Use use) {
        if (use.operator().equals("BatchNormalization")) {
            return use.input() == 1 || use.input() == 4 ? 0 : 0.01;
        }
        if (shape.length < 2) {
            return 0.01;
        }
        double fanIn = 1;
        for (int i = 1; i < shape.length; i++) {
            fanIn *= shape[i];
        }
        return Math.sqrt(2 / fanIn);
    }

    private static long[] longs(TensorProto tensor) {
        return switch (tensor.data()) {
            case TensorData.Longs longs -> {
                var values = new long[longs.values().remaining()];
                longs.values().get(values);
                yield values;
            }
            case TensorData.Raw raw -> {
                var values = new long[raw.bytes().size() / Long.BYTES];
                raw.bytes().buffer().asLongBuffer().get(values);
                yield values;
            }
            case TensorData other -> throw new IllegalArgumentException(tensor.name() + " has " + other);
        };
    }
}
