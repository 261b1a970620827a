package dev.lanewise.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.kernel.ResizeCoordinates.Mode;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Expected values of the named cases are worked out by hand from the formulas of ONNX Resize. */
class ResizeTest {

    private final SplittableRandom random = new SplittableRandom(19);

    @Test
    void nearestRoundsAsItsModeSays() {
        var half = new ResizeCoordinates(Mode.HALF_PIXEL, 4, 8, 2);
        assertIndices(half, ResizeAxis.Nearest.CEIL, 0, 1, 1, 2, 2, 3, 3, 3);
        assertIndices(half, ResizeAxis.Nearest.FLOOR, 0, 0, 0, 1, 1, 2, 2, 3);
        var asymmetric = new ResizeCoordinates(Mode.ASYMMETRIC, 4, 8, 2);
        assertIndices(asymmetric, ResizeAxis.Nearest.ROUND_PREFER_CEIL, 0, 1, 1, 2, 2, 3, 3, 3);
        assertIndices(asymmetric, ResizeAxis.Nearest.ROUND_PREFER_FLOOR, 0, 0, 1, 1, 2, 2, 3, 3);
        var corners = new ResizeCoordinates(Mode.ALIGN_CORNERS, 4, 8, 2);
        assertIndices(corners, ResizeAxis.Nearest.FLOOR, 0, 0, 0, 1, 1, 2, 2, 3);
        var shrunk = new ResizeCoordinates(Mode.HALF_PIXEL, 4, 2, 0.6f);
        assertIndices(shrunk, ResizeAxis.Nearest.ROUND_PREFER_FLOOR, 0, 2);
        var crop = new ResizeCoordinates(Mode.TF_CROP_AND_RESIZE, 4, 3, 0.75, 0.5, 1.25);
        assertIndices(crop, ResizeAxis.Nearest.FLOOR, 1, 2, -1);
    }

    @Test
    void roundedScalesStillMeetWholePositions() {
        var third = new ResizeCoordinates(Mode.ASYMMETRIC, 300, 100, 1 / 3f);
        var axis = ResizeAxis.nearest(third, ResizeAxis.Nearest.FLOOR);
        for (int i = 0; i < 100; i++) {
            assertEquals(3 * i, axis.index(i, 0));
        }
    }

    @Test
    void linearWeightsOfEveryCoordinateMode() {
        assertLine(Mode.HALF_PIXEL, 2, 4, 2, 1, 1.25f, 1.75f, 2);
        assertLine(Mode.ALIGN_CORNERS, 2, 4, 2, 1, 4 / 3f, 5 / 3f, 2);
        assertLine(Mode.ASYMMETRIC, 2, 4, 2, 1, 1.5f, 2, 2);
        assertLine(Mode.ALIGN_CORNERS, 4, 2, 0.6f, 1, 1 + 3 / 1.4f);
        assertLine(Mode.PYTORCH_HALF_PIXEL, 4, 1, 0.25, 1);
        assertLine(Mode.HALF_PIXEL, 4, 1, 0.25, 2.5f);
        assertLine(Mode.HALF_PIXEL_SYMMETRIC, 4, 2, 0.6f, 1 + 2 / 3f, 1 + 7 / 3f);
    }

    @Test
    void antialiasedAxesAverageWhatTheySkip() {
        var axis = ResizeAxis.linear(new ResizeCoordinates(Mode.HALF_PIXEL, 4, 2, 0.5), true, false);
        float[] y = new float[2];
        Resize.axis(axis, 1, new float[] {0, 8, 0, 0}, 0, y, 0, 0, 2);
        assertArrayEquals(new float[] {3, 1}, y, 1e-6f);
        var cubic = ResizeAxis.cubic(new ResizeCoordinates(Mode.HALF_PIXEL, 9, 3, 1 / 3.0), -0.75, true, false);
        for (int i = 0; i < 3; i++) {
            double sum = 0;
            for (int tap = 0; tap < cubic.taps(); tap++) {
                sum += cubic.weight(i, tap);
            }
            assertEquals(1, sum, 1e-6);
        }
    }

    @Test
    void cubicKeepsLinesAndMayLeaveTheOutsideOut() {
        var coordinates = new ResizeCoordinates(Mode.HALF_PIXEL, 8, 16, 2);
        var axis = ResizeAxis.cubic(coordinates, -0.5, false, false);
        float[] line = {0, 1, 2, 3, 4, 5, 6, 7};
        float[] y = new float[16];
        Resize.axis(axis, 1, line, 0, y, 0, 0, 16);
        for (int i = 4; i < 12; i++) {
            assertEquals((i + 0.5) / 2 - 0.5, y[i], 1e-6);
        }
        var inside = ResizeAxis.cubic(coordinates, -0.75, false, true);
        float[] ones = new float[8];
        Arrays.fill(ones, 1);
        Resize.axis(inside, 1, ones, 0, y, 0, 0, 16);
        for (float value : y) {
            assertEquals(1, value, 1e-6);
        }
    }

