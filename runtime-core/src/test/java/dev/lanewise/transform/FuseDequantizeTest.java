package dev.lanewise.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.graph.Edge;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.Epilogue;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.linear.QuantizedMatMul;
import dev.lanewise.op.quantize.Dequantize;
import dev.lanewise.op.shape.Slice;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class FuseDequantizeTest {

    private static final Dequantize PER_COLUMN = new Dequantize(1, 0);

    private static Edge weights(Rewriting test, int depth, int columns) {
        var bytes = new byte[depth * columns];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31);
        }
        Edge integers = test.constant(Tensor.wrap(ElementType.INT8, bytes, depth, columns));
        return test.add(PER_COLUMN, integers, test.constant(columns));
    }

    @Test
    void largeWeightsStayBytes() {
        var test = new Rewriting();
        test.output(test.add(new MatMul(), test.input(2, 300), weights(test, 300, 250)));
        var expected = new QuantizedMatMul(false, PER_COLUMN, Epilogue.NONE);
        assertEquals(List.of(expected), test.after(new FuseDequantize(), 1e-2));
    }

    @Test
    void aSliceOfAllChangesNothing() {
        var test = new Rewriting();
        Edge end = test.constant(Tensor.of(new long[] {300}, 1));
        Edge zero = test.constant(Tensor.of(new long[] {0}, 1));
        Edge all = test.add(new Slice(), weights(test, 300, 250), zero, end, zero);
        test.output(test.add(new MatMul(), test.input(2, 300), all));
        assertEquals(1, test.after(new FuseDequantize(), 1e-2).size());
    }

    @Test
    void aBiasBehindBecomesAnInput() {
        var test = new Rewriting();
        Edge product = test.add(new MatMul(), test.input(2, 300), weights(test, 300, 250));
        test.output(test.binary(BinaryFunction.ADD, product, test.constant(250)));
        test.after(new FuseDequantize(), 1e-2);
        assertEquals(1, test.after(new FuseBias(), 1e-2).size());
    }

    @Test
    void smallWeightsAreLeftToFolding() {
        var test = new Rewriting();
        test.output(test.add(new MatMul(), test.input(2, 30), weights(test, 30, 25)));
        test.unchanged(new FuseDequantize());
    }
}
