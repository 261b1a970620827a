package dev.lanewise.examples;

import dev.lanewise.Model;
import dev.lanewise.RunProfile;
import dev.lanewise.onnx.OnnxModels;
import dev.lanewise.quant.Comparison;
import dev.lanewise.quant.Evaluation;
import dev.lanewise.quant.Report;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** What the examples that change all-MiniLM-L6-v2 have in common: sentences, and the report on what a change costs. */
final class ModelChange {

    private static final String SENTENCES = "sentences.txt";

    private final Model original = SentenceEncoder.model();
    private final List<String> sentences = sentences();

    ModelChange() throws IOException {}

    private static List<String> sentences() throws IOException {
        try (InputStream file = ModelChange.class.getResourceAsStream("/" + SENTENCES)) {
            if (file == null) {
                throw new IOException("no resource " + SENTENCES + " on the class path");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    Model original() {
        return original;
    }

    /** Every other sentence, from the first or the second, as the model's inputs: one half to learn from, one to test. */
    List<Map<String, Tensor>> samples(int first) throws IOException {
        try (var encoder = new SentenceEncoder(original, 1)) {
            return half(first).stream()
                    .map(sentence -> encoder.inputs(List.of(sentence)))
                    .toList();
        }
    }

    private List<String> half(int first) {
        return IntStream.range(0, sentences.size())
                .filter(i -> i % 2 == first)
                .mapToObj(sentences::get)
                .toList();
    }

    /** The mean cosine between the vectors of the test sentences by the original and by {@code changed}. */
    double cosine(Model changed) throws IOException {
        List<String> tested = half(1);
        double sum = 0;
        try (var before = new SentenceEncoder(original, 1);
                var after = new SentenceEncoder(changed, 1)) {
            for (String sentence : tested) {
                sum += SentenceEncoder.dot(vector(before, sentence), vector(after, sentence));
            }
        }
        return sum / tested.size();
    }

    private static float[] vector(SentenceEncoder encoder, String sentence) {
        return encoder.encode(List.of(sentence), new RunProfile())[0];
    }

    /** Compares {@code changed} with the original, and writes it and the report into a folder. */
    void report(String name, Model changed, Report report, Path folder) throws IOException {
        var evaluation = Evaluation.defaults().progress(new ProgressBar(System.err, "comparing"));
        Comparison comparison = evaluation.compare(original, changed, samples(1));
        Report whole = report.comparison("Cost", comparison);
        Files.createDirectories(folder);
        Path model = folder.resolve(name + ".onnx");
        Path page = folder.resolve(name + ".html");
        OnnxModels.write(changed, model);
        whole.write(page);
        System.out.println(whole.text());
        System.out.printf(Locale.ROOT, "%s has %,d bytes; open %s for the charts%n", model, Files.size(model), page);
    }
}
