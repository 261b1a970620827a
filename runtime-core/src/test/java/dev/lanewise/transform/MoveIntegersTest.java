package dev.lanewise.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.elementwise.Unary;
import dev.lanewise.op.quantize.Dequantize;
import dev.lanewise.op.quantize.Quantize;
import dev.lanewise.op.shape.Transpose;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class MoveIntegersTest {

    private static final Quantize QUANTIZE = new Quantize(ElementType.INT8, 0, 0, true);
    private static final Dequantize DEQUANTIZE = new Dequantize(0, 0);
    private static final Transpose TRANSPOSE = new Transpose(Ints.of(1, 2, 0));
    private static final Unary ABS = new Unary(UnaryFunction.ABS);

    private static Edge quantized(Rewriting test, Edge x) {
        return test.add(QUANTIZE, x, test.constant(Tensor.scalar(0.1f)), test.constant(zero()));
    }

    private static Edge real(Rewriting test, Edge x) {
        return test.add(DEQUANTIZE, x, test.constant(Tensor.scalar(0.1f)), test.constant(zero()));
    }

    private static Tensor zero() {
        return Tensor.wrap(ElementType.INT8, new byte[] {3});
    }

    @Test
    void integersAreTransposedBeforeTheyBecomeReal() {
        var test = new Rewriting();
        Edge x = real(test, quantized(test, test.input(2, 3, 4)));
        test.output(test.add(ABS, test.add(TRANSPOSE, x)));
        assertEquals(List.of(QUANTIZE, TRANSPOSE, DEQUANTIZE, ABS), test.after(new MoveIntegers(), 0));
    }

    @Test
    void realNumbersBecomeIntegersBeforeTheyAreTransposed() {
        var test = new Rewriting();
        Edge x = test.add(TRANSPOSE, test.add(ABS, test.input(2, 3, 4)));
        test.output(real(test, quantized(test, x)));
        assertEquals(List.of(ABS, QUANTIZE, TRANSPOSE, DEQUANTIZE), test.after(new MoveIntegers(), 0));
    }

    @Test
    void whatOthersReadStays() {
        var test = new Rewriting();
        Edge x = test.add(TRANSPOSE, test.add(ABS, test.input(2, 3, 4)));
        test.output(x);
        test.output(real(test, quantized(test, x)));
        test.unchanged(new MoveIntegers());
    }
}
