package dev.lanewise.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.graph.Edge;
import dev.lanewise.kernel.QuantizeRounding;
import dev.lanewise.kernel.RescaleArithmetic;
import dev.lanewise.op.elementwise.Unary;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.quantize.Dequantize;
import dev.lanewise.op.quantize.Quantize;
import dev.lanewise.op.quantize.Rescale;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComputeOnIntegersTest {

    private static final Rescale BEFORE = new Rescale(ElementType.INT8, 3, -128, 127, RescaleArithmetic.REAL);
    private static final Dequantize DEQUANTIZE = new Dequantize(0, 0);

    private static Edge byteOf(Rewriting test, int value) {
        return test.constant(Tensor.wrap(ElementType.INT8, new byte[] {(byte) value}));
    }

    private static Edge real(Rewriting test) {
        Edge bytes = test.add(BEFORE, test.input(2, 20), test.constant(Tensor.of(new double[] {0.7}, 1)));
        Edge left = test.add(DEQUANTIZE, bytes, test.constant(Tensor.scalar(0.25f)), byteOf(test, 3));
        Edge weights = test.constant(Tensor.wrap(ElementType.INT8, new byte[80], 20, 4));
        return test.add(new MatMul(), left, test.add(DEQUANTIZE, weights, test.constant(Tensor.scalar(0.5f))));
    }

    private static void quantize(Rewriting test, Edge real, QuantizeRounding rounding) {
        var quantize = new Quantize(ElementType.INT8, 0, 0, true, rounding);
        test.output(test.add(quantize, real, test.constant(Tensor.scalar(0.3f)), byteOf(test, -5)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneRescalingFollowsTheSums(boolean relu) {
        var test = new Rewriting();
        Edge real = real(test);
        quantize(test, relu ? test.add(Unary.relu(), real) : real, QuantizeRounding.EVEN);
        int least = relu ? -5 : -128;
        assertEquals(
                List.of(
                        BEFORE,
                        DEQUANTIZE,
                        new MatMul(),
                        new Rescale(ElementType.INT8, -5, least, 127, RescaleArithmetic.FLOAT)),
                test.after(new ComputeOnIntegers(), 0));
    }

    @Test
    void tiesThatAreRoundedAwayAreLeft() {
        var test = new Rewriting();
        quantize(test, real(test), QuantizeRounding.AWAY);
        test.unchanged(new ComputeOnIntegers());
    }
}
