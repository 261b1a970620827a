package dev.lanewise.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Sums, softmax and normalisation of rows, of every length around the widths of vectors. */
class RowKernelsTest {

    private static final float[] NONE = {};

    private final SplittableRandom random = new SplittableRandom(17);
    private final float[] room = new float[NormalizeKernels.roomLength() + 5];

    @Test
    void sumsHaveTheBitsOfSixteenPartsAddedUpAsNeighbours() {
        for (int n = 0; n < 100; n++) {
            float[] x = floats(n + 5, 3);
            assertEquals(inParts(x, 3, n, false), Sums.sum(x, 3, n), "sum of " + n);
            assertEquals(inParts(x, 3, n, true), Sums.sumOfSquares(x, 3, n), "squares of " + n);
        }
    }

    private static float inParts(float[] x, int xo, int n, boolean squares) {
        float[] parts = new float[16];
        for (int i = 0; i < n; i++) {
            float v = x[xo + i];
            parts[i % 16] += squares ? v * v : v;
        }
        for (int i = 0; i < 8; i++) {
            parts[i] += parts[i + 8];
        }
        for (int step = 1; step < 8; step *= 2) {
            for (int i = 0; i < 8; i += 2 * step) {
                parts[i] += parts[i + step];
            }
        }
        return parts[0];
    }

    @Test
    void extremaCountNanAndTheSignOfZero() {
        for (int n = 0; n < 150; n++) {
            float[] x = floats(n + 2, 1);
            float max = Float.NEGATIVE_INFINITY;
            float min = Float.POSITIVE_INFINITY;
            for (int i = 0; i < n; i++) {
                max = Math.max(max, x[1 + i]);
                min = Math.min(min, x[1 + i]);
            }
            assertEquals(max, Sums.max(x, 1, n));
            assertEquals(min, Sums.min(x, 1, n));
            if (n > 0) {
                x[1 + random.nextInt(n)] = Float.NaN;
                assertTrue(Float.isNaN(Sums.max(x, 1, n)), "max of " + n);
                assertTrue(Float.isNaN(Sums.min(x, 1, n)), "min of " + n);
            }
        }
        float[] zeros = new float[40];
        zeros[33] = -0f;
        assertEquals(-0f, Sums.min(zeros, 0, 40));
        Arrays.fill(zeros, -0f);
        zeros[21] = 0f;
        assertEquals(0f, Sums.max(zeros, 0, 40));
    }

    @Test
    void softmaxAgreesWithDoubles() {
        for (int n = 1; n < 90; n++) {
            float[] x = floats(3 * n + 2, 6);
            float[] y = new float[3 * n + 3];
            float[] z = new float[3 * n + 3];
            SoftmaxKernels.softmax(x, 2, y, 3, n, 0, 3);
            SoftmaxKernels.logSoftmax(x, 2, z, 3, n, 0, 3);
            for (int row = 0; row < 3; row++) {
                double max = Float.NEGATIVE_INFINITY;
                double sum = 0;
                for (int i = 0; i < n; i++) {
                    max = Math.max(max, x[2 + row * n + i]);
                }
                for (int i = 0; i < n; i++) {
                    sum += Math.exp(x[2 + row * n + i] - max);
                }
                for (int i = 0; i < n; i++) {
                    double shifted = x[2 + row * n + i] - max;
                    double expected = Math.exp(shifted) / sum;
                    assertEquals(expected, y[3 + row * n + i], 3e-6 * expected);
                    assertEquals(shifted - Math.log(sum), z[3 + row * n + i], 2e-6 * (1 + Math.abs(shifted)));
                }
            }
            assertEquals(0, y[2]);
        }
    }

    @Test
    void softmaxIgnoresMaskedElementsAndWorksInPlace() {
        for (int n = 2; n < 50; n++) {
            float[] x = new float[n];
            Arrays.fill(x, Float.NEGATIVE_INFINITY);
            x[n / 2] = 1e30f;
            x[n - 1] = 1e30f;
            SoftmaxKernels.softmax(x, 0, x, 0, n, 0, 1);
            float[] expected = new float[n];
            expected[n / 2] = n / 2 == n - 1 ? 1 : 0.5f;
            expected[n - 1] = expected[n / 2];
            assertArrayEquals(expected, x);
            Arrays.fill(x, Float.NEGATIVE_INFINITY);
            SoftmaxKernels.softmax(x, 0, x, 0, n, 0, 1);
            for (float v : x) {
                assertTrue(Float.isNaN(v));
            }
        }
    }

