package dev.lanewise.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.Model;
import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.elementwise.Unary;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.InvalidInputException;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CalibrationTest {

    /** {@code y = log x} between {@code x [?, 4]} and the output. */
    private static Model logarithm() {
        var graph = new Graph("logarithm");
        Edge x = graph.addInput("x", new TensorType(ElementType.FLOAT, Shape.of(-1, 4)));
        Edge y = graph.add("y", new Unary(UnaryFunction.LOG), x);
        graph.addOutput(graph.add("z", new Unary(UnaryFunction.NEGATE), y));
        return SmallModels.model(graph);
    }

    private static Map<String, Tensor> sample(float... values) {
        return Map.of("x", Tensor.of(values, values.length / 4, 4));
    }

    private static final float E = (float) Math.E;

    @Test
    void findsTheExtremesOfEveryEdge() {
        var calibration = Calibration.of(List.of(sample(1, 2, E, 2), sample(1, 0.5f, 1, 1)))
                .extremes();
        Map<String, Range> ranges = calibration.ranges(logarithm());
        assertEquals(new Range(0.5f, E), ranges.get("x"));
        assertEquals(Math.log(0.5), ranges.get("y").least(), 1e-6);
        assertEquals(1, ranges.get("y").greatest(), 1e-6);
        assertEquals(-1, ranges.get("z").least(), 1e-6);
    }

    @Test
    void averagesTheEndsOfSamples() {
        var calibration = Calibration.of(Stream.of(sample(1, 2, 3, 4), sample(3, 8, 8, 8)))
                .movingAverage(0.75);
        Range range = calibration.ranges(logarithm()).get("x");
        assertEquals(0.75 * 1 + 0.25 * 3, range.least(), 1e-6);
        assertEquals(0.75 * 4 + 0.25 * 8, range.greatest(), 1e-6);
    }

    /** Numbers from 1 to 2, and one of 100. */
    private static Calibration withOutlier() {
        var random = new SplittableRandom(3);
        var values = new float[40_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = 1 + (float) random.nextDouble();
        }
        values[77] = 100;
        return Calibration.of(List.of(sample(values)));
    }

    @Test
    void leavesOutOutliers() {
        Model model = logarithm();
        assertEquals(100, withOutlier().extremes().ranges(model).get("x").greatest());
        assertEquals(2, withOutlier().percentile(99).ranges(model).get("x").greatest(), 0.1);
        assertEquals(1, withOutlier().percentile(99).ranges(model).get("x").least(), 0.1);
        double log = Math.log(2);
        assertEquals(log, withOutlier().entropy().ranges(model).get("y").greatest(), 0.25 * log);
    }

    @Test
    void minimisesTheSquaredErrorOfRounding() {
        var random = new SplittableRandom(3);
        var values = new float[40_000];
        for (int i = 0; i < values.length; i++) {
            double u = random.nextDouble();
            values[i] = (float) (Math.log(2 * Math.min(u, 1 - u)) * (u < 0.5 ? 1 : -1));
        }
        var calibration = Calibration.of(List.of(sample(values)));
        Range extremes = RangeFinder.ends(values);
        for (int bits : new int[] {2, 4, 8}) {
            var finder = new RangeFinder(calibration.meanSquaredError().method());
            finder.add(values, extremes);
            Range found = finder.range(bits);
            double least = Double.POSITIVE_INFINITY;
            for (double factor = 0.125; factor <= 1; factor += 1 / 64.0) {
                float most = (float) (extremes.magnitude() * factor);
                var cut = new Range(Math.max(extremes.least(), -most), Math.min(extremes.greatest(), most));
                least = Math.min(least, error(values, cut, bits));
            }
            assertTrue(error(values, found, bits) <= 1.1 * least, bits + " bits: " + found);
        }
    }

    private static double error(float[] values, Range range, int bits) {
        Affine affine = Affine.of(range, bits, true, false);
        double sum = 0;
        for (float value : values) {
            double error = value - affine.dequantize(affine.quantize(value));
            sum += error * error;
        }
        return sum;
    }

    @Test
    void growsItsHistogramWithoutLosingCounts() {
        var random = new SplittableRandom(9);
        var histogram = new Histogram();
        int total = 0;
        for (int i = 1; i <= 10; i++) {
            var values = new float[100 * i];
            for (int k = 0; k < values.length; k++) {
                values[k] = (float) random.nextDouble(-i * i, i * i);
            }
            total += values.length;
            Range ends = RangeFinder.ends(values);
            histogram.add(values, ends == null ? new Range(0, 0) : ends);
        }
        long counted = 0;
        for (int bin = 0; bin < 2 * Histogram.HALF; bin++) {
            counted += histogram.count(bin);
        }
        assertEquals(total, counted);
        assertEquals(-81, histogram.within(0.05).least(), 25);
    }

    private static String message(Calibration calibration) {
        return assertThrows(InvalidInputException.class, () -> calibration.ranges(logarithm()))
                .getMessage();
    }

    @Test
    void namesWhatIsWrongWithSamples() {
        String empty = assertThrows(InvalidInputException.class, () -> Calibration.of(Stream.empty()))
                .getMessage();
        assertTrue(empty.contains("no calibration samples"), empty);
        String shape = message(Calibration.of(List.of(sample(1, 2, 3, 4), Map.of("x", Tensor.of(new float[3], 1, 3)))));
        assertTrue(shape.contains("sample 2 of 2") && shape.contains("'x'"), shape);
        String name = message(Calibration.of(List.of(Map.of("w", Tensor.of(new float[4], 1, 4)))));
        assertTrue(name.contains("sample 1 of 1") && name.contains("w"), name);
        String nan = message(Calibration.of(List.of(sample(1, 2, 3, 4), sample(1, -1, 1, 1))));
        assertTrue(nan.contains("sample 2 of 2") && nan.contains("NaN at 'y'"), nan);
        assertThrows(InvalidInputException.class, () -> withOutlier().percentile(101));
        assertThrows(InvalidInputException.class, () -> withOutlier().movingAverage(Double.NaN));
    }
}
