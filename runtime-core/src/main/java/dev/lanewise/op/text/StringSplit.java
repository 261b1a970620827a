package dev.lanewise.op.text;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.DynamicOperator;
import dev.lanewise.op.Evaluation;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Each string cut into its parts, along a new last axis that is as long as the most parts, with empty strings behind
 * fewer; and the numbers of parts, INT64. ONNX StringSplit.
 *
 * @param delimiter what stands between parts; any run of white space when it is empty
 * @param most cuts that are made at most in each string
 */
public record StringSplit(String delimiter, long most) implements DynamicOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, ElementType.STRING);
        Shape shape = in.shape(0);
        Shape split = shape;
        if (shape.isRanked()) {
            long[] dims = Arrays.copyOf(shape.dims(), shape.rank() + 1);
            dims[shape.rank()] = Shape.ANY;
            split = Shape.of(dims);
        }
        return List.of(new TensorType(ElementType.STRING, split), new TensorType(ElementType.INT64, shape));
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        if (!(inputs.getFirst() instanceof Tensor x) || x.type() != ElementType.STRING) {
            throw on.error("the input is " + inputs.getFirst() + ", expected strings");
        }
        var parts = Arrays.stream(x.strings()).map(this::split).toList();
        int longest = parts.stream().mapToInt(List::size).max().orElse(0);
        long[] shape = Arrays.copyOf(x.shape(), x.rank() + 1);
        shape[x.rank()] = longest;
        Tensor y = on.allocate(ElementType.STRING, shape);
        Tensor counts = on.allocate(ElementType.INT64, x.shape());
        for (int i = 0; i < parts.size(); i++) {
            counts.longs()[i] = parts.get(i).size();
            for (int k = 0; k < parts.get(i).size(); k++) {
                y.strings()[i * longest + k] = parts.get(i).get(k);
            }
        }
        return List.of(y, counts);
    }

    private List<String> split(String text) {
        return delimiter.isEmpty() ? splitAtSpace(text) : splitAtDelimiter(text);
    }

    private List<String> splitAtDelimiter(String text) {
        var parts = new ArrayList<String>();
        int start = 0;
        int end = text.indexOf(delimiter);
        while (end >= 0 && parts.size() < most) {
            parts.add(text.substring(start, end));
            start = end + delimiter.length();
            end = text.indexOf(delimiter, start);
        }
        parts.add(text.substring(start));
        return parts;
    }

    private List<String> splitAtSpace(String text) {
        var parts = new ArrayList<String>();
        int at = skip(text, 0, true);
        while (at < text.length()) {
            if (parts.size() >= most) {
                parts.add(text.substring(at).stripTrailing());
                break;
            }
            int end = skip(text, at, false);
            parts.add(text.substring(at, end));
            at = skip(text, end, true);
        }
        return parts;
    }

    /** The first place from {@code from} on where white space begins, or ends where {@code space}. */
    private static int skip(String text, int from, boolean space) {
        int at = from;
        while (at < text.length() && Character.isWhitespace(text.charAt(at)) == space) {
            at++;
        }
        return at;
    }
}
