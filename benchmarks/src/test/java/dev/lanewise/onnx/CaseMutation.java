package dev.lanewise.onnx;

import dev.lanewise.onnx.proto.AttributeProto;
import dev.lanewise.onnx.proto.AttributeValue;
import dev.lanewise.onnx.proto.NodeProto;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/** Seeded changes of an operator's values, shapes, types, attributes, optional inputs and version. */
final class CaseMutation {

    private static final List<ElementType> TYPES = List.of(
            ElementType.FLOAT,
            ElementType.DOUBLE,
            ElementType.FLOAT16,
            ElementType.BFLOAT16,
            ElementType.INT8,
            ElementType.UINT8,
            ElementType.INT16,
            ElementType.UINT16,
            ElementType.INT32,
            ElementType.UINT32,
            ElementType.INT64,
            ElementType.UINT64,
            ElementType.BOOL);
    private static final Set<String> FLAGS = Set.of(
            "align_corners",
            "allowzero",
            "antialias",
            "ceil_mode",
            "channels_last",
            "count_include_pad",
            "detect_negative",
            "detect_positive",
            "do_rotary",
            "exclude_outside",
            "exclusive",
            "fmod",
            "input_forget",
            "interleaved",
            "inverse",
            "is_causal",
            "keepdims",
            "largest",
            "layout",
            "linear_before_reset",
            "new_axis",
            "noop_with_empty_axes",
            "onesided",
            "periodic",
            "reverse",
            "rotary_interleaved",
            "saturate",
            "select_last_index",
            "sorted",
            "spatial",
            "storage_order",
            "training_mode",
            "transA",
            "transB",
            "unidirectional",
            "upper");
    private static final int LARGEST = 1 << 14;

    private final SplittableRandom random;

    CaseMutation(SplittableRandom random) {
        this.random = random;
    }

    /** A changed case; some of its inputs have become constants. */
    OperatorCase of(OperatorCase seed) {
        OperatorCase changed = seed;
        for (int i = random.nextInt(3); i >= 0; i--) {
            changed = changedOnce(changed);
        }
        List<String> constants = random.nextInt(3) > 0
                ? List.of()
                : changed.inputs().keySet().stream()
                        .filter(name -> random.nextBoolean())
                        .toList();
        return changed.withConstants(constants).asChanged();
    }

    private OperatorCase changedOnce(OperatorCase seed) {
        return switch (random.nextInt(10)) {
            case 0 -> seed.withInputs(values(seed.inputs()));
            case 1, 2 -> seed.withInputs(types(seed.inputs()));
            case 3, 4 -> seed.withInputs(sizes(seed.inputs()));
            case 5 -> seed.withInputs(oneShape(seed.inputs()));
            case 6 -> withoutInput(seed);
            case 7 -> version(seed);
            default -> attributes(seed);
        };
    }

    private Map<String, Tensor> values(Map<String, Tensor> inputs) {
        var changed = new LinkedHashMap<>(inputs);
        boolean large = random.nextInt(4) == 0;
        changed.replaceAll((name, t) -> {
            Tensor drawn = Samples.like(t, t.type(), t.shape(), random);
            return large ? Samples.enlarged(drawn, random) : drawn;
        });
        return changed;
    }

    private Map<String, Tensor> types(Map<String, Tensor> inputs) {
        List<ElementType> present = inputs.values().stream()
                .map(Tensor::type)
                .filter(TYPES::contains)
                .distinct()
                .toList();
        if (present.isEmpty()) {
            return inputs;
        }
        ElementType from = present.get(random.nextInt(present.size()));
        ElementType to = TYPES.get(random.nextInt(TYPES.size()));
        var changed = new LinkedHashMap<>(inputs);
        changed.replaceAll((name, t) -> t.type() == from ? Samples.like(t, to, t.shape(), random) : t);
        return changed;
    }

    /** Another size wherever one size occurs. */
    private Map<String, Tensor> sizes(Map<String, Tensor> inputs) {
        long[] sizes = inputs.values().stream()
                .flatMapToLong(t -> Arrays.stream(t.shape()))
                .distinct()
                .toArray();
        if (sizes.length == 0) {
            return inputs;
        }
        long from = sizes[random.nextInt(sizes.length)];
        long to = random.nextInt(5) == 0 ? random.nextInt(2) : random.nextInt(1, 20);
        var changed = new LinkedHashMap<>(inputs);
        changed.replaceAll((name, t) -> reshaped(
                t, Arrays.stream(t.shape()).map(d -> d == from ? to : d).toArray()));
        return changed;
    }

