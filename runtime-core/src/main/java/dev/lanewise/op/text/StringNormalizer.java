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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Strings [count] or [1, count] without stop words, in upper or lower case or as they are. One empty string is left
 * when nothing is. ONNX StringNormalizer.
 */
public record StringNormalizer(Case change, boolean caseSensitive, Set<String> stopWords, Locale locale)
        implements DynamicOperator {

    /** What becomes of letters. */
    public enum Case {
        NONE,
        LOWER,
        UPPER;

        String apply(String text, Locale locale) {
            return switch (this) {
                case NONE -> text;
                case LOWER -> text.toLowerCase(locale);
                case UPPER -> text.toUpperCase(locale);
            };
        }
    }

    public StringNormalizer {
        stopWords = Set.copyOf(stopWords);
    }

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, ElementType.STRING);
        in.requireRank(0, 1, 2);
        Shape shape = in.shape(0);
        return List.of(new TensorType(ElementType.STRING, shape.isRanked() ? shape.with(-1, Shape.ANY) : shape));
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        if (!(inputs.getFirst() instanceof Tensor x)
                || x.type() != ElementType.STRING
                || x.rank() < 1
                || x.rank() > 2
                || x.rank() == 2 && x.dim(0) != 1) {
            throw on.error("the input is " + inputs.getFirst() + ", expected strings [count] or [1, count]");
        }
        Set<String> stops = caseSensitive
                ? stopWords
                : stopWords.stream().map(this::folded).collect(Collectors.toUnmodifiableSet());
        String[] kept = Arrays.stream(x.strings())
                .filter(word -> !stops.contains(caseSensitive ? word : folded(word)))
                .map(word -> change.apply(word, locale))
                .toArray(String[]::new);
        String[] result = kept.length == 0 ? new String[] {""} : kept;
        Tensor y = x.rank() == 1
                ? on.allocate(ElementType.STRING, result.length)
                : on.allocate(ElementType.STRING, 1, result.length);
        System.arraycopy(result, 0, y.strings(), 0, result.length);
        return List.of(y);
    }

    private String folded(String word) {
        return word.toLowerCase(locale);
    }
}
