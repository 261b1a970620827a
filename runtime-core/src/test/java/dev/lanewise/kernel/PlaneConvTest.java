package dev.lanewise.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PlaneConvTest {

    private final SplittableRandom random = new SplittableRandom(29);

    @Test
    void everyOutputIsOneChainInOrderOfTap() {
        for (int round = 0; round < 120; round++) {
            var depth = axis(random.nextInt(1, 3), random.nextInt(1, 3), random.nextInt(1, 3), 1);
            var height = axis(random.nextInt(1, 6), random.nextInt(1, 6), random.nextInt(1, 3), random.nextInt(1, 3));
            var width = axis(Isa.LANES + random.nextInt(40), random.nextInt(1, 6), 1, random.nextInt(1, 3));
            var window = new WindowGeometry(depth, height, width);
            check(new ConvGeometry(window, random.nextInt(1, 3), 1, random.nextInt(1, 20), 1), round % 2 == 0);
        }
    }

    @Test
    void suitsOneChannelWithoutPadding() {
        var inside = axis(Isa.LANES, 5, 1, 1);
        var padded = new WindowGeometry.Axis(Isa.LANES, Isa.LANES, 3, 1, 1, 1, 1);
        assertTrue(PlaneConv.suits(new ConvGeometry(WindowGeometry.of(inside, inside), 1, 1, 4, 1)));
        assertFalse(PlaneConv.suits(new ConvGeometry(WindowGeometry.of(inside, inside), 1, 2, 4, 1)));
        assertFalse(PlaneConv.suits(new ConvGeometry(WindowGeometry.of(inside, padded), 1, 1, 4, 1)));
        assertFalse(PlaneConv.suits(new ConvGeometry(WindowGeometry.of(inside, axis(3, 5, 1, 1)), 1, 1, 4, 1)));
    }

    private static WindowGeometry.Axis axis(int output, int kernel, int stride, int dilation) {
        int input = (output - 1) * stride + (kernel - 1) * dilation + 1;
        return new WindowGeometry.Axis(input, output, kernel, stride, dilation, 0, 0);
    }

    private void check(ConvGeometry geometry, boolean whole) {
        assertTrue(PlaneConv.suits(geometry));
        WindowGeometry window = geometry.window();
        int outputs = geometry.outputChannels();
        int taps = window.taps();
        float[] x = floats(1 + geometry.batch() * window.inputPixels());
        float[] filters = floats(outputs * taps);
        float[] bias = whole ? floats(2 + outputs) : Gemm.NONE;
        float[] residual = whole ? floats(3 + geometry.rows() * outputs) : Gemm.NONE;
        var y = new float[4 + geometry.rows() * outputs];
        var expected = y.clone();
        for (int pixel = 0; pixel < geometry.rows(); pixel++) {
            for (int output = 0; output < outputs; output++) {
                float sum = whole ? bias[2 + output] : 0;
                for (int tap = 0; tap < taps; tap++) {
                    float value = x[1 + at(window, pixel, tap)];
                    float filter = filters[output * taps + tap];
                    sum = Isa.FMA ? Math.fma(value, filter, sum) : sum + value * filter;
                }
                int to = pixel * outputs + output;
                expected[4 + to] = Math.max(0, whole ? sum + residual[3 + to] : sum);
            }
        }
        int lines = geometry.batch() * window.outputRows();
        var scratch = new float[5 + PlaneConv.scratchLength()];
        Arrays.fill(scratch, Float.NaN);
        for (int[] part : new int[][] {{lines / 2, lines}, {0, lines / 2}}) {
            PlaneConv.run(
                    geometry,
                    part[0],
                    part[1],
                    x,
                    1,
                    PlaneConv.pack(geometry, filters),
                    PlaneConv.offsets(geometry),
                    bias,
                    2,
                    residual,
                    3,
                    y,
                    4,
                    Epilogue.RELU,
                    scratch,
                    5);
        }
        assertArrayEquals(expected, y);
    }

    private static int at(WindowGeometry w, int pixel, int tap) {
        int u = pixel % w.width().output() * w.width().stride()
                + tap % w.width().kernel() * w.width().dilation();
        int line = pixel / w.width().output();
        int row = tap / w.width().kernel();
        int v = line % w.height().output() * w.height().stride()
                + row % w.height().kernel() * w.height().dilation();
        int slice = line / w.height().output();
        int z = slice % w.depth().output() * w.depth().stride()
                + row / w.height().kernel() * w.depth().dilation();
        int image = slice / w.depth().output();
        return ((image * w.depth().input() + z) * w.height().input() + v)
                        * w.width().input()
                + u;
    }

    private float[] floats(int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = random.nextFloat() * 2 - 1;
        }
        return values;
    }
}
