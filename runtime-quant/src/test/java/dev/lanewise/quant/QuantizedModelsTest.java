package dev.lanewise.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.Model;
import dev.lanewise.Session;
import dev.lanewise.quant.WeightFormat.Rounding;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Quantizes real models, and looks what it costs. */
class QuantizedModelsTest {

    private static final Path DATA = Path.of(System.getProperty("lanewise.testdata", "../../shared/testdata"));

    private static final int CALIBRATION = 200;

    private static final int END = 3200;

    private static final int IMAGES = 60;

    @Test
    void digitsAreKnownAsWellByIntegers() throws IOException {
        var digits = DigitNetwork.load();
        Calibration calibration = Calibration.of(digits.samples().subList(0, CALIBRATION));
        double original = digits.accuracy(digits.model(), CALIBRATION, END);
        Model quantized = Quantizer.calibrated(calibration).quantize(digits.model());
        assertEquals(original, digits.accuracy(quantized, CALIBRATION, END), 0.2);
        double size = (double) Weights.of(quantized).bytes()
                / Weights.of(digits.model()).bytes();
        assertTrue(size < 0.2625, () -> "size " + size + " with all scales");
        var dynamic = Quantizer.dynamic().quantize(digits.model());
        assertEquals(original, digits.accuracy(dynamic, CALIBRATION, END), 0.2);
    }

    @Test
    void reconstructionBeatsNone() throws IOException {
        var digits = DigitNetwork.load();
        Calibration calibration = Calibration.of(digits.samples().subList(0, CALIBRATION));
        var two = WeightFormat.INT8.bits(2);
        var none = Quantizer.weightsOnly(two).calibration(calibration);
        double plain = digits.accuracy(none.quantize(digits.model()), CALIBRATION, END);
        for (Quantizer better : List.of(
                none.correctBias(true),
                none.weights(two.rounding(Rounding.ADAPTIVE)),
                none.weights(two.rounding(Rounding.SECOND_ORDER)))) {
            double recovered = digits.accuracy(better.quantize(digits.model()), CALIBRATION, END);
            assertTrue(recovered > plain + 0.5, () -> better + ": " + recovered + ", without " + plain);
        }
    }

    @Test
    void reconstructionOfDigitsBeatsNone() throws IOException {
        var digits = DigitNetwork.load();
        reconstructionBeatsNone(
                digits.model(),
                digits.samples().subList(0, CALIBRATION),
                digits.samples().subList(CALIBRATION, 1200));
    }

    @ParameterizedTest
    @CsvSource({"pretrainedResnet, 32, 1", "vww_96_float, 96, 0.003921569"})
    void reconstructionOfImageClassifiersBeatsNone(String name, int extent, float scale) {
        Model model = imageClassifier(name);
        List<Map<String, Tensor>> images = images(extent, scale, 4 * IMAGES);
        reconstructionBeatsNone(model, images.subList(0, IMAGES), images.subList(IMAGES, images.size()));
    }

    /** Static int8 with each way of making up for rounding, on samples that calibration has not seen. */
    private static void reconstructionBeatsNone(
            Model model, List<Map<String, Tensor>> seen, List<Map<String, Tensor>> unseen) {
        var none = Quantizer.calibrated(Calibration.of(seen)).correctBias(false);
        double plain = snr(model, none.quantize(model), unseen);
        for (Quantizer better : List.of(
                none.correctBias(true),
                none.weights(none.weights().rounding(Rounding.ADAPTIVE)),
                none.weights(none.weights().rounding(Rounding.SECOND_ORDER)))) {
            double recovered = snr(model, better.quantize(model), unseen);
            assertTrue(recovered > plain + 0.5, () -> better + ": " + recovered + " dB, without " + plain);
        }
    }

    /** Of the first output's difference, in decibels. */
    private static double snr(Model model, Model changed, List<Map<String, Tensor>> samples) {
        double signal = 0;
        double noise = 0;
        try (Session before = model.newSession();
                Session after = changed.newSession()) {
            for (var sample : samples) {
                float[] expected = before.run(sample).tensor(0).floats();
                float[] found = after.run(sample).tensor(0).floats();
                for (int i = 0; i < expected.length; i++) {
                    signal += Math.pow(expected[i], 2);
                    noise += Math.pow(expected[i] - found[i], 2);
                }
            }
        }
        return 10 * Math.log10(signal / noise);
    }

    private static Model imageClassifier(String name) {
        Path file = DATA.resolve("tflite-models/mlperf-tiny/" + name + ".tflite");
        assumeTrue(
                Files.exists(file),
                () -> "SKIPPED: no test data at " + DATA + "; set -Dlanewise.testdata to where it is");
        return Model.load(file);
    }

    private static List<Map<String, Tensor>> images(int extent, float scale, int count) {
        var random = new SplittableRandom(1);
        var images = new ArrayList<Map<String, Tensor>>();
        for (int i = 0; i < count; i++) {
            images.add(Map.of("input_1", image(random, extent, scale)));
        }
        return images;
    }

    /** Waves of a few frequencies in three colours, as even as natural images are. */
    private static Tensor image(SplittableRandom random, int extent, float scale) {
        var x = new float[extent * extent * 3];
        for (int c = 0; c < 3; c++) {
            double ground = random.nextDouble();
            var waves = new ArrayList<double[]>();
            for (int i = 0; i < 12; i++) {
                double frequency = Math.pow(2, 4 * random.nextDouble());
                waves.add(new double[] {
                    frequency * random.nextDouble(-1, 1),
                    frequency * random.nextDouble(-1, 1),
                    2 * Math.PI * random.nextDouble(),
                    0.35 / frequency
                });
            }
            for (int i = 0; i < extent * extent; i++) {
                double value = ground;
                for (double[] wave : waves) {
                    double turns = (wave[0] * (i / extent) + wave[1] * (i % extent)) / extent;
                    value += wave[3] * Math.cos(2 * Math.PI * turns + wave[2]);
                }
                x[i * 3 + c] = Math.round(255 * Math.max(0, Math.min(1, value))) * scale;
            }
        }
        return Tensor.of(x, 1, extent, extent, 3);
    }

    @ParameterizedTest
    @CsvSource({"pretrainedResnet, 32, 1", "vww_96_float, 96, 0.003921569"})
    void imageClassifiersGiveTheSameProbabilities(String name, int extent, float scale) {
        Model model = imageClassifier(name);
        List<Map<String, Tensor>> images = images(extent, scale, 2 * IMAGES);
        Model quantized =
                Quantizer.calibrated(Calibration.of(images.subList(0, IMAGES))).quantize(model);
        double sum = 0;
        try (Session before = model.newSession();
                Session after = quantized.newSession()) {
            for (var image : images.subList(IMAGES, 2 * IMAGES)) {
                sum += cosine(
                        before.run(image).tensor(0).floats(),
                        after.run(image).tensor(0).floats());
            }
        }
        double cosine = sum / IMAGES;
        assertTrue(cosine >= 0.99, () -> "mean cosine " + cosine);
    }

    private static double cosine(float[] a, float[] b) {
        double dot = 0;
        double first = 0;
        double second = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
            first += (double) a[i] * a[i];
            second += (double) b[i] * b[i];
        }
        return dot / Math.sqrt(first * second);
    }
}
