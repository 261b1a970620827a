package dev.lanewise.op.linear;

import dev.lanewise.kernel.ConvolutionReference;
import dev.lanewise.kernel.Epilogue;
import dev.lanewise.kernel.MatrixProduct;
import dev.lanewise.kernel.StridedCopy;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Elements;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;

/** Binds products of doubles and integers to plain loops. */
final class SimpleMatMul {

    private SimpleMatMul() {}

    static Step step(Binder on, MatMul op, MatrixShapes shapes) {
        Operand y = on.output();
        if (!op.epilogue().equals(Epilogue.NONE) || on.has(MatMul.RESIDUAL)) {
            throw on.error("has an epilogue, for which there is a kernel for FLOAT alone");
        }
        Operand given = on.input(0);
        Operand b = on.input(1);
        int rows = shapes.rows();
        int depth = shapes.depth();
        int columns = shapes.columns();
        Operand a = shapes.transposeA() ? on.workspace(given.type(), given.size()) : given;
        boolean hasBias = on.has(MatMul.BIAS);
        Operand bias = hasBias ? on.input(MatMul.BIAS) : y;
        int bRow = shapes.transposeB() ? 1 : columns;
        int bColumn = shapes.transposeB() ? depth : 1;
        Step product = on.parallel(shapes.count() * rows, Elements.runs(depth * columns), (frame, worker, from, to) -> {
            for (int i = from; i < to; i++) {
                int matrix = i / rows;
                int yo = y.offset() + i * columns;
                MatrixProduct.row(
                        a.array(frame),
                        a.offset() + (shapes.left()[matrix] * rows + i % rows) * depth,
                        b.array(frame),
                        b.offset() + shapes.right()[matrix] * depth * columns,
                        bRow,
                        bColumn,
                        depth,
                        columns,
                        y.array(frame),
                        yo);
                if (hasBias) {
                    ConvolutionReference.addBias(bias.array(frame), bias.offset(), y.array(frame), yo, columns);
                }
            }
        });
        if (!shapes.transposeA()) {
            return product;
        }
        var turn = StridedCopy.transpose(new int[] {shapes.leftCount(), depth, rows}, new int[] {0, 2, 1});
        Step turning =
                frame -> turn.run(given.array(frame), given.offset(), a.array(frame), a.offset(), 0, turn.rows());
        return turning.then(product);
    }
}