    private Map<String, Tensor> oneShape(Map<String, Tensor> inputs) {
        if (inputs.isEmpty()) {
            return inputs;
        }
        String name = List.copyOf(inputs.keySet()).get(random.nextInt(inputs.size()));
        Tensor t = Objects.requireNonNull(inputs.get(name));
        long[] shape = t.shape();
        int axis = shape.length == 0 ? 0 : random.nextInt(shape.length);
        long[] other = switch (random.nextInt(4)) {
            case 0 -> Arrays.copyOfRange(shape, Math.min(1, shape.length), shape.length);
            case 1 ->
                LongStream.concat(LongStream.of(random.nextInt(1, 3)), Arrays.stream(shape))
                        .toArray();
            default -> {
                if (shape.length > 0) {
                    shape[axis] = random.nextBoolean() ? 1 : random.nextInt(6);
                }
                yield shape;
            }
        };
        var changed = new LinkedHashMap<>(inputs);
        changed.put(name, reshaped(t, other));
        return changed;
    }

    private Tensor reshaped(Tensor t, long[] shape) {
        long size = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        return size > LARGEST || Arrays.equals(shape, t.shape()) ? t : Samples.like(t, t.type(), shape, random);
    }

    private OperatorCase withoutInput(OperatorCase seed) {
        NodeProto node = seed.node();
        if (node.inputs().size() < 2) {
            return seed;
        }
        var inputs = new ArrayList<>(node.inputs());
        if (random.nextBoolean()) {
            inputs.removeLast();
        } else {
            inputs.set(random.nextInt(1, inputs.size()), "");
        }
        return seed.withNode(with(node, inputs, node.attributes()));
    }

    private OperatorCase version(OperatorCase seed) {
        long version = random.nextLong(1, seed.version() + 3);
        return seed.withOpset(seed.node().domain(), version);
    }

    private OperatorCase attributes(OperatorCase seed) {
        NodeProto node = seed.node();
        if (node.attributes().isEmpty()) {
            return seed.withInputs(sizes(seed.inputs()));
        }
        var attributes = new ArrayList<>(node.attributes());
        int i = random.nextInt(attributes.size());
        if (random.nextInt(4) == 0) {
            attributes.remove(i);
        } else {
            AttributeProto attribute = attributes.get(i);
            attributes.set(
                    i,
                    new AttributeProto(
                            attribute.name(),
                            FLAGS.contains(attribute.name())
                                    ? new AttributeValue.IntValue(random.nextInt(2))
                                    : changed(attribute.value())));
        }
        return seed.withNode(with(node, node.inputs(), attributes));
    }

    private static NodeProto with(NodeProto node, List<String> inputs, List<AttributeProto> attributes) {
        return new NodeProto(node.name(), node.domain(), node.opType(), inputs, node.outputs(), attributes);
    }

    private AttributeValue changed(AttributeValue value) {
        return switch (value) {
            case AttributeValue.IntValue(long number) -> new AttributeValue.IntValue(near(number));
            case AttributeValue.FloatValue(float number) ->
                new AttributeValue.FloatValue(
                        switch (random.nextInt(4)) {
                            case 0 -> 0;
                            case 1 -> -number;
                            default -> (float) (number * random.nextDouble(0.2, 3) + random.nextDouble(-0.1, 0.5));
                        });
            case AttributeValue.Ints ints -> {
                long[] numbers = ints.toArray();
                if (numbers.length > 0) {
                    int i = random.nextInt(numbers.length);
                    numbers[i] = near(numbers[i]);
                }
                yield AttributeValue.Ints.of(numbers);
            }
            case AttributeValue.Floats floats -> {
                float[] numbers = floats.toArray();
                if (numbers.length > 0) {
                    numbers[random.nextInt(numbers.length)] += (float) random.nextDouble(-2, 2);
                }
                yield AttributeValue.Floats.of(numbers);
            }
            case AttributeValue other -> other;
        };
    }

    private long near(long number) {
        return switch (random.nextInt(4)) {
            case 0 -> number == 0 ? 1 : 0;
            case 1 -> random.nextInt(-3, 5);
            case 2 -> number - 1;
            default -> number + 1;
        };
    }
}
