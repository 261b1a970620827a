package dev.lanewise.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RealFourierTest {

    private final SplittableRandom random = new SplittableRandom(11);

    @Test
    void suitsPowersOfTwo() {
        assertEquals(Isa.SIMD, RealFourier.suits(512));
        assertFalse(RealFourier.suits(2));
        assertFalse(RealFourier.suits(48));
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 8, 16, 64, 512})
    void isTheSumOfTurnedNumbers(int n) {
        assumeTrue(RealFourier.suits(n), "no vectors here");
        var plan = new RealFourier(n);
        for (int lines = 1; lines <= RealFourier.LINES; lines++) {
            for (int given : new int[] {n, n + 3, n / 2 + 1, 1}) {
                float[] x = new float[1 + lines * given];
                for (int i = 0; i < x.length; i++) {
                    x[i] = (float) random.nextDouble(-1, 1);
                }
                int outputs = n + 2;
                float[] y = new float[2 + lines * outputs];
                double[] scratch = new double[2 + plan.scratchLength()];
                Arrays.fill(scratch, Double.NaN);
                Arrays.fill(scratch, 1, scratch.length - 1, 0);
                plan.run(x, 1, given, lines, y, 1, scratch, 1);
                for (int line = 0; line < lines; line++) {
                    for (int k = 0; k <= n / 2; k++) {
                        double real = 0;
                        double imaginary = 0;
                        for (int i = 0; i < Math.min(n, given); i++) {
                            double angle = -2 * Math.PI * (i * k % n) / n;
                            real += x[1 + line * given + i] * Math.cos(angle);
                            imaginary += x[1 + line * given + i] * Math.sin(angle);
                        }
                        assertEquals(real, y[1 + line * outputs + 2 * k], 1e-5, "real " + k + " of line " + line);
                        assertEquals(
                                imaginary, y[2 + line * outputs + 2 * k], 1e-5, "imaginary " + k + " of line " + line);
                    }
                }
                assertEquals(0, y[0]);
                assertEquals(0, y[y.length - 1]);
                assertTrue(Double.isNaN(scratch[0]) && Double.isNaN(scratch[scratch.length - 1]));
            }
        }
    }
}
