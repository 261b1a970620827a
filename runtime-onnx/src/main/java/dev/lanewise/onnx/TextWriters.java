package dev.lanewise.onnx;

import com.google.re2j.Pattern;
import dev.lanewise.graph.Operator;
import dev.lanewise.op.text.NGramRepeatBlock;
import dev.lanewise.op.text.NGrams;
import dev.lanewise.op.text.StringConcat;
import dev.lanewise.op.text.StringNormalizer;
import dev.lanewise.op.text.StringSplit;
import dev.lanewise.op.text.TfIdfVectorizer;
import dev.lanewise.op.text.WordConvolution;
import dev.lanewise.op.vision.ImageDecoder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Writes operators on strings, and on encoded images. */
final class TextWriters implements WriterFamily {

    @Override
    public boolean write(Operator op, OnnxNodeWriter node) {
        switch (op) {
            case StringConcat concat -> node.becomes("StringConcat", new Attributes());
            case StringSplit(var delimiter, long most) -> split(delimiter, most, node);
            case StringNormalizer normalizer -> normalize(normalizer, node);
            case RegexFullMatch(Pattern pattern) ->
                node.becomes("RegexFullMatch", new Attributes().text("pattern", pattern.pattern()));
            case TfIdfVectorizer vectorizer -> vectorize(vectorizer, node);
            case NGramRepeatBlock(int size) ->
                node.becomes(
                        OnnxNodeWriter.MICROSOFT + "NGramRepeatBlock", new Attributes().integer("ngram_size", size));
            case WordConvolution words ->
                node.becomes(OnnxNodeWriter.MICROSOFT + "WordConvEmbedding", new Attributes());
            case Tokenizer tokenizer -> tokenize(tokenizer, node);
            case ImageDecoder(var format) ->
                node.becomes(
                        "ImageDecoder",
                        new Attributes()
                                .text(
                                        "pixel_format",
                                        switch (format) {
                                            case RGB -> "RGB";
                                            case BGR -> "BGR";
                                            case GRAYSCALE -> "Grayscale";
                                        }));
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void split(String delimiter, long most, OnnxNodeWriter node) {
        var attributes = delimiter.isEmpty() ? new Attributes() : new Attributes().text("delimiter", delimiter);
        node.becomes("StringSplit", most == Long.MAX_VALUE ? attributes : attributes.integer("maxsplit", most));
    }

    private static void normalize(StringNormalizer op, OnnxNodeWriter node) {
        var attributes = new Attributes()
                .text("case_change_action", op.change().name())
                .integer("is_case_sensitive", op.caseSensitive() ? 1 : 0)
                .text("locale", op.locale().toLanguageTag().replace('-', '_'));
        if (!op.stopWords().isEmpty()) {
            attributes.texts("stopwords", op.stopWords().stream().sorted().toList());
        }
        node.becomes("StringNormalizer", attributes);
    }

    private static void tokenize(Tokenizer op, OnnxNodeWriter node) {
        var attributes = new Attributes()
                .integer("mark", op.mark() ? 1 : 0)
                .integer("mincharnum", op.shortest())
                .text("pad_value", op.padding());
        if (!op.tokens().isEmpty()) {
            attributes.text("tokenexp", op.tokens().getFirst().pattern());
        } else if (op.separators().isEmpty()) {
            attributes.texts("separators", List.of(""));
        } else {
            attributes.texts(
                    "separators", op.separators().stream().map(Pattern::pattern).toList());
        }
        node.becomes(OnnxNodeWriter.MICROSOFT + "Tokenizer", attributes);
    }

    /** The pool has the n-grams of one item first, then those of two, and so on, each in the order of their numbers. */
    private static void vectorize(TfIdfVectorizer op, OnnxNodeWriter node) {
        List<NGrams.Entry> grams = op.grams().entries().stream()
                .sorted(Comparator.comparingInt(
                                (NGrams.Entry gram) -> gram.items().size())
                        .thenComparingInt(NGrams.Entry::number))
                .toList();
        int longest = grams.isEmpty() ? 1 : grams.getLast().items().size();
        long[] counts = new long[Math.max(longest, op.longest())];
        var pool = new ArrayList<Object>();
        int next = 0;
        for (int length = 1; length <= counts.length; length++) {
            counts[length - 1] = pool.size();
            while (next < grams.size() && grams.get(next).items().size() == length) {
                pool.addAll(grams.get(next++).items());
            }
        }
        long[] columns =
                grams.stream().mapToLong(gram -> op.columns()[gram.number()]).toArray();
        var attributes = new Attributes()
                .text("mode", op.mode().name())
                .integer("min_gram_length", op.shortest())
                .integer("max_gram_length", op.longest())
                .integer("max_skip_count", op.skips())
                .integers("ngram_counts", counts)
                .integers("ngram_indexes", columns);
        if (pool.stream().allMatch(String.class::isInstance)) {
            attributes.texts(
                    "pool_strings", pool.stream().map(String.class::cast).toList());
        } else {
            attributes.integers(
                    "pool_int64s", pool.stream().mapToLong(item -> (Long) item).toArray());
        }
        boolean weighted = op.weights().length > 0;
        node.becomes("TfIdfVectorizer", weighted ? attributes.numbers("weights", op.weights()) : attributes);
    }
}
