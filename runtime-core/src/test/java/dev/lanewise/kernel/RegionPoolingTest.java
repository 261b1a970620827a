package dev.lanewise.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RegionPoolingTest {

    @Test
    void averagesOfALinearImageAreItsValuesAtTheCentres() {
        int rows = 9;
        int columns = 7;
        var image = new float[rows * columns * 2];
        for (int i = 0; i < rows * columns; i++) {
            image[2 * i] = 3 * (i / columns) + i % columns;
            image[2 * i + 1] = i % columns - 2f * (i / columns);
        }
        var random = new SplittableRandom(3);
        for (int round = 0; round < 100; round++) {
            float top = (float) random.nextDouble(0, 4);
            float left = (float) random.nextDouble(0, 3);
            float height = (float) random.nextDouble(0.5, 4);
            float width = (float) random.nextDouble(0.5, 3);
            var y = new float[3];
            RegionPooling.align(image, 0, rows, columns, 2, top, left, height, width, 2, 3, false, y, 1);
            float row = top + height / 2;
            float column = left + width / 2;
            assertArrayEquals(new float[] {0, 3 * row + column, column - 2 * row}, y, 1e-4f);
        }
    }

    @Test
    void samplesOutsideTheImageCountAsZero() {
        var y = new float[1];
        RegionPooling.align(new float[] {8, 8, 8, 8}, 0, 2, 2, 1, -5, 0, 8, 1, 2, 1, false, y, 0);
        assertArrayEquals(new float[] {4}, y);
    }

    @Test
    void greatestPixelOfTheBin() {
        float[] image = {1, 5, 2, 7, 3, 9, -4, -1, -6};
        var y = new float[1];
        RegionPooling.max(image, 0, 3, 1, 0, 2, 0, 2, y, 0);
        assertArrayEquals(new float[] {7}, y);
        RegionPooling.max(image, 0, 3, 1, 2, 3, 0, 3, y, 0);
        assertArrayEquals(new float[] {-1}, y);
        RegionPooling.max(image, 0, 3, 1, 2, 2, 0, 3, y, 0);
        assertArrayEquals(new float[] {0}, y);
    }
}
