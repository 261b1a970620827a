package dev.lanewise.op.sequence;

import dev.lanewise.op.Evaluation;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.List;

/** Cuts tensors along an axis and joins them again, for operators that handle values rather than operands. */
public final class Slabs {

    private Slabs() {}

    /** An axis as a number from 0, for tensors of {@code rank}. */
    public static int axis(Evaluation on, int axis, int rank) {
        if (axis < -rank || axis >= rank) {
            throw on.error("axis " + axis + " is outside [" + -rank + ", " + (rank - 1) + "]");
        }
        return axis < 0 ? axis + rank : axis;
    }

    /** Elements {@code from} to before {@code from + length} along {@code axis}. */
    public static Tensor part(Evaluation on, Tensor x, int axis, int from, int length) {
        long[] shape = x.shape();
        shape[axis] = length;
        Tensor y = on.allocate(x.type(), shape);
        int inner = inner(x, axis + 1);
        copy(x, from * inner, Math.toIntExact(x.dim(axis)) * inner, y, 0, length * inner, length * inner);
        return y;
    }

    /** Element {@code index} along {@code axis}, which vanishes. */
    public static Tensor element(Evaluation on, Tensor x, int axis, int index) {
        return part(on, x, axis, index, 1).reshape(without(x.shape(), axis));
    }

    /** Tensors that agree but in their extents along {@code axis}, joined along it; there is at least one. */
    public static Tensor join(Evaluation on, List<Tensor> parts, int axis) {
        Tensor first = parts.getFirst();
        long[] shape = first.shape();
        shape[axis] = 0;
        for (Tensor part : parts) {
            requireSame(on, first, part, axis);
            shape[axis] += part.dim(axis);
        }
        Tensor y = on.allocate(first.type(), shape);
        int row = inner(y, axis);
        int at = 0;
        for (Tensor part : parts) {
            int length = inner(part, axis);
            copy(part, 0, length, y, at, row, length);
            at += length;
        }
        return y;
    }

    /** Tensors of one shape joined along a new axis; there is at least one. */
    public static Tensor stack(Evaluation on, List<Tensor> parts, int axis) {
        return join(
                on, parts.stream().map(p -> p.reshape(with(p.shape(), axis, 1))).toList(), axis);
    }

    /** {@code shape} with an axis more. */
    public static long[] with(long[] shape, int axis, long extent) {
        var dims = new long[shape.length + 1];
        System.arraycopy(shape, 0, dims, 0, axis);
        dims[axis] = extent;
        System.arraycopy(shape, axis, dims, axis + 1, shape.length - axis);
        return dims;
    }

    /** {@code shape} with an axis fewer. */
    public static long[] without(long[] shape, int axis) {
        var dims = new long[shape.length - 1];
        System.arraycopy(shape, 0, dims, 0, axis);
        System.arraycopy(shape, axis + 1, dims, axis, dims.length - axis);
        return dims;
    }

    /** The value as a tensor. */
    public static Tensor tensor(Evaluation on, Value value) {
        if (value instanceof Tensor tensor) {
            return tensor;
        }
        throw on.error("found " + value.getClass().getSimpleName() + ", expected a tensor");
    }

    private static void requireSame(Evaluation on, Tensor a, Tensor b, int axis) {
        boolean same = a.type() == b.type() && a.rank() == b.rank();
        for (int i = 0; same && i < a.rank(); i++) {
            same = i == axis || a.dim(i) == b.dim(i);
        }
        if (!same) {
            throw on.error("tensors " + a + " and " + b + " cannot be joined along axis " + axis);
        }
    }

    private static int inner(Tensor x, int from) {
        int product = x.type().entries();
        for (int i = from; i < x.rank(); i++) {
            product *= Math.toIntExact(x.dim(i));
        }
        return product;
    }

    private static void copy(Tensor from, int start, int fromRow, Tensor to, int at, int toRow, int length) {
        int rows = length == 0 ? 0 : to.size() * to.type().entries() / toRow;
        for (int row = 0; row < rows; row++) {
            System.arraycopy(from.array(), start + row * fromRow, to.array(), at + row * toRow, length);
        }
    }
}
