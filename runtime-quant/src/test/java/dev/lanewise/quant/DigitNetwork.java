package dev.lanewise.quant;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.Model;
import dev.lanewise.Session;
import dev.lanewise.tensor.Tensor;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** MNIST's test digits and a small network that knows them, where the test data is there. */
record DigitNetwork(List<Map<String, Tensor>> samples, byte[] labels, Model model) {

    private static final Path DATA = Path.of(System.getProperty("lanewise.testdata", "../../shared/testdata"));

    static DigitNetwork load() throws IOException {
        Path file = DATA.resolve("onnx-models/ort/cnn_mnist_pytorch.onnx");
        assumeTrue(
                Files.exists(file),
                () -> "SKIPPED: no test data at " + DATA + "; set -Dlanewise.testdata to where it is");
        Model model = Model.load(file);
        String input = model.inputs().getFirst().name();
        var samples = new ArrayList<Map<String, Tensor>>();
        byte[] labels;
        try (var images = open("t10k-images-idx3-ubyte.gz");
                var classes = open("t10k-labels-idx1-ubyte.gz")) {
            images.skipNBytes(16);
            classes.skipNBytes(8);
            labels = classes.readAllBytes();
            for (int i = 0; i < labels.length; i++) {
                samples.add(Map.of(input, digit(images.readNBytes(28 * 28))));
            }
        }
        return new DigitNetwork(samples, labels, model);
    }

    private static DataInputStream open(String name) throws IOException {
        return new DataInputStream(new GZIPInputStream(
                Files.newInputStream(DATA.resolve("data/mnist").resolve(name))));
    }

    /** Normalised by mean and deviation of the training digits, as the network expects. */
    private static Tensor digit(byte[] pixels) {
        var x = new float[pixels.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = ((pixels[i] & 255) / 255f - 0.1307f) / 0.3081f;
        }
        return Tensor.of(x, 1, 1, 28, 28);
    }

    /** Percent of samples {@code [from, to)} that a model names rightly. */
    double accuracy(Model judged, int from, int to) {
        int right = 0;
        try (Session session = judged.newSession()) {
            for (int i = from; i < to; i++) {
                float[] scores = session.run(samples.get(i)).tensor(0).floats();
                int best = 0;
                for (int k = 1; k < scores.length; k++) {
                    best = scores[k] > scores[best] ? k : best;
                }
                right += best == labels[i] ? 1 : 0;
            }
        }
        return 100.0 * right / (to - from);
    }
}
