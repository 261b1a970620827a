package dev.lanewise.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.kernel.GridSampling.Mode;
import dev.lanewise.kernel.GridSampling.Padding;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GridSamplingTest {

    private final SplittableRandom random = new SplittableRandom(7);

    @Test
    void everyPixelsOwnPositionGivesThePixel() {
        for (Mode mode : Mode.values()) {
            for (Padding padding : Padding.values()) {
                int height = 3;
                int width = 5;
                float[] image = numbers(height * width * 2);
                var grid = new float[height * width * 2];
                for (int i = 0; i < height * width; i++) {
                    grid[2 * i] = 2f * (i % width) / (width - 1) - 1;
                    grid[2 * i + 1] = 2f * (i / width) / (height - 1) - 1;
                }
                float[] y = sampled(mode, padding, true, new int[] {height, width}, 2, image, grid);
                assertArrayEquals(image, y, 1e-5f, mode + " " + padding);
            }
        }
    }

    @Test
    void linearSamplesBlendTheFourPixelsAround() {
        float[] image = numbers(4 * 6);
        for (int round = 0; round < 200; round++) {
            float u = (float) random.nextDouble(-1.4, 1.4);
            float v = (float) random.nextDouble(-1.4, 1.4);
            for (boolean alignCorners : new boolean[] {false, true}) {
                float[] y = sampled(
                        Mode.LINEAR, Padding.ZEROS, alignCorners, new int[] {4, 6}, 1, image, new float[] {u, v});
                double column = alignCorners ? (u + 1.0) / 2 * 5 : ((u + 1.0) * 6 - 1) / 2;
                double row = alignCorners ? (v + 1.0) / 2 * 3 : ((v + 1.0) * 4 - 1) / 2;
                double expected = 0;
                for (int i = 0; i < 4; i++) {
                    for (int j = 0; j < 6; j++) {
                        expected += image[i * 6 + j]
                                * Math.max(0, 1 - Math.abs(row - i))
                                * Math.max(0, 1 - Math.abs(column - j));
                    }
                }
                assertEquals(expected, y[0], 1e-5);
            }
        }
    }

    @Test
    void paddingClampsOrReflects() {
        float[] line = {1, 2, 4};
        float[] grid = {-1.6f, 1.6f};
        int[] extents = {3};
        assertArrayEquals(new float[] {1, 4}, sampled(Mode.NEAREST, Padding.BORDER, false, extents, 1, line, grid));
        assertArrayEquals(new float[] {0, 0}, sampled(Mode.NEAREST, Padding.ZEROS, false, extents, 1, line, grid));
        assertArrayEquals(new float[] {2, 2}, sampled(Mode.NEAREST, Padding.REFLECTION, true, extents, 1, line, grid));
    }

    @Test
    void strangePositionsStayWithinTheImage() {
        float[] grid = {
            Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e30f, -1e30f, Float.MAX_VALUE, 0, Float.NaN
        };
        for (Mode mode : Mode.values()) {
            for (Padding padding : Padding.values()) {
                assertEquals(4, sampled(mode, padding, true, new int[] {1, 1}, 1, new float[] {5}, grid).length);
            }
        }
    }

    private float[] numbers(int count) {
        var values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextDouble(-2, 2);
        }
        return values;
    }

    private static float[] sampled(
            Mode mode, Padding padding, boolean alignCorners, int[] extents, int channels, float[] x, float[] grid) {
        var sampling = new GridSampling(mode, padding, alignCorners, extents, channels);
        int count = grid.length / extents.length;
        var y = new float[count * channels];
        int scratch = sampling.scratch();
        sampling.run(x, 0, grid, 0, y, 0, count, new int[scratch + 1], 1, new float[scratch + 2], 2);
        return y;
    }
}
