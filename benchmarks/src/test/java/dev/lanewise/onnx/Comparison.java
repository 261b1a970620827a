package dev.lanewise.onnx;

import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.MapValue;
import dev.lanewise.tensor.OptionalValue;
import dev.lanewise.tensor.SequenceValue;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether values agree with ONNX Runtime's.
 *
 * @param tolerance what floating-point numbers may differ at least, in parts of the largest
 * @param valuesMatter whether elements are compared, rather than types and shapes alone
 */
record Comparison(double tolerance, boolean valuesMatter) {

    private static final double LARGEST_HALF = 65504;

    Optional<String> flaw(List<Value> ours, List<Value> reference) {
        if (ours.size() != reference.size()) {
            return Optional.of(ours.size() + " values, not " + reference.size());
        }
        for (int i = 0; i < ours.size(); i++) {
            Optional<String> flaw = flaw(ours.get(i), reference.get(i));
            if (flaw.isPresent()) {
                String place = "[" + i + "]: ";
                return flaw.map(place::concat);
            }
        }
        return Optional.empty();
    }

    private Optional<String> flaw(Value given, Value reference) {
        Value ours = given instanceof OptionalValue(var held) && held.isPresent() ? held.get() : given;
        return switch (reference) {
            case Tensor wanted when ours instanceof Tensor tensor -> flaw(tensor, wanted);
            case SequenceValue(var wanted) when ours instanceof SequenceValue(var values) -> flaw(values, wanted);
            case OptionalValue(var wanted) when wanted.isEmpty() -> Optional.empty();
            case MapValue(var wanted)
            when ours instanceof MapValue(var entries) -> {
                var numbers = entries.entrySet().stream()
                        .collect(Collectors.toMap(
                                entry -> String.valueOf(entry.getKey()),
                                entry -> Samples.number((Tensor) entry.getValue(), 0)));
                yield wanted.entrySet().stream()
                        .filter(entry -> !close(entry, numbers))
                        .map(entry -> "map: " + entry + " against " + numbers)
                        .findFirst();
            }
            default -> Optional.of(ours + ", not " + reference);
        };
    }

    private static boolean close(Map.Entry<Object, Value> wanted, Map<String, Double> numbers) {
        double expected = Samples.number((Tensor) wanted.getValue(), 0);
        double actual = numbers.getOrDefault(String.valueOf(wanted.getKey()), Double.NaN);
        return Math.abs(actual - expected) <= 1e-4 * Math.max(1, Math.abs(expected));
    }

    private Optional<String> flaw(Tensor ours, Tensor reference) {
        if (!Arrays.equals(ours.shape(), reference.shape())) {
            return Optional.of(ours + ", not " + reference);
        }
        boolean cast = ours.type() != reference.type();
        if (cast && reference.type() != ElementType.FLOAT && reference.type() != ElementType.INT64) {
            return Optional.of(ours + ", not " + reference);
        }
        if (!valuesMatter) {
            return Optional.empty();
        }
        if (ours.type() == ElementType.STRING) {
            return Arrays.equals(ours.strings(), reference.strings())
                    ? Optional.empty()
                    : Optional.of(Arrays.toString(ours.strings()) + ", not " + Arrays.toString(reference.strings()));
        }
        if (cast && ours.type().bits() <= 8 && ours.type().isFloating()) {
            return Optional.empty();
        }
        if (ours.array() instanceof long[] a && reference.array() instanceof long[] e) {
            int i = Arrays.mismatch(a, e);
            return i < 0 ? Optional.empty() : Optional.of("at " + i + " " + a[i] + ", not " + e[i]);
        }
        double[] a = Samples.numbers(ours);
        double[] e = Samples.numbers(reference);
        double scale = Math.max(
                1,
                Arrays.stream(e)
                        .map(Math::abs)
                        .filter(v -> v < Float.MAX_VALUE)
                        .max()
                        .orElse(1));
        double allowed = ours.type().isFloating() ? scale * Math.max(tolerance, tolerance(ours.type())) : 0;
        for (int i = 0; i < e.length; i++) {
            boolean same = a[i] == e[i]
                    || (Double.isInfinite(a[i]) && Math.abs(e[i]) >= LARGEST_HALF && a[i] * e[i] > 0)
                    || (Double.isNaN(a[i]) && Double.isNaN(e[i]));
            if (!same && !(Math.abs(a[i] - e[i]) <= allowed)) {
                return Optional.of("at " + i + " of " + ours + ": " + a[i] + ", not " + e[i]);
            }
        }
        return Optional.empty();
    }

    static double tolerance(ElementType type) {
        return switch (type) {
            case FLOAT -> 2e-4;
            case DOUBLE -> 1e-6;
            case FLOAT16 -> 4e-3;
            case BFLOAT16 -> 3e-2;
            default -> 0;
        };
    }
}