    @Test
    void logSoftmaxOfLargeNumbersKeepsItsDigits() {
        float[] x = new float[33];
        Arrays.fill(x, 60_000f);
        float[] y = new float[33];
        SoftmaxKernels.logSoftmax(x, 0, y, 0, 33, 0, 1);
        for (float v : y) {
            assertEquals(-Math.log(33), v, 1e-6);
        }
    }

    @Test
    void layerNormAgreesWithDoubles() {
        for (int n = 1; n < 80; n++) {
            for (int kind = 0; kind < 4; kind++) {
                float[] x = floats(3 * n + 1, 2);
                float[] scale = (kind & 1) == 0 ? NONE : floats(n + 2, 1);
                float[] bias = (kind & 2) == 0 ? NONE : floats(n + 3, 1);
                float[] y = new float[3 * n + 2];
                float[] means = new float[4];
                float[] inverses = new float[4];
                NormalizeKernels.layerNorm(
                        x, 1, scale, 2, bias, 3, 1e-3f, y, 2, n, means, 1, inverses, 1, room, 5, 0, 3);
                float[] rms = new float[3 * n];
                NormalizeKernels.rmsNorm(x, 1, scale, 2, 1e-3f, rms, 0, n, 0, 3);
                for (int row = 0; row < 3; row++) {
                    checkRow(x, 1 + row * n, scale, bias, y, 2 + row * n, n, true);
                    checkRow(x, 1 + row * n, scale, NONE, rms, row * n, n, false);
                    double mean = mean(x, 1 + row * n, n);
                    assertEquals(mean, means[1 + row], 1e-5);
                    assertEquals(inverse(x, 1 + row * n, n, mean), inverses[1 + row], 1e-4);
                }
            }
        }
    }

    private static double mean(float[] x, int xo, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += x[xo + i];
        }
        return sum / n;
    }

    private static double inverse(float[] x, int xo, int n, double mean) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += (x[xo + i] - mean) * (x[xo + i] - mean);
        }
        return 1 / Math.sqrt(sum / n + 1e-3f);
    }

    private static void checkRow(
            float[] x, int xo, float[] scale, float[] bias, float[] y, int yo, int n, boolean centred) {
        double mean = centred ? mean(x, xo, n) : 0;
        double inverse = inverse(x, xo, n, mean);
        for (int i = 0; i < n; i++) {
            double expected = (x[xo + i] - mean) * inverse * (scale.length == 0 ? 1 : scale[2 + i])
                    + (bias.length == 0 ? 0 : bias[3 + i]);
            assertEquals(expected, y[yo + i], 1e-5 * (1 + Math.abs(expected)));
        }
    }

    @Test
    void layerNormHasTheBitsOfOneElementAfterAnotherHoweverManyRows() {
        for (int n : new int[] {1, 2, 31, 32, 33, 100}) {
            for (int rows : new int[] {1, 2, 3, 15, 16, 17, 40, 63, 64, 65, 130}) {
                float[] x = floats(rows * n + 1, 2);
                float[] y = new float[rows * n];
                Arrays.fill(room, Float.NaN);
                NormalizeKernels.layerNorm(x, 1, NONE, 0, NONE, 0, 1e-5f, y, 0, n, NONE, 0, NONE, 0, room, 5, 0, rows);
                for (int row = 0; row < rows; row++) {
                    float mean = 0;
                    float squares = 0;
                    for (int i = 0; i < n; i++) {
                        float v = x[1 + row * n + i];
                        float before = v - mean;
                        mean += before / (i + 1);
                        squares += before * (v - mean);
                    }
                    float deviation = (float) Math.sqrt(squares / n + 1e-5f);
                    for (int i = 0; i < n; i++) {
                        assertEquals(
                                (x[1 + row * n + i] - mean) / deviation, y[row * n + i], "row " + row + " of " + rows);
                    }
                }
            }
        }
    }

    @Test
    void scaleAndShiftGoByChannel() {
        for (int channels = 1; channels < 40; channels++) {
            float[] x = floats(4 * channels, 2);
            float[] scale = floats(channels + 1, 1);
            float[] shift = floats(channels + 2, 1);
            float[] y = new float[4 * channels];
            NormalizeKernels.scaleShift(x, 0, scale, 1, shift, 2, y, 0, channels, 1, 4);
            for (int i = 0; i < 4 * channels; i++) {
                int c = i % channels;
                assertEquals(i < channels ? 0 : x[i] * scale[1 + c] + shift[2 + c], y[i]);
            }
        }
    }

    private float[] floats(int n, double spread) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) (random.nextGaussian() * spread);
        }
        return x;
    }
}
