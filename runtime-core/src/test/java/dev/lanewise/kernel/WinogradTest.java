package dev.lanewise.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WinogradTest {

    private final SplittableRandom random = new SplittableRandom(31);

    @Test
    void agreesWithTheDirectSum() {
        for (int round = 0; round < 150; round++) {
            var window = WindowGeometry.of(axis(random.nextInt(3, 23)), axis(random.nextInt(3, 23)));
            int inputs = random.nextInt(1, 50);
            int outputs = random.nextInt(1, 70);
            var epilogue = round % 3 == 0 ? Epilogue.RELU : Epilogue.NONE;
            check(new ConvGeometry(window, random.nextInt(1, 3), inputs, outputs, 1), epilogue);
        }
    }

    @Test
    void deepSums() {
        var axis = new WindowGeometry.Axis(14, 14, 3, 1, 1, 1, 1);
        check(new ConvGeometry(WindowGeometry.of(axis, axis), 1, 600, 33, 1), Epilogue.NONE);
    }

    @Test
    void manyPanels() {
        check(new ConvGeometry(WindowGeometry.of(axis(11), axis(9)), 1, 20, 300, 1), Epilogue.RELU);
    }

    @Test
    void theSplitDoesNotShow() {
        var window = WindowGeometry.of(axis(19), axis(21));
        var geometry = new ConvGeometry(window, 2, 17, 35, 1);
        float[] x = floats(2 * window.inputPixels() * 17);
        float[] filters = floats(35 * 17 * 9);
        float[] bias = floats(37);
        int tiles = Winograd.tiles(geometry);
        float[] whole = new float[geometry.rows() * 35];
        run(geometry, 0, tiles, tiles, x, filters, bias, Gemm.NONE, whole, Epilogue.NONE);
        float[] parts = new float[whole.length];
        for (int from = 0; from < tiles; ) {
            int to = Math.min(tiles, from + random.nextInt(1, 12));
            run(geometry, from, to, random.nextInt(1, 9), x, filters, bias, Gemm.NONE, parts, Epilogue.NONE);
            from = to;
        }
        assertArrayEquals(whole, parts);
    }

    @Test
    void twinsAgreeBitByBit() {
        float[] x = floats(6 * 6 * 37);
        float[] bias = floats(37);
        float[] simd = new float[36 * 40 + Winograd.TRANSFORM_SCRATCH];
        float[] scalar = simd.clone();
        int passes = 36 * 40;
        if (Isa.SIMD) {
            WinogradSimd.input(x, 0, 37, 6 * 37, 37, simd, 0, 40, passes);
            WinogradScalar.input(x, 0, 37, 6 * 37, 0, 37, scalar, 0, 40, passes);
            assertArrayEquals(Arrays.copyOf(scalar, passes), Arrays.copyOf(simd, passes));
            float[] fromSimd = new float[16 * 37];
            float[] fromScalar = new float[16 * 37];
            System.arraycopy(scalar, 0, simd, 0, passes);
            WinogradSimd.output(simd, 0, 40, 37, bias, 0, fromSimd, 0, 37, 4 * 37, passes);
            WinogradScalar.output(scalar, 0, 40, 0, 37, bias, 0, fromScalar, 0, 37, 4 * 37, passes);
            assertArrayEquals(fromScalar, fromSimd);
        }
    }

    @Test
    void fitsOnlyThreeByThreeWithStrideOne() {
        var three = new WindowGeometry.Axis(28, 28, 3, 1, 1, 1, 1);
        var strided = new WindowGeometry.Axis(28, 14, 3, 2, 1, 1, 1);
        var dilated = new WindowGeometry.Axis(28, 28, 3, 1, 2, 2, 2);
        var five = new WindowGeometry.Axis(28, 28, 5, 1, 1, 2, 2);
        assertTrue(Winograd.fits(new ConvGeometry(WindowGeometry.of(three, three), 1, 32, 32, 1)));
        assertFalse(Winograd.fits(new ConvGeometry(WindowGeometry.of(three, three), 1, 32, 32, 2)));
        for (var other : new WindowGeometry.Axis[] {strided, dilated, five}) {
            assertFalse(Winograd.fits(new ConvGeometry(WindowGeometry.of(three, other), 1, 32, 32, 1)));
            assertFalse(Winograd.fits(new ConvGeometry(WindowGeometry.of(other, three), 1, 32, 32, 1)));
        }
    }

    private WindowGeometry.Axis axis(int input) {
        int before = random.nextInt(3);
        int after = random.nextInt(3);
        return new WindowGeometry.Axis(input, input + before + after - 2, 3, 1, 1, before, after);
    }

    private void check(ConvGeometry geometry, Epilogue epilogue) {
        int rows = geometry.rows();
        int columns = geometry.outputChannels();
        float[] x = floats(geometry.batch() * geometry.window().inputPixels() * geometry.inputChannels());
        float[] filters = floats(columns * geometry.depth());
        float[] bias = floats(columns + 2);
        float[] residual = random.nextBoolean() ? floats(rows * columns + 3) : Gemm.NONE;
        int tiles = Winograd.tiles(geometry);
        float[] c = new float[rows * columns];
        Arrays.fill(c, Float.NaN);
        int half = tiles / 2;
        run(geometry, 0, half, 8, x, filters, bias, residual, c, epilogue);
        run(geometry, half, tiles, random.nextInt(1, 40), x, filters, bias, residual, c, epilogue);
        for (int m = 0; m < rows; m++) {
            for (int n = 0; n < columns; n++) {
                double expected = direct(geometry, m, n, x, filters) + bias[2 + n];
                expected += residual.length == 0 ? 0 : residual[3 + m * columns + n];
                expected = epilogue == Epilogue.RELU ? Math.max(0, expected) : expected;
                assertEquals(expected, c[m * columns + n], 4e-5 * Math.sqrt(geometry.depth()), geometry.toString());
            }
        }
    }

    private static void run(
            ConvGeometry geometry,
            int from,
            int to,
            int block,
            float[] x,
            float[] filters,
            float[] bias,
            float[] residual,
            float[] c,
            Epilogue epilogue) {
        var packed = new float[Winograd.packedLength(geometry) + 5];
        Arrays.fill(packed, Float.NaN);
        Winograd.pack(geometry, filters, 0, packed, 5);
        int panels = Panels.count(geometry.outputChannels());
        int middle = panels / 2;
        var scratch = new float[Winograd.scratchLength(geometry, block, panels - middle) + 1];
        Arrays.fill(scratch, Float.NaN);
        for (int part = middle == 0 ? 1 : 0; part < 2; part++) {
            int p0 = part == 0 ? 0 : middle;
            int p1 = part == 0 ? middle : panels;
            Winograd.run(
                    geometry, from, to, p0, p1, block, x, 0, packed, 5, bias, 2, residual, 3, c, 0, epilogue, scratch,
                    1);
        }
    }

    private static double direct(ConvGeometry geometry, int m, int n, float[] x, float[] filters) {
        var height = geometry.window().height();
        var width = geometry.window().width();
        int left = m % width.output() - width.padBegin();
        int top = m / width.output() % height.output() - height.padBegin();
        int image = m / geometry.window().outputPixels() * height.input();
        int channels = geometry.inputChannels();
        double sum = 0;
        for (int ky = 0; ky < 3; ky++) {
            for (int kx = 0; kx < 3; kx++) {
                int iy = top + ky;
                int ix = left + kx;
                if (iy >= 0 && iy < height.input() && ix >= 0 && ix < width.input()) {
                    for (int channel = 0; channel < channels; channel++) {
                        sum += (double) x[((image + iy) * width.input() + ix) * channels + channel]
                                * filters[((n * channels + channel) * 3 + ky) * 3 + kx];
                    }
                }
            }
        }
        return sum;
    }

    private float[] floats(int length) {
        var values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = random.nextFloat() * 2 - 1;
        }
        return values;
    }
}
