package dev.lanewise.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ImagePadTest {

    private final SplittableRandom random = new SplittableRandom(5);

    @Test
    void theConvolutionOverTheCopyHasTheSameBits() {
        for (int round = 0; round < 200; round++) {
            var depth = round % 4 == 0 ? axis() : WindowGeometry.Axis.NONE;
            var window = new WindowGeometry(depth, axis(), axis());
            int groups = random.nextInt(1, 3);
            int inputs = groups * random.nextInt(1, 6);
            int outputs = groups * random.nextInt(1, 40);
            var geometry = new ConvGeometry(window, random.nextInt(1, 3), inputs, outputs, groups);
            var padded = ImagePad.padded(geometry);
            float[] x = floats(geometry.batch() * window.inputPixels() * inputs);
            float[] copy = new float[2 + (int) ImagePad.length(padded)];
            Arrays.fill(copy, Float.NaN);
            int lines = ImagePad.lines(padded);
            int half = random.nextInt(lines + 1);
            ImagePad.run(geometry, padded, x, 0, copy, 2, half, lines);
            ImagePad.run(geometry, padded, x, 0, copy, 2, 0, half);
            float[] filters = floats(outputs * geometry.depth());
            assertArrayEquals(run(geometry, x, 0, filters), run(padded, copy, 2, filters), geometry.toString());
        }
    }

    @Test
    void paysForSmallImagesAndFewChannels() {
        var none = new WindowGeometry.Axis(30, 28, 3, 1, 1, 0, 0);
        var small = new WindowGeometry.Axis(14, 14, 3, 1, 1, 1, 1);
        var large = new WindowGeometry.Axis(400, 400, 3, 1, 1, 1, 1);
        assertFalse(ImagePad.pays(new ConvGeometry(WindowGeometry.of(none, none), 1, 64, 64, 1)));
        assertTrue(ImagePad.pays(new ConvGeometry(WindowGeometry.of(small, small), 1, 64, 64, 1)));
        assertFalse(ImagePad.pays(new ConvGeometry(WindowGeometry.of(large, large), 1, 64, 64, 1)));
        assertTrue(ImagePad.pays(new ConvGeometry(WindowGeometry.of(large, large), 1, 3, 64, 1)));
    }

    private WindowGeometry.Axis axis() {
        int input = random.nextInt(1, 12);
        int kernel = random.nextInt(1, 4);
        int stride = random.nextInt(1, 4);
        int dilation = random.nextInt(1, 3);
        int before = random.nextInt(4);
        int after = random.nextInt(4) + Math.max(0, (kernel - 1) * dilation + 1 - input - before);
        int output = (input + before + after - (kernel - 1) * dilation - 1) / stride + 1;
        return new WindowGeometry.Axis(input, output, kernel, stride, dilation, before, after);
    }

    private static float[] run(ConvGeometry geometry, float[] x, int xo, float[] filters) {
        int columns = geometry.outputChannels();
        float[] packed = new float[geometry.packedLength()];
        Conv.pack(geometry, filters, 0, packed, 0);
        float[] c = new float[geometry.rows() * columns];
        float[] scratch = new float[Conv.scratchLength(geometry)];
        int[] offsets = new int[Conv.offsetsLength(geometry)];
        int panels = geometry.panels();
        int rows = geometry.rows();
        Conv.run(
                geometry,
                0,
                rows,
                0,
                panels,
                x,
                xo,
                packed,
                0,
                Gemm.NONE,
                0,
                Gemm.NONE,
                0,
                0,
                c,
                0,
                columns,
                Epilogue.NONE,
                scratch,
                0,
                offsets,
                0);
        return c;
    }

    private float[] floats(int length) {
        var values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = random.nextFloat() * 2 - 1;
        }
        return values;
    }
}
