package dev.lanewise.onnx;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
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
 * Cuts each string into tokens along a new last axis: the matches of a pattern, what lies between matches of separators,
 * or single characters when there is neither. com.microsoft Tokenizer.
 *
 * @param tokens at most one pattern of tokens
 * @param separators patterns that are cut at, one after the other
 * @param shortest tokens of fewer characters are dropped
 * @param mark whether U+0002 stands before the tokens of a string and U+0003 behind them
 * @param padding what stands behind the tokens of a string that has fewer than another
 */
record Tokenizer(List<Pattern> tokens, List<Pattern> separators, int shortest, boolean mark, String padding)
        implements DynamicOperator {

    static Tokenizer read(OnnxNode node) {
        List<String> separators = node.texts("separators");
        String expression = node.text("tokenexp", "");
        boolean characters = expression.isEmpty() && separators.equals(List.of(""));
        if (expression.isEmpty() == separators.isEmpty()) {
            throw node.error("expected either 'separators' or 'tokenexp'");
        }
        try {
            return new Tokenizer(
                    expression.isEmpty() ? List.of() : List.of(Pattern.compile(expression)),
                    characters
                            ? List.of()
                            : separators.stream().map(Pattern::compile).toList(),
                    node.int32("mincharnum", 1),
                    node.flag("mark", false),
                    node.text("pad_value", ""));
        } catch (PatternSyntaxException e) {
            throw node.error("has no regular expression of RE2: " + e.getMessage());
        }
    }

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, ElementType.STRING);
        Shape x = in.shape(0);
        if (!x.isRanked()) {
            return List.of(in.tensor(0));
        }
        long[] dims = Arrays.copyOf(x.dims(), x.rank() + 1);
        dims[x.rank()] = Shape.ANY;
        return List.of(in.tensor(0).as(Shape.of(dims)));
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        if (!(inputs.getFirst() instanceof Tensor x) || x.type() != ElementType.STRING) {
            throw on.error("the input is " + inputs.getFirst() + ", expected strings");
        }
        var rows = new ArrayList<List<String>>();
        int most = 0;
        for (String text : x.strings()) {
            on.checkpoint();
            List<String> row = cut(text);
            most = Math.max(most, row.size());
            rows.add(row);
        }
        int width = most == 0 ? 0 : most + (mark ? 2 : 0);
        long[] shape = Arrays.copyOf(x.shape(), x.rank() + 1);
        shape[x.rank()] = width;
        Tensor y = on.allocate(ElementType.STRING, shape);
        String[] to = y.strings();
        Arrays.fill(to, padding);
        for (int i = 0; i < rows.size(); i++) {
            int at = i * width;
            if (mark && width > 0) {
                to[at++] = "\u0002";
            }
            for (String token : rows.get(i)) {
                to[at++] = token;
            }
            if (mark && width > 0) {
                to[at] = "\u0003";
            }
        }
        return List.of(y);
    }

    private List<String> cut(String text) {
        var found = new ArrayList<String>();
        if (!tokens.isEmpty()) {
            Matcher matcher = tokens.getFirst().matcher(text);
            while (matcher.find()) {
                keep(matcher.group(), found);
            }
            return found;
        }
        if (separators.isEmpty()) {
            text.codePoints().mapToObj(Character::toString).forEach(found::add);
            return found;
        }
        List<String> pieces = List.of(text);
        for (Pattern separator : separators) {
            pieces = pieces.stream()
                    .flatMap(piece -> between(separator, piece).stream())
                    .toList();
        }
        pieces.forEach(piece -> keep(piece, found));
        return found;
    }

    private static List<String> between(Pattern separator, String text) {
        var pieces = new ArrayList<String>();
        Matcher matcher = separator.matcher(text);
        int from = 0;
        while (matcher.find()) {
            if (matcher.end() > matcher.start()) {
                pieces.add(text.substring(from, matcher.start()));
                from = matcher.end();
            }
        }
        pieces.add(text.substring(from));
        return pieces;
    }

    private void keep(String token, List<String> found) {
        if (!token.isEmpty() && token.codePointCount(0, token.length()) >= shortest) {
            found.add(token);
        }
    }
}
