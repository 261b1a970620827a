package dev.lanewise.examples;

import dev.lanewise.RunProfile;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Prints how much sentences mean the same: those given as arguments, or a few of its own. */
public final class SentenceSimilarity {

    private static final List<String> SENTENCES = List.of(
            "A man is playing a guitar on stage.",
            "Somebody performs music with an instrument.",
            "The stock market fell sharply on Monday.",
            "Share prices dropped at the start of the week.",
            "How do I reset my password?",
            "I forgot my login and cannot sign in.");

    /** The JVM compiles the kernels behind the first result. */
    private static final long UNTIL_COMPILED_NANOS = 3_000_000_000L;

    private SentenceSimilarity() {}

    public static void main(String[] args) throws IOException {
        List<String> sentences = args.length > 0 ? List.of(args) : SENTENCES;
        long start = System.nanoTime();
        try (var encoder = new SentenceEncoder(Runtime.getRuntime().availableProcessors())) {
            long loaded = System.nanoTime();
            float[][] vectors = encoder.encode(sentences, new RunProfile());
            long first = System.nanoTime();
            print(sentences, vectors);
            while (System.nanoTime() < first + UNTIL_COMPILED_NANOS) {
                encoder.encode(sentences, new RunProfile());
            }
            var profile = new RunProfile();
            long again = System.nanoTime();
            encoder.encode(sentences, profile);
            long end = System.nanoTime();
            System.out.printf(
                    Locale.ROOT,
                    "%nmodel loaded in %d ms, first result after %d ms more, later ones in %.1f ms, of which:%n%s",
                    (loaded - start) / 1_000_000,
                    (first - loaded) / 1_000_000,
                    (end - again) / 1e6,
                    profile);
        }
    }

    private static void print(List<String> sentences, float[][] vectors) {
        for (int i = 0; i < vectors.length; i++) {
            System.out.printf("%2d  %s%n", i + 1, sentences.get(i));
        }
        System.out.println();
        for (float[] a : vectors) {
            for (float[] b : vectors) {
                System.out.printf(Locale.ROOT, "%6.2f", SentenceEncoder.dot(a, b));
            }
            System.out.println();
        }
    }
}
