package dev.lanewise.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DepthwiseTest {

    private final SplittableRandom random = new SplittableRandom(7);

    @Test
    void everyOutputIsOneChainOfItsTaps() {
        for (int round = 0; round < 600; round++) {
            int kernel = new int[] {1, 2, 3, 3, 5, 5, 7}[random.nextInt(7)];
            var geometry = new WindowGeometry(
                    round % 5 == 0 ? axis(3) : axis(1), axis(round % 7 == 0 ? 1 : kernel), axis(kernel));
            check(geometry, random.nextInt(1, 3), random.nextInt(1, 50), round % 4 == 0 ? random.nextInt(2, 4) : 1);
        }
    }

    @Test
    void longRowsOfTheCommonWindows() {
        for (int kernel : new int[] {3, 5}) {
            for (int stride = 1; stride <= 2; stride++) {
                for (int channels : new int[] {1, 2, 4, 8, 16, 24, 37, 144}) {
                    int pad = kernel / 2;
                    var axis = axisOf(23, kernel, stride, 1, pad, pad);
                    check(WindowGeometry.of(axis, axis), 1, channels, 1);
                    var dilated = axisOf(23, kernel, stride, 2, 2 * pad, 2 * pad);
                    check(WindowGeometry.of(dilated, dilated), 1, channels, 1);
                }
            }
        }
    }

    @Test
    void stripsAreTheSameChains() {
        int suited = 0;
        for (int round = 0; round < 300; round++) {
            int kernel = round % 2 == 0 ? 3 : 5;
            int dilation = random.nextInt(1, 5);
            var down = axisOf(
                    kernel * dilation + random.nextInt(40),
                    round % 7 == 0 ? 1 : kernel,
                    1,
                    random.nextInt(1, 4),
                    random.nextInt(6),
                    random.nextInt(6));
            var across = axisOf(
                    kernel * dilation + random.nextInt(40), kernel, 1, dilation, random.nextInt(9), random.nextInt(9));
            var geometry = WindowGeometry.of(down, across);
            int channels = Isa.LANES + random.nextInt(40);
            if (DepthwiseStrips.suits(geometry, channels, Activations.CLIP)) {
                suited++;
                checkStrips(geometry, random.nextInt(1, 3), channels, round % 3 > 0);
            }
        }
        assertEquals(Isa.SIMD, suited > 100, suited + " convolutions");
    }

    private void checkStrips(WindowGeometry geometry, int batch, int channels, boolean bounded) {
        float[] x = floats(3 + batch * geometry.inputPixels() * channels);
        float[] weights = floats(channels * geometry.taps());
        float[] packed = new float[Depthwise.packedLength(channels, geometry.taps())];
        Depthwise.pack(weights, 0, channels, geometry.taps(), packed, 0);
        float[] bias = floats(channels);
        float[] expected = reference(geometry, batch, channels, 1, x, 3, weights, bias);
        float[] scratch = new float[2 + DepthwiseStrips.scratchLength(geometry)];
        Arrays.fill(scratch, Float.NaN);
        float[] actual = new float[expected.length + 2];
        int blocks = batch * DepthwiseStrips.blocks(channels);
        int split = random.nextInt(blocks + 1);
        float low = bounded ? -0.5f : Float.NEGATIVE_INFINITY;
        float high = bounded ? 1 : Float.POSITIVE_INFINITY;
        DepthwiseStrips.run(
                geometry, channels, x, 3, packed, 0, bias, 0, low, high, actual, 1, scratch, 1, split, blocks);
        DepthwiseStrips.run(geometry, channels, x, 3, packed, 0, bias, 0, low, high, actual, 1, scratch, 1, 0, split);
        assertEquals(0, actual[0]);
        assertEquals(0, actual[actual.length - 1]);
        assertTrue(Float.isNaN(scratch[0]) && Float.isNaN(scratch[scratch.length - 1]), "scratch is overrun");
        for (int i = 0; i < expected.length; i++) {
            assertEquals(Math.clamp(expected[i], low, high), actual[i + 1], 0, geometry + " at " + i);
        }
    }

    @Test
    void packPutsTapsOutermost() {
        float[] packed = new float[1 + Depthwise.packedLength(2, 3)];
        Depthwise.pack(new float[] {0, 1, 2, 3, 4, 5, 6}, 1, 2, 3, packed, 1);
        assertArrayEquals(new float[] {0, 1, 4, 2, 5, 3, 6}, Arrays.copyOf(packed, 7));
    }

    private void check(WindowGeometry geometry, int batch, int channels, int multiplier) {
        int outputs = channels * multiplier;
        float[] x = floats(3 + batch * geometry.inputPixels() * channels);
        float[] weights = floats(outputs * geometry.taps());
        float[] packed = new float[Depthwise.packedLength(outputs, geometry.taps())];
        Depthwise.pack(weights, 0, outputs, geometry.taps(), packed, 0);
        float[] bias = floats(outputs);
        float[] residual = floats(batch * geometry.outputPixels() * outputs);
        float[] expected = reference(geometry, batch, channels, multiplier, x, 3, weights, bias);

        int rows = batch * geometry.outputRows();
        int split = random.nextInt(rows + 1);
        float[] actual = new float[expected.length + 2];
        Depthwise.run(
                geometry,
                channels,
                multiplier,
                x,
                3,
                packed,
                0,
                bias,
                0,
                actual,
                1,
                Activations.NONE,
                0,
                0,
                split,
                rows);
        Depthwise.run(
                geometry, channels, multiplier, x, 3, packed, 0, bias, 0, actual, 1, Activations.NONE, 0, 0, 0, split);
        assertEquals(0, actual[0]);
        assertEquals(0, actual[actual.length - 1]);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i + 1], Isa.FMA ? 0 : 1e-5f, geometry + " at " + i);
        }

        Depthwise.runAdding(
                geometry,
                channels,
                multiplier,
                x,
                3,
                packed,
                0,
                bias,
                0,
                residual,
                0,
                actual,
                1,
                Activations.CLIP,
                -0.5f,
                1,
                0,
                rows);
        for (int i = 0; i < expected.length; i++) {
            float clipped = Math.min(Math.max(expected[i] + residual[i], -0.5f), 1);
            assertEquals(clipped, actual[i + 1], Isa.FMA ? 0 : 1e-5f);
        }
    }

    private static float[] reference(
            WindowGeometry g,
            int batch,
            int channels,
            int multiplier,
            float[] x,
            int xo,
            float[] weights,
            float[] bias) {
        int outputs = channels * multiplier;
        float[] y = new float[batch * g.outputPixels() * outputs];
        int at = 0;
        for (int n = 0; n < batch; n++) {
            for (int d = 0; d < g.depth().output(); d++) {
                for (int h = 0; h < g.height().output(); h++) {
                    for (int w = 0; w < g.width().output(); w++) {
                        for (int c = 0; c < outputs; c++) {
                            float sum = bias[c];
                            for (int tap = 0; tap < g.taps(); tap++) {
                                int pixel = Windows.pixel(g, d, h, w, tap);
                                if (pixel >= 0) {
                                    int in = xo + (n * g.inputPixels() + pixel) * channels + c / multiplier;
                                    sum = Math.fma(weights[c * g.taps() + tap], x[in], sum);
                                }
                            }
                            y[at++] = sum;
                        }
                    }
                }
            }
        }
        return y;
    }

    private WindowGeometry.Axis axis(int kernel) {
        return Windows.random(random, kernel);
    }

    private static WindowGeometry.Axis axisOf(int input, int kernel, int stride, int dilation, int before, int after) {
        return Windows.axis(input, kernel, stride, dilation, before, after);
    }

    private float[] floats(int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }
}
