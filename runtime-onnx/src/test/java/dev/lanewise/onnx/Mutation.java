package dev.lanewise.onnx;

import dev.lanewise.onnx.proto.AttributeProto;
import dev.lanewise.onnx.proto.AttributeValue;
import dev.lanewise.onnx.proto.Bytes;
import dev.lanewise.onnx.proto.Dim;
import dev.lanewise.onnx.proto.GraphProto;
import dev.lanewise.onnx.proto.ModelProto;
import dev.lanewise.onnx.proto.NodeProto;
import dev.lanewise.onnx.proto.Proto;
import dev.lanewise.onnx.proto.ProtoWriter;
import dev.lanewise.onnx.proto.TensorProto;
import dev.lanewise.onnx.proto.TypeProto;
import dev.lanewise.onnx.proto.ValueInfoProto;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** Seeded changes of ONNX files: of bytes, lengths, attributes, dimensions, types, edges and operators. */
final class Mutation {

    private static final long[] NUMBERS = {
        0,
        1,
        -1,
        2,
        3,
        -2,
        7,
        64,
        1L << 20,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        1L << 40,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };
    private static final float[] FLOATS = {0, 1, -1, 0.5f, 1e30f, Float.NaN, Float.POSITIVE_INFINITY};
    private static final List<Registry.Key> OPERATORS = Registry.standard().keys();

    private final SplittableRandom random;

    Mutation(SplittableRandom random) {
        this.random = random;
    }

    /** A changed copy of an ONNX file. */
    byte[] of(byte[] file) {
        return switch (random.nextInt(8)) {
            case 0 -> flipped(file);
            case 1 -> Arrays.copyOf(file, random.nextInt(file.length));
            default -> {
                ModelProto model = Proto.model(ByteBuffer.wrap(file));
                for (int i = 1 + random.nextInt(2); i > 0; i--) {
                    model = with(model, changed(model.graph()));
                }
                yield bytes(model);
            }
        };
    }

    private byte[] flipped(byte[] file) {
        byte[] copy = file.clone();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
        }
        return copy;
    }

    private static ModelProto with(ModelProto m, GraphProto graph) {
        return new ModelProto(
                m.irVersion(),
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

    private static byte[] bytes(ModelProto model) {
        var out = new ByteArrayOutputStream();
        try {
            ProtoWriter.write(model, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private GraphProto changed(GraphProto g) {
        List<NodeProto> nodes = new ArrayList<>(g.nodes());
        List<TensorProto> initializers = new ArrayList<>(g.initializers());
        List<ValueInfoProto> inputs = new ArrayList<>(g.inputs());
        int kind = random.nextInt(10);
        if (kind < 2 && !inputs.isEmpty()) {
            inputs.replaceAll(input -> random.nextInt(inputs.size()) == 0 ? changed(input) : input);
        } else if (kind == 2 && !initializers.isEmpty()) {
            int i = random.nextInt(initializers.size());
            TensorProto t = initializers.get(i);
            initializers.set(i, new TensorProto(t.name(), t.dataType(), dims(t.dims()), t.data(), t.metadata()));
        } else if (!nodes.isEmpty()) {
            int i = random.nextInt(nodes.size());
            nodes.set(i, changed(nodes.get(i), nodes));
        }
        return new GraphProto(
                g.name(),
                nodes,
                initializers,
                g.sparseInitializers(),
                inputs,
                g.outputs(),
                g.valueInfo(),
                g.quantizationAnnotations(),
                g.docString(),
                g.metadata());
    }

    private List<Long> dims(List<Long> dims) {
        var changed = new ArrayList<>(dims);
        if (changed.isEmpty() || random.nextInt(4) == 0) {
            changed.add(random.nextInt(changed.size() + 1), (long) random.nextInt(3));
        } else if (random.nextInt(4) == 0) {
            changed.remove(random.nextInt(changed.size()));
        } else {
            changed.set(random.nextInt(changed.size()), number());
        }
        return changed;
    }

    private long number() {
        return random.nextBoolean() ? random.nextInt(-4, 9) : NUMBERS[random.nextInt(NUMBERS.length)];
    }

    private ValueInfoProto changed(ValueInfoProto info) {
        if (!(info.type() instanceof TypeProto.TensorType(int element, Optional<List<Dim>> shape))) {
            return info;
        }
        int type = random.nextInt(3) == 0 ? random.nextInt(1, 24) : element;
        Optional<List<Dim>> dims = random.nextInt(4) == 0
                ? Optional.empty()
                : shape.map(given ->
                        dims(given.stream()
                                        .map(dim -> dim instanceof Dim.Value(long size) ? size : 3L)
                                        .toList())
                                .stream()
                                .map(size -> random.nextInt(5) == 0
                                        ? new Dim.Unknown()
                                        : (Dim) new Dim.Value(Math.abs(size % 100)))
                                .collect(Collectors.toList()));
        return new ValueInfoProto(info.name(), new TypeProto.TensorType(type, dims), info.docString(), info.metadata());
    }

    private NodeProto changed(NodeProto node, List<NodeProto> all) {
        List<String> inputs = new ArrayList<>(node.inputs());
        List<AttributeProto> attributes = new ArrayList<>(node.attributes());
        String op = node.opType();
        String domain = node.domain();
        switch (random.nextInt(6)) {
            case 0 -> {
                Registry.Key key = OPERATORS.get(random.nextInt(OPERATORS.size()));
                op = key.name();
                domain = key.domain();
            }
            case 1 -> {
                if (!inputs.isEmpty()) {
                    int i = random.nextInt(inputs.size());
                    List<String> others = all.get(random.nextInt(all.size())).inputs();
                    inputs.set(
                            i,
                            others.isEmpty() || random.nextInt(3) == 0
                                    ? ""
                                    : others.get(random.nextInt(others.size())));
                }
            }
            default -> {
                if (!attributes.isEmpty()) {
                    int i = random.nextInt(attributes.size());
                    AttributeProto attribute = attributes.get(i);
                    if (random.nextInt(6) == 0) {
                        attributes.remove(i);
                    } else {
                        attributes.set(i, new AttributeProto(attribute.name(), changed(attribute.value())));
                    }
                } else if (!inputs.isEmpty()) {
                    inputs.removeLast();
                }
            }
        }
        return new NodeProto(node.name(), domain, op, inputs, node.outputs(), attributes);
    }

    private AttributeValue changed(AttributeValue value) {
        return switch (value) {
            case AttributeValue.IntValue number -> new AttributeValue.IntValue(number());
            case AttributeValue.FloatValue number ->
                new AttributeValue.FloatValue(FLOATS[random.nextInt(FLOATS.length)]);
            case AttributeValue.StringValue text -> new AttributeValue.StringValue(Bytes.utf8("("));
            case AttributeValue.Ints ints -> {
                long[] numbers = ints.toArray();
                int length = random.nextInt(3) == 0 ? random.nextInt(numbers.length + 2) : numbers.length;
                numbers = Arrays.copyOf(numbers, length);
                if (length > 0) {
                    numbers[random.nextInt(length)] = number();
                }
                yield AttributeValue.Ints.of(numbers);
            }
            case AttributeValue.GraphValue(var graph) -> new AttributeValue.GraphValue(changed(graph));
            case AttributeValue other -> other;
        };
    }
}
