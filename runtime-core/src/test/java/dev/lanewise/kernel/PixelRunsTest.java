package dev.lanewise.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PixelRunsTest {

    private final SplittableRandom random = new SplittableRandom(31);

    @Test
    void runsOfPixelsGiveTheSameBits() {
        for (int round = 0; round < 300; round++) {
            int pixels = random.nextInt(1, 6);
            int channels = random.nextInt(1, 6);
            int outputs = random.nextInt(1, 12);
            var height = axis(random.nextInt(1, 5), 1);
            var width = axis(pixels * random.nextInt(1, 5), random.nextInt(1, 3));
            var geometry = new ConvGeometry(WindowGeometry.of(height, width), 2, channels, outputs, 1);
            float[] x = floats(2 * geometry.window().inputPixels() * channels);
            float[] filters = floats(outputs * geometry.depth());
            float[] bias = floats(outputs);
            float[] wider = PixelRuns.filters(geometry, pixels, filters);
            assertArrayEquals(
                    convolved(geometry, x, filters, bias),
                    convolved(PixelRuns.of(geometry, pixels), x, wider, PixelRuns.bias(bias, pixels)),
                    () -> pixels + " pixels of " + geometry);
        }
    }

    @Test
    void theLengthDividesTheLines() {
        for (int round = 0; round < 300; round++) {
            var axis = axis(random.nextInt(1, 60), random.nextInt(1, 4));
            int outputs = random.nextInt(1, 80);
            var geometry = new ConvGeometry(WindowGeometry.of(axis, axis), 1, 3, outputs, 1);
            int length = PixelRuns.length(geometry);
            assertEquals(0, axis.output() % length);
            assertTrue(length == 1 || length * outputs <= Panels.WIDTH, geometry::toString);
        }
    }

    private WindowGeometry.Axis axis(int output, int stride) {
        int kernel = random.nextInt(1, 5);
        int before = random.nextInt(kernel);
        int after = random.nextInt(kernel);
        int input = Math.max(1, (output - 1) * stride + kernel - before - after);
        return new WindowGeometry.Axis(input, output, kernel, stride, 1, before, after);
    }

    private static float[] convolved(ConvGeometry geometry, float[] x, float[] filters, float[] bias) {
        var packed = new float[geometry.packedLength()];
        Conv.pack(geometry, filters, 0, packed, 0);
        int columns = geometry.outputChannels();
        var y = new float[geometry.rows() * columns];
        Conv.run(
                geometry,
                0,
                geometry.rows(),
                0,
                geometry.panels(),
                x,
                0,
                packed,
                0,
                bias,
                0,
                Gemm.NONE,
                0,
                0,
                y,
                0,
                columns,
                Epilogue.RELU,
                new float[Gemm.scratchLength()],
                0);
        return y;
    }

    private float[] floats(int length) {
        var values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return values;
    }
}
