package dev.lanewise.tflite.writer;

import dev.lanewise.kernel.Epilogue;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tflite.file.Options;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Products of matrices. */
final class Products {

    private Products() {}

    static int write(NodeWriter on, MatMul op) {
        if (!op.epilogue().equals(Epilogue.NONE) || on.has(MatMul.RESIDUAL)) {
            throw on.unsupported("has an epilogue, which the canonical graph has not");
        }
        if (on.type(on.in(0)) != ElementType.FLOAT && !on.isInteger()) {
            throw on.unsupported("multiplies matrices of " + on.type(on.in(0)) + ", TFLite of FLOAT");
        }
        StoredConstant weights = StoredConstant.of(on.edge(1));
        boolean rows = on.rank(on.in(0)) >= 2;
        return weights != null && weights.value().rank() == 2 && rows
                ? fullyConnected(on, op, weights)
                : batched(on, op);
    }

    private static int fullyConnected(NodeWriter on, MatMul op, StoredConstant given) {
        int x = op.transposeA() ? swapped(on, on.in(0)) : on.in(0);
        StoredConstant weights = op.transposeB() ? given : given.permuted(1, 0);
        int stored = on.weights(weights);
        int bias = on.has(MatMul.BIAS) || on.isInteger()
                ? Bias.of(on, x, weights, weights.value().dim(0))
                : -1;
        var options = Options.of().int8(0, on.activation()).flag(2, true);
        return on.add("FULLY_CONNECTED", options, on.type(x), on.outputShape(0), x, stored, bias);
    }

    private static int swapped(NodeWriter on, int x) {
        int[] axes = IntStream.range(0, on.rank(x)).toArray();
        axes[axes.length - 1] = axes.length - 2;
        axes[axes.length - 2] = axes.length - 1;
        return on.transposed(x, axes);
    }

    private static int batched(NodeWriter on, MatMul op) {
        int a = on.in(0);
        int b = on.in(1);
        boolean row = on.rank(a) == 1;
        boolean column = on.rank(b) == 1;
        int left = row ? on.reshaped(a, 1, on.extent(a, 0)) : a;
        int right = column ? on.reshaped(b, on.extent(b, 0), 1) : b;
        long[] shape = on.outputShape(0);
        long[] full = full(shape, row, column);
        var options = Options.of().flag(0, !row && op.transposeA()).flag(1, !column && op.transposeB());
        int y = on.add("BATCH_MATMUL", options, on.type(a), full, left, right);
        int product = row || column ? on.reshaped(y, shape) : y;
        return on.has(MatMul.BIAS) ? on.binary("ADD", product, on.in(MatMul.BIAS)) : product;
    }

    /** The shape of a product with the rows and columns that vectors have not. */
    private static long[] full(long[] shape, boolean row, boolean column) {
        long[] dims = Arrays.copyOf(shape, shape.length + (row ? 1 : 0) + (column ? 1 : 0));
        if (row && column) {
            dims[dims.length - 1] = 1;
            dims[dims.length - 2] = 1;
        } else if (column) {
            dims[dims.length - 1] = 1;
        } else if (row) {
            dims[dims.length - 1] = dims[dims.length - 2];
            dims[dims.length - 2] = 1;
        }
        return dims;
    }
}
