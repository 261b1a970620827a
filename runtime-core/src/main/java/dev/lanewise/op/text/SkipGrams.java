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
 * Groups of words of the first string that follow each other with at most some words left out between two of them,
 * joined by spaces. TFLite SKIP_GRAM.
 *
 * @param most words of a group
 * @param skipped words that may be left out between two of a group
 * @param shorter whether groups of fewer words count, too
 */
public record SkipGrams(int most, int skipped, boolean shorter) implements DynamicOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, ElementType.STRING);
        return List.of(new TensorType(ElementType.STRING, Shape.ofRank(1)));
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        if (!(inputs.getFirst() instanceof Tensor x) || x.type() != ElementType.STRING || x.size() == 0) {
            throw on.error("the input is " + inputs.getFirst() + ", expected a string");
        }
        List<String> words = Arrays.stream(x.strings()[0].split("[ \\t\\n\\x0B\\f\\r]+"))
                .filter(word -> !word.isEmpty())
                .toList();
        var grams = new ArrayList<String>();
        if (words.size() >= most) {
            for (int first = 0; first < words.size(); first++) {
                on.checkpoint();
                extend(on, words, first, words.get(first), 1, grams);
            }
        }
        Tensor y = on.allocate(ElementType.STRING, grams.size());
        System.arraycopy(grams.toArray(new String[0]), 0, y.strings(), 0, grams.size());
        return List.of(y);
    }

    /** Adds the longer groups that begin with {@code gram}, whose last word is {@code last}, then itself. */
    private void extend(Evaluation on, List<String> words, int last, String gram, int size, List<String> grams) {
        on.checkpoint();
        if (size < most) {
            for (int next = last + 1; next < words.size() && next - last <= skipped + 1; next++) {
                extend(on, words, next, gram + " " + words.get(next), size + 1, grams);
            }
        }
        if (size == most || shorter) {
            grams.add(gram);
        }
    }
}
