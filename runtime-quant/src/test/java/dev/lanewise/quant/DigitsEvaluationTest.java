package dev.lanewise.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.Model;
import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Node;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.quant.Comparison.Layer;
import dev.lanewise.spi.ModelDefinition;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Evaluates a network for handwritten digits on a part of the MNIST test set. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DigitsEvaluationTest {

    private static final int DIGITS = 1000;
    private static final int PIXELS = 28 * 28;

    private final List<LabelledSample> samples = new ArrayList<>();
    private Model model = SmallModels.identity(ElementType.FLOAT);

    @BeforeAll
    void read() throws IOException {
        Path folder = Path.of(System.getProperty("lanewise.testdata", "testdata"));
        Path file = folder.resolve("onnx-models/ort/cnn_mnist_pytorch.onnx");
        assumeTrue(Files.exists(file), () -> "skipped, there is no " + file);
        model = Model.load(file);
        byte[] images = unzipped(folder.resolve("data/mnist/t10k-images-idx3-ubyte.gz"));
        byte[] labels = unzipped(folder.resolve("data/mnist/t10k-labels-idx1-ubyte.gz"));
        for (int i = 0; i < DIGITS; i++) {
            var pixels = new float[PIXELS];
            for (int j = 0; j < PIXELS; j++) {
                pixels[j] = (images[16 + i * PIXELS + j] & 0xff) / 255f;
            }
            var inputs = Map.of(model.inputs().getFirst().name(), Tensor.of(pixels, 1, 1, 28, 28));
            samples.add(new LabelledSample(inputs, labels[8 + i]));
        }
    }

    private static byte[] unzipped(Path file) throws IOException {
        try (var in = new GZIPInputStream(Files.newInputStream(file))) {
            return in.readAllBytes();
        }
    }

    @Test
    void accuracyIsThatOfTheLargestScores() {
        int right = 0;
        try (var session = model.newSession()) {
            for (LabelledSample sample : samples) {
                float[] scores = session.run(sample.inputs()).tensor(0).floats();
                int best = 0;
                for (int i = 1; i < scores.length; i++) {
                    best = scores[i] > scores[best] ? i : best;
                }
                right += best == sample.labels().getFirst() ? 1 : 0;
            }
        }
        Classification of = Evaluation.defaults().classify(model, samples);
        assertEquals((double) right / DIGITS, of.top1(), 1e-12);
        assertTrue(of.top1() > 0.95);
        assertTrue(of.top5() > of.top1());
    }

    @Test
    void onlyTheLayerThatWasChangedHasAnErrorOfItsOwn() {
        ModelDefinition definition = model.definition();
        Node product = definition.graph().sorted().stream()
                .filter(node -> node.op() instanceof MatMul)
                .findFirst()
                .orElseThrow();
        Tensor weights = Tensor.of(product.requireInput(1).requireConstant());
        for (int i = 0; i < weights.size(); i++) {
            weights.floats()[i] = Math.round(weights.floats()[i] * 16) / 16f;
        }
        Edge rounded = definition.graph().constant("rounded", weights);
        definition.graph().setInput(product, 1, rounded);
        var inputs = samples.subList(0, 20).stream().map(LabelledSample::inputs).toList();
        Comparison comparison = Evaluation.defaults().runs(0).compare(model, Model.of(definition), inputs);
        assertEquals(4, comparison.layers().size());
        assertEquals(product.output().name(), comparison.worst().orElseThrow().name());
        for (Layer layer : comparison.layers()) {
            boolean changed = layer.name().equals(product.output().name());
            assertEquals(changed, layer.ownSnr() < 100, layer.toString());
        }
        assertTrue(comparison.layers().getLast().difference().snr() < 100);
        assertTrue(comparison.outputs().getFirst().difference().cosine() > 0.9);
    }
}
