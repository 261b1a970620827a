package dev.lanewise.onnx.conformance;

import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.MapValue;
import dev.lanewise.tensor.OptionalValue;
import dev.lanewise.tensor.SequenceValue;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Whether a value agrees with the one expected, within the suite's own tolerance. */
final class Agreement {

    private static final double RELATIVE = 1e-3;
    private static final double ABSOLUTE = 1e-7;
    private static final double[] E2M1 = {0, 0.5, 1, 1.5, 2, 3, 4, 6};

    private Agreement() {}

    /** What is wrong with {@code actual}; nothing when it agrees. With {@code random} any elements do. */
    static Optional<String> flaw(Value actual, Value expected, String name, boolean random) {
        if (random && actual instanceof Tensor a && expected instanceof Tensor e) {
            return a.hasTypeAndShapeOf(e) ? Optional.empty() : Optional.of(name + ": expected " + e + ", got " + a);
        }
        return flaw(actual, expected, name);
    }

    private static Optional<String> flaw(Value actual, Value expected, String name) {
        return switch (expected) {
            case Tensor wanted when actual instanceof Tensor tensor -> flaw(tensor, wanted, name);
            case SequenceValue(var wanted)
            when actual instanceof SequenceValue(var values) -> flaw(values, wanted, name);
            case OptionalValue(var wanted)
            when actual instanceof OptionalValue(var value) ->
                wanted.isPresent() && value.isPresent()
                        ? flaw(value.get(), wanted.get(), name)
                        : wanted.isPresent() == value.isPresent()
                                ? Optional.empty()
                                : Optional.of(name + ": expected " + wanted + ", got " + value);
            case OptionalValue(var wanted) when wanted.isPresent() -> flaw(actual, wanted.get(), name);
            case MapValue(var wanted)
            when actual instanceof MapValue(var entries) ->
                wanted.keySet().equals(entries.keySet())
                        ? flaw(List.copyOf(entries.values()), List.copyOf(wanted.values()), name)
                        : Optional.of(name + ": expected keys " + wanted.keySet() + ", got " + entries.keySet());
            default -> Optional.of(name + ": expected " + expected + ", got " + actual);
        };
    }

    private static Optional<String> flaw(List<Value> actual, List<Value> expected, String name) {
        if (actual.size() != expected.size()) {
            return Optional.of(name + ": expected " + expected.size() + " values, got " + actual.size());
        }
        for (int i = 0; i < actual.size(); i++) {
            Optional<String> flaw = flaw(actual.get(i), expected.get(i), name + "[" + i + "]");
            if (flaw.isPresent()) {
                return flaw;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> flaw(Tensor actual, Tensor expected, String name) {
        if (actual.type() != expected.type() || !Arrays.equals(actual.shape(), expected.shape())) {
            return Optional.of(name + ": expected " + expected + ", got " + actual);
        }
        if (expected.type() == ElementType.STRING) {
            return Arrays.equals(actual.strings(), expected.strings())
                    ? Optional.empty()
                    : Optional.of(name + ": expected " + Arrays.toString(expected.strings()) + ", got "
                            + Arrays.toString(actual.strings()));
        }
        double[] a = doubles(actual);
        double[] e = doubles(expected);
        for (int i = 0; i < e.length; i++) {
            boolean same = a[i] == e[i] || Double.isNaN(a[i]) && Double.isNaN(e[i]);
            if (!same && !(Math.abs(a[i] - e[i]) <= ABSOLUTE + RELATIVE * Math.abs(e[i]))) {
                return Optional.of(name + "[" + i + "] of " + expected + ": expected " + e[i] + ", got " + a[i]);
            }
        }
        return Optional.empty();
    }

    static double[] doubles(Tensor tensor) {
        return IntStream.range(0, tensor.size() * tensor.type().entries())
                .mapToDouble(i -> number(tensor, i))
                .toArray();
    }

    private static double number(Tensor tensor, int i) {
        ElementType type = tensor.type();
        return switch (tensor.array()) {
            case float[] a -> a[i];
            case double[] a -> a[i];
            case int[] a -> type == ElementType.UINT32 ? Integer.toUnsignedLong(a[i]) : a[i];
            case long[] a -> type == ElementType.UINT64 && a[i] < 0 ? a[i] + 0x1p64 : a[i];
            case short[] a when type == ElementType.FLOAT16 -> Float.float16ToFloat(a[i]);
            case short[] a when type == ElementType.BFLOAT16 -> Float.intBitsToFloat(a[i] << 16);
            case short[] a -> type == ElementType.UINT16 ? a[i] & 0xFFFF : a[i];
            case byte[] a when type == ElementType.FLOAT4E2M1 -> E2M1[a[i] & 7] * (a[i] > 7 ? -1 : 1);
            case byte[] a when type.isFloating() -> a[i];
            case byte[] a -> type.isUnsigned() ? a[i] & 0xFF : a[i];
            default -> throw new IllegalArgumentException(type.name());
        };
    }
}
