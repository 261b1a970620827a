package dev.lanewise.op.signal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.exec.OperatorRuns;
import dev.lanewise.tensor.Tensor;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DftTest {

    private final SplittableRandom random = new SplittableRandom(9);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 8, 12, 31, 64, 100})
    void transformsAnyLengthAndBack(int n) {
        Tensor x = OperatorRuns.random(random, 3, n, 2, 2);
        Tensor y = OperatorRuns.run(new Dft(1, false, false), 2, false, x);
        for (int line = 0; line < 6; line++) {
            int at = line / 2 * n * 4 + line % 2 * 2;
            for (int f = 0; f < n; f++) {
                double real = 0;
                double imaginary = 0;
                for (int i = 0; i < n; i++) {
                    double angle = -2 * Math.PI * f * i / n;
                    double a = x.floats()[at + i * 4];
                    double b = x.floats()[at + i * 4 + 1];
                    real += a * Math.cos(angle) - b * Math.sin(angle);
                    imaginary += a * Math.sin(angle) + b * Math.cos(angle);
                }
                assertEquals(real, y.floats()[at + f * 4], 1e-4);
                assertEquals(imaginary, y.floats()[at + f * 4 + 1], 1e-4);
            }
        }
        assertArrayEquals(
                x.floats(),
                OperatorRuns.run(new Dft(1, true, false), 1, false, y).floats(),
                1e-5f);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 6, 7, 16})
    void halfASpectrumGivesTheRealSignalBack(int n) {
        Tensor x = OperatorRuns.random(random, 2, n, 1);
        Tensor half = OperatorRuns.run(new Dft(1, false, true), 1, false, x);
        assertEquals(n / 2 + 1, half.shape()[1]);
        Tensor back = OperatorRuns.run(new Dft(1, true, true), 1, true, half, Tensor.scalar((long) n));
        assertArrayEquals(x.shape(), back.shape());
        assertArrayEquals(x.floats(), back.floats(), 1e-5f);
    }
}
