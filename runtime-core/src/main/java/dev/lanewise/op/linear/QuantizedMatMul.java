package dev.lanewise.op.linear;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.kernel.Epilogue;
import dev.lanewise.kernel.KernelGroup;
import dev.lanewise.op.Binder;
import dev.lanewise.op.ByteProduct;
import dev.lanewise.op.EpilogueOperator;
import dev.lanewise.op.Step;
import dev.lanewise.op.quantize.Dequantize;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A product of floats with constant integers of at most 8 bits: {@link MatMul} by what {@code weights} makes of them.
 * Inputs: A {@code [..., depth]}, the integers {@code [depth, columns]}, optionally a bias and a residual as those of
 * MatMul, then the integers' scale and optionally their zero point. Few rows are multiplied by the bytes themselves, many
 * by the floats that these stand for; either is packed when the first plan needs it.
 *
 * @param transposeB whether the integers are stored as {@code [columns, depth]}
 */
public record QuantizedMatMul(boolean transposeB, Dequantize weights, Epilogue epilogue) implements EpilogueOperator {

    /** Input that holds the scale of the integers. */
    public static final int SCALE = 4;

    /** Input that holds the zero point of the integers. */
    public static final int ZERO = 5;

    private record Key(boolean bytes, Dequantize weights, Tensor scale, Optional<Tensor> zero) {}

    /**
     * The same as a product by constant integers that {@code weights} makes floats of; empty where this operator does not
     * know how their scales lie, or where floats would be as fast.
     */
    public static Optional<QuantizedMatMul> of(
            MatMul product, Dequantize weights, Tensor integers, Tensor scale, @Nullable Tensor zero) {
        var given = new QuantizedWeights(weights, product.transposeB(), integers, scale, zero);
        return !product.transposeA() && given.scales().isPresent() && given.isLarge()
                ? Optional.of(new QuantizedMatMul(product.transposeB(), weights, product.epilogue()))
                : Optional.empty();
    }

    @Override
    public QuantizedMatMul with(Epilogue other) {
        return new QuantizedMatMul(transposeB, weights, other);
    }

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, ElementType.FLOAT);
        in.require(SCALE, ElementType.FLOAT);
        in.requireRank(1, 2, 2);
        Shape x = in.shape(0);
        Shape q = in.shape(1);
        if (!x.isRanked() || !q.isRanked()) {
            return List.of(in.tensor(0).as(Shape.UNRANKED));
        }
        long depth = q.dim(transposeB ? 1 : 0);
        long columns = q.dim(transposeB ? 0 : 1);
        if (x.rank() == 0 || x.dim(-1) >= 0 && depth >= 0 && x.dim(-1) != depth) {
            throw in.error(
                    "shapes " + x + " and " + q + " do not multiply: expected " + depth + " as the last of the first");
        }
        return List.of(in.tensor(0).as(x.with(x.rank() - 1, columns)));
    }

    @Override
    public Set<KernelGroup> kernels() {
        return Set.of(KernelGroup.BYTES);
    }

    @Override
    public Step bind(Binder on) {
        if (on.output().size() == 0) {
            return frame -> {};
        }
        Tensor integers = constant(on, 1);
        Tensor scale = constant(on, SCALE);
        Tensor zero = on.has(ZERO) ? constant(on, ZERO) : null;
        var given = new QuantizedWeights(weights, transposeB, integers, scale, zero);
        int rows = on.output().size() / given.columns();
        boolean few = ByteProduct.pays(on, rows, given.depth(), given.columns());
        var key = new Key(few, weights, scale, Optional.ofNullable(zero));
        if (few) {
            return ByteProduct.step(on, rows, on.prepared(1, key, value -> given.bytes()), epilogue);
        }
        int[] stored = {Math.toIntExact(integers.dim(0)), Math.toIntExact(integers.dim(1))};
        var shapes = MatrixShapes.of(on.input(0).dims(), stored, false, transposeB);
        return new FloatMatMul(on, new MatMul(false, transposeB, epilogue), shapes).step(key, given.once());
    }

    private static Tensor constant(Binder on, int index) {
        Tensor value = on.constant(index);
        if (value == null) {
            throw on.error("input " + index + " is not a constant");
        }
        return value;
    }
}
