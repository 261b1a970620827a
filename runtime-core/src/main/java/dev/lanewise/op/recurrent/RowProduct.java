package dev.lanewise.op.recurrent;

import dev.lanewise.kernel.Epilogue;
import dev.lanewise.kernel.Gemm;
import dev.lanewise.kernel.HybridRows;
import dev.lanewise.kernel.Panels;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Frame;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Rows times the transpose of weights {@code [columns, depth]}, which are one of a node's inputs. */
interface RowProduct {

    /**
     * {@code c = a x weights^T} for {@code rows} rows, which begin {@code lda} and {@code ldc} apart. A and C must not
     * overlap.
     */
    void run(Frame frame, int rows, float[] a, int ao, int lda, float[] c, int co, int ldc);

    /** What is to be done at the beginning of a run. */
    default Step before() {
        return frame -> {};
    }

    /** A product with input {@code index} of a node, in float, or with weights of 8 bits. */
    static RowProduct of(Binder on, int index, @Nullable HybridWeights hybrid) {
        float scale = hybrid == null ? 0 : hybrid.scale(index);
        return hybrid == null || scale == 0 ? floats(on, index) : integers(on, index, scale, hybrid.asymmetric());
    }

    /** A product with constant input {@code index}, whose 8-bit integers are taken as floats. */
    static RowProduct bytes(Binder on, int index) {
        Tensor constant = on.constant(index);
        if (constant == null) {
            throw on.error("input " + index + " is not a constant");
        }
        int columns = (int) constant.dim(0);
        int depth = (int) constant.dim(1);
        Operand scratch = on.workspace(ElementType.FLOAT, Gemm.scratchLength());
        float[] packed = on.prepared(index, "rows of bytes", value -> {
            byte[] weights = value.bytes();
            var wide = new float[weights.length];
            for (int i = 0; i < wide.length; i++) {
                wide[i] = weights[i];
            }
            var made = new float[Panels.packedLength(depth, columns)];
            pack(wide, 0, columns, depth, made, 0);
            return made;
        });
        return (frame, rows, a, ao, lda, c, co, ldc) ->
                multiply(frame, rows, columns, depth, a, ao, lda, packed, 0, c, co, ldc, scratch);
    }

    private static RowProduct floats(Binder on, int index) {
        Tensor constant = on.constant(index);
        int columns = constant == null ? on.input(index).dim(0) : (int) constant.dim(0);
        int depth = constant == null ? on.input(index).dim(1) : (int) constant.dim(1);
        int length = Panels.packedLength(depth, columns);
        Operand scratch = on.workspace(ElementType.FLOAT, Gemm.scratchLength());
        if (constant != null) {
            float[] packed = on.prepared(index, "rows", value -> {
                var made = new float[length];
                pack(value.floats(), 0, columns, depth, made, 0);
                return made;
            });
            return (frame, rows, a, ao, lda, c, co, ldc) ->
                    multiply(frame, rows, columns, depth, a, ao, lda, packed, 0, c, co, ldc, scratch);
        }
        Operand weights = on.input(index);
        Operand packed = on.workspace(ElementType.FLOAT, length);
        return new RowProduct() {
            @Override
            public void run(Frame frame, int rows, float[] a, int ao, int lda, float[] c, int co, int ldc) {
                float[] made = packed.floats(frame);
                multiply(frame, rows, columns, depth, a, ao, lda, made, packed.offset(), c, co, ldc, scratch);
            }

            @Override
            public Step before() {
                return frame -> pack(
                        weights.floats(frame), weights.offset(), columns, depth, packed.floats(frame), packed.offset());
            }
        };
    }

    private static void pack(float[] weights, int wo, int columns, int depth, float[] packed, int po) {
        Panels.packTransposed(weights, wo, depth, depth, columns, packed, po, 0, Panels.count(columns));
    }

    private static void multiply(
            Frame frame,
            int rows,
            int columns,
            int depth,
            float[] a,
            int ao,
            int lda,
            float[] packed,
            int po,
            float[] c,
            int co,
            int ldc,
            Operand scratch) {
        Gemm.run(
                0,
                rows,
                0,
                Panels.count(columns),
                columns,
                depth,
                a,
                ao,
                lda,
                packed,
                po,
                Gemm.NONE,
                0,
                Gemm.NONE,
                0,
                0,
                c,
                co,
                ldc,
                Epilogue.NONE,
                scratch.floats(frame),
                scratch.offset());
    }

    private static RowProduct integers(Binder on, int index, float scale, boolean asymmetric) {
        Operand weights = on.input(index);
        int columns = weights.dim(0);
        int depth = weights.dim(1);
        Operand rounded = on.workspace(ElementType.INT8, depth);
        return (frame, rows, a, ao, lda, c, co, ldc) -> {
            for (int row = 0; row < rows; row++) {
                HybridRows.multiply(
                        asymmetric,
                        a,
                        ao + row * lda,
                        depth,
                        weights.bytes(frame),
                        weights.offset(),
                        columns,
                        scale,
                        rounded.bytes(frame),
                        rounded.offset(),
                        c,
                        co + row * ldc);
            }
        };
    }
}
