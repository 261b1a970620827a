package dev.lanewise.onnx;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.lanewise.graph.Ints;
import dev.lanewise.op.text.NGrams;
import dev.lanewise.op.text.StringConcat;
import dev.lanewise.op.text.StringNormalizer;
import dev.lanewise.op.text.StringSplit;
import dev.lanewise.op.text.TfIdfVectorizer;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/** Operators on strings. */
final class TextOperators implements Family {

    @Override
    public void register(Registry on) {
        on.on("StringConcat").reads(node -> new StringConcat());
        on.on("StringSplit")
                .reads(node -> new StringSplit(
                        node.text("delimiter", ""),
                        node.integer("maxsplit", -1) < 0 ? Long.MAX_VALUE : node.integer("maxsplit")));
        on.on("StringNormalizer")
                .reads(node -> new StringNormalizer(
                        MlAttributes.constant(
                                node, StringNormalizer.Case.class, node.text("case_change_action", "NONE")),
                        node.flag("is_case_sensitive", false),
                        Set.copyOf(node.texts("stopwords")),
                        Locale.forLanguageTag(node.text("locale", "en_US").replace('_', '-'))));
        on.on("RegexFullMatch").reads(node -> new RegexFullMatch(pattern(node)));
        on.on("TfIdfVectorizer").reads(TextOperators::vectorizer);
    }

    private static Pattern pattern(OnnxNode node) {
        try {
            return Pattern.compile(node.text("pattern", ""));
        } catch (PatternSyntaxException e) {
            throw node.error("pattern is no regular expression of RE2: " + e.getMessage());
        }
    }

    private static TfIdfVectorizer vectorizer(OnnxNode node) {
        Tensor pool = MlAttributes.either(node, "pool_int64s", "pool_strings");
        int[] columns = node.ints("ngram_indexes", Ints.of()).toArray();
        int size = Arrays.stream(columns).max().orElse(-1) + 1;
        float[] weights = node.numbers("weights");
        int longest = node.int32("max_gram_length", 1);
        int shortest = node.int32("min_gram_length", 1);
        int skips = node.int32("max_skip_count", 0);
        boolean fits = Arrays.stream(columns).allMatch(column -> column >= 0)
                && shortest >= 1
                && longest >= shortest
                && skips >= 0
                && skips < Integer.MAX_VALUE
                && (weights.length == 0 || weights.length >= size);
        if (!fits) {
            throw node.error("its attributes do not go together: lengths " + shortest + " to " + longest + ", skips "
                    + skips + ", " + columns.length + " n-grams in " + size + " columns, " + weights.length
                    + " weights");
        }
        NGrams grams = grams(node, pool, columns.length);
        var mode = MlAttributes.constant(node, TfIdfVectorizer.Mode.class, node.text("mode", "TF"));
        return new TfIdfVectorizer(grams, columns, size, shortest, longest, skips, mode, weights);
    }

    private static NGrams grams(OnnxNode node, Tensor pool, int count) {
        int[] starts = node.ints("ngram_counts", Ints.of()).toArray();
        var grams = new NGrams();
        int number = 0;
        for (int i = 0; i < starts.length; i++) {
            int length = i + 1;
            int end = i + 1 < starts.length ? starts[i + 1] : pool.size();
            if (starts[i] < 0 || end > pool.size() || end < starts[i] || (end - starts[i]) % length != 0) {
                throw node.error("ngram_counts " + Arrays.toString(starts) + " do not cut a pool of " + pool.size());
            }
            for (int at = starts[i]; at < end; at += length) {
                if (number >= count) {
                    throw node.error("there are more n-grams than the " + count + " ngram_indexes");
                }
                grams.add(pool, at, length, number++);
            }
        }
        return grams;
    }
}
