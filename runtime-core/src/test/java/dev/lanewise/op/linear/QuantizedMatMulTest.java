package dev.lanewise.op.linear;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.exec.OperatorRuns;
import dev.lanewise.kernel.Epilogue;
import dev.lanewise.op.quantize.Dequantize;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantizedMatMulTest {

    private static final int DEPTH = 300;
    private static final int COLUMNS = 261;

    private final SplittableRandom random = new SplittableRandom(29);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8, 9, 50})
    void isTheProductByWhatTheIntegersStandFor(int rows) {
        for (ElementType type : List.of(ElementType.INT8, ElementType.UINT8, ElementType.INT4, ElementType.UINT4)) {
            check(false, new Dequantize(1, 0), type, rows, 1);
            check(true, new Dequantize(0, 0), type, rows, COLUMNS);
            check(false, new Dequantize(-1, 0), type, rows, COLUMNS);
            check(false, new Dequantize(0, 32), type, rows, 10, COLUMNS);
            check(true, new Dequantize(-1, 64), type, rows, COLUMNS, 5);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ElementType.class,
            names = {"INT8", "UINT8"})
    void scalesThatVaryAlongTheDepthAreNotTaken(ElementType type) {
        Tensor integers = integers(type, DEPTH, COLUMNS);
        assertFalse(of(new MatMul(), new Dequantize(0, 0), integers, scales(DEPTH)));
        assertFalse(of(new MatMul(), new Dequantize(1, 32), integers, scales(DEPTH, 9)));
        assertFalse(of(new MatMul(true, false), new Dequantize(0, 0), integers, scales(1)));
        assertTrue(of(new MatMul(), new Dequantize(1, 0), integers, scales(COLUMNS)));
    }

    private static boolean of(MatMul product, Dequantize weights, Tensor integers, Tensor scale) {
        return QuantizedMatMul.of(product, weights, integers, scale, null).isPresent();
    }

    private void check(boolean transposed, Dequantize weights, ElementType type, int rows, long... scaleShape) {
        Tensor integers = transposed ? integers(type, COLUMNS, DEPTH) : integers(type, DEPTH, COLUMNS);
        Tensor scale = scales(scaleShape);
        Tensor zero = random.nextBoolean() ? null : integers(type, scaleShape);
        Tensor x = OperatorRuns.random(random, rows, DEPTH);
        Tensor bias = random.nextBoolean() ? null : OperatorRuns.random(random, COLUMNS);
        Tensor residual = random.nextBoolean() ? null : OperatorRuns.random(random, rows, COLUMNS);
        var product = new MatMul(false, transposed, Epilogue.RELU);
        Tensor floats = OperatorRuns.run(weights, 1, true, integers, scale, zero);
        float[] expected =
                OperatorRuns.run(product, 1, true, x, floats, bias, residual).floats();
        QuantizedMatMul op =
                QuantizedMatMul.of(product, weights, integers, scale, zero).orElseThrow();
        @Nullable Tensor[] inputs = {x, integers, bias, residual, scale, zero};
        assertArrayEquals(expected, OperatorRuns.run(op, 1, true, inputs).floats());
        for (int threads = 1; threads <= 3; threads++) {
            float[] found = OperatorRuns.runFast(op, threads, inputs).floats();
            for (int i = 0; i < found.length; i++) {
                assertEquals(expected[i], found[i], 2e-3);
            }
        }
    }

    private Tensor scales(long... shape) {
        Tensor scales = Tensor.zeros(ElementType.FLOAT, shape);
        for (int i = 0; i < scales.size(); i++) {
            scales.floats()[i] = 0.001f + random.nextFloat() / 100;
        }
        return scales;
    }

    private Tensor integers(ElementType type, long... shape) {
        int count = 1;
        for (long extent : shape) {
            count *= (int) extent;
        }
        var bytes = new byte[count];
        int least = type.isUnsigned() ? 0 : -(1 << type.bits() - 1);
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (least + random.nextInt(1 << type.bits()));
        }
        return Tensor.wrap(type, bytes, shape);
    }
}
