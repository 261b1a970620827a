package dev.lanewise.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.tensor.InvalidInputException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AffineTest {

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8})
    void followsTheUniformFormula(int bits) {
        var random = new SplittableRandom(bits);
        double steps = Math.pow(2, bits) - 1;
        // A minimum of -k steps makes 0 a step, so the formula holds without a shift.
        double step = 0.037;
        double min = -step * Math.floor(steps / 3);
        double max = min + step * steps;
        Affine affine = Affine.of(new Range((float) min, (float) max), bits, false, false);
        for (int i = 0; i < 1000; i++) {
            float x = (float) random.nextDouble(min, max);
            double exact = (x - min) / (max - min) * steps;
            if (Math.abs(exact - Math.floor(exact) - 0.5) > 1e-3) {
                assertEquals(Math.round(exact), affine.quantize(x), "x = " + x);
            }
            assertEquals(x, affine.dequantize(affine.quantize(x)), step / 2 + 1e-5);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 8, 16})
    void standsForZeroExactlyAndSaturates(int bits) {
        for (boolean signed : new boolean[] {false, true}) {
            for (boolean symmetric : new boolean[] {false, true}) {
                Affine affine = Affine.of(new Range(0.3f, 2.7f), bits, signed, symmetric);
                assertEquals(0, affine.dequantize(affine.quantize(0)));
                assertEquals(affine.greatest(), affine.quantize(100));
                assertEquals(affine.least(), affine.quantize(-100));
                assertEquals(2.7, affine.range().greatest(), 1e-3 + affine.scale() / 2);
                assertTrue(affine.greatest() - affine.least() < 1 << bits);
            }
        }
    }

    @Test
    void refusesOtherWidths() {
        assertThrows(InvalidInputException.class, () -> Affine.of(new Range(0, 1), 1, true, true));
        assertThrows(InvalidInputException.class, () -> new ActivationFormat(12, true, true));
        assertThrows(InvalidInputException.class, () -> WeightFormat.INT8.bits(9));
    }
}
