package dev.lanewise.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.exec.OperatorRuns;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Operator;
import dev.lanewise.kernel.Epilogue;
import dev.lanewise.kernel.SparseGemm;
import dev.lanewise.kernel.SparseMatrix;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.nn.Convolution;
import dev.lanewise.op.nn.Window;
import dev.lanewise.tensor.Tensor;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SparseProductTest {

    private static final int DEPTH = 120;
    private static final int COLUMNS = 150;

    private final SplittableRandom random = new SplittableRandom(23);

    @Test
    void pointwiseConvolutionsGiveTheSameBits() {
        Tensor x = OperatorRuns.random(random, 2, 17, 19, DEPTH);
        var window = Window.plain(Ints.of(1, 1));
        check(new Convolution(window, 1, Epilogue.RELU), x, sparse(COLUMNS, DEPTH, 1, 1));
    }

    @Test
    void productsGiveTheSameBits() {
        Tensor x = OperatorRuns.random(random, 3, 100, DEPTH);
        check(new MatMul(false, false, Epilogue.RELU), x, sparse(DEPTH, COLUMNS));
        check(new MatMul(false, true, Epilogue.RELU), x, sparse(COLUMNS, DEPTH));
    }

    /** Weights that are no constant run in the dense kernels. */
    private void check(Operator op, Tensor x, Tensor weights) {
        int rows = x.floats().length / DEPTH;
        assertTrue(SparseGemm.pays(rows, DEPTH, COLUMNS, SparseMatrix.zeros(weights.floats())));
        Tensor bias = OperatorRuns.random(random, COLUMNS);
        float[] expected = OperatorRuns.run(op, 1, false, x, weights, bias).floats();
        for (int threads = 1; threads <= 3; threads++) {
            assertArrayEquals(
                    expected,
                    OperatorRuns.run(op, threads, true, x, weights, bias).floats());
        }
    }

    private Tensor sparse(long... shape) {
        Tensor tensor = OperatorRuns.random(random, shape);
        for (int i = 0; i < tensor.floats().length; i++) {
            tensor.floats()[i] = random.nextInt(12) == 0 ? tensor.floats()[i] : 0;
        }
        return tensor;
    }
}