    @Test
    void bilinearIsOneAxisAfterTheOther() {
        for (int round = 0; round < 60; round++) {
            int batch = random.nextInt(1, 3);
            int channels = random.nextInt(1, 40);
            var height = linear(random.nextInt(1, 9), random.nextInt(1, 9));
            var width = linear(random.nextInt(1, 9), random.nextInt(1, 9));
            float[] x = new float[batch * height.input() * width.input() * channels];
            for (int i = 0; i < x.length; i++) {
                x[i] = (float) random.nextDouble(-1, 1);
            }
            float[] between = new float[batch * height.input() * width.output() * channels];
            float[] expected = new float[batch * height.output() * width.output() * channels];
            Resize.axis(width, channels, x, 0, between, 0, 0, batch * height.input() * width.output());
            int inner = width.output() * channels;
            Resize.axis(height, inner, between, 0, expected, 0, 0, batch * height.output());
            float[] y = new float[expected.length];
            int rows = batch * height.output();
            int split = random.nextInt(rows + 1);
            Resize.bilinear(height, width, channels, x, 0, y, 0, split, rows);
            Resize.bilinear(height, width, channels, x, 0, y, 0, 0, split);
            assertArrayEquals(expected, y);
            assertEquals(naive(height, width, batch, channels, x), y[0], 1e-5);
        }
    }

    @Test
    void nearestMovesBlocksOfAnyRank() {
        for (int round = 0; round < 200; round++) {
            int rank = random.nextInt(1, 5);
            ResizeAxis[] axes = new ResizeAxis[rank];
            int size = 1;
            int count = 1;
            for (int i = 0; i < rank; i++) {
                int in = random.nextInt(1, 12);
                int out = random.nextInt(1, 12);
                axes[i] = random.nextBoolean()
                        ? ResizeAxis.identity(in)
                        : ResizeAxis.nearest(
                                new ResizeCoordinates(Mode.HALF_PIXEL, in, out, (double) out / in),
                                ResizeAxis.Nearest.ROUND_PREFER_FLOOR);
                size *= axes[i].input();
                count *= axes[i].output();
            }
            long[] x = random.longs(size + 1).toArray();
            long[] y = new long[count + 1];
            var plan = new ResizeNearest(axes);
            assertEquals(count, plan.rows() * plan.rowLength());
            int split = random.nextInt(plan.rows() + 1);
            plan.run(x, 1, y, 1, 0, split);
            plan.run(x, 1, y, 1, split, plan.rows());
            for (int i = 0; i < count; i++) {
                int rest = i;
                int source = 0;
                int stride = 1;
                for (int axis = rank - 1; axis >= 0; axis--) {
                    source += axes[axis].index(rest % axes[axis].output(), 0) * stride;
                    rest /= axes[axis].output();
                    stride *= axes[axis].input();
                }
                assertEquals(x[1 + source], y[1 + i]);
            }
        }
    }

    @Test
    void extrapolatedPositionsAreLeftToTheCaller() {
        var crop = new ResizeCoordinates(Mode.TF_CROP_AND_RESIZE, 3, 3, 1, 0, 2);
        float[] y = {9, 9, 9};
        Resize.axis(ResizeAxis.linear(crop, false, false), 1, new float[] {1, 2, 3}, 0, y, 0, 0, 3);
        assertArrayEquals(new float[] {1, 3, 9}, y);
        float[] z = {9, 9, 9};
        new ResizeNearest(ResizeAxis.nearest(crop, ResizeAxis.Nearest.FLOOR)).run(new float[] {1, 2, 3}, 0, z, 0, 0, 1);
        assertArrayEquals(new float[] {1, 3, 9}, z);
        assertTrue(ResizeAxis.identity(5).isIdentity());
    }

    private static ResizeAxis linear(int input, int output) {
        return ResizeAxis.linear(
                new ResizeCoordinates(Mode.HALF_PIXEL, input, output, (double) output / input), false, false);
    }

    private static double naive(ResizeAxis height, ResizeAxis width, int batch, int channels, float[] x) {
        double sum = 0;
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 2; j++) {
                double weight = (double) height.weight(0, i) * width.weight(0, j);
                sum += weight * x[(height.index(0, i) * width.input() + width.index(0, j)) * channels];
            }
        }
        return sum;
    }

    private static void assertIndices(ResizeCoordinates coordinates, ResizeAxis.Nearest mode, int... expected) {
        var axis = ResizeAxis.nearest(coordinates, mode);
        int[] actual = new int[axis.output()];
        Arrays.setAll(actual, i -> axis.index(i, 0));
        assertArrayEquals(expected, actual, coordinates + " " + mode);
    }

    /** Resizes the line 1, 2, 3, ... */
    private static void assertLine(Mode mode, int input, int output, double scale, float... expected) {
        float[] x = new float[input];
        for (int i = 0; i < input; i++) {
            x[i] = i + 1;
        }
        float[] y = new float[output];
        var axis = ResizeAxis.linear(new ResizeCoordinates(mode, input, output, scale), false, false);
        Resize.axis(axis, 1, x, 0, y, 0, 0, output);
        assertArrayEquals(expected, y, 1e-6f, mode.toString());
    }
}
