package dev.lanewise.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TransposeTest {

    private static final float UNTOUCHED = -1;

    private final SplittableRandom random = new SplittableRandom(29);

    @Test
    void turnsRowsIntoColumnsAndWritesNothingElse() {
        int[] extents = {1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 28, 31, 32, 33, 44, 70};
        for (int rows : extents) {
            for (int columns : extents) {
                check(rows, columns, columns, rows);
                check(rows, columns, columns + random.nextInt(1, 6), rows + random.nextInt(1, 6));
            }
        }
    }

    private void check(int rows, int columns, int xStep, int yStep) {
        int xo = random.nextInt(5);
        int yo = random.nextInt(5);
        var x = new float[xo + rows * xStep];
        for (int i = 0; i < x.length; i++) {
            x[i] = i;
        }
        var expected = new float[yo + columns * yStep + 20];
        Arrays.fill(expected, UNTOUCHED);
        float[] y = expected.clone();
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                expected[yo + column * yStep + row] = x[xo + row * xStep + column];
            }
        }
        Transpose.run(x, xo, xStep, y, yo, yStep, rows, columns);
        assertArrayEquals(expected, y, () -> rows + " rows of " + columns);
    }
}
