package dev.lanewise.op.shape;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.op.ViewOperator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The same elements in another shape, which input 1 gives: −1 is what is left over, and 0 is the input's own extent, or
 * nothing when {@code zeroIsZero}. ONNX Reshape.
 */
public record Reshape(boolean zeroIsZero) implements ViewOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        long[] wanted = in.longs(1);
        if (wanted == null) {
            Shape shape = in.shape(1);
            boolean known = shape.isRanked() && shape.rank() == 1 && shape.dim(0) >= 0;
            return List.of(in.tensor(0).as(known ? Shape.ofRank((int) shape.dim(0)) : Shape.UNRANKED));
        }
        return List.of(in.tensor(0).as(resolve(in, in.shape(0), wanted, zeroIsZero)));
    }

    static Shape resolve(Inference in, Shape from, long[] wanted, boolean zeroIsZero) {
        var dims = new long[wanted.length];
        int open = -1;
        long product = 1;
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i] == -1) {
                if (open >= 0) {
                    throw in.error("shape " + java.util.Arrays.toString(wanted) + " has more than one -1");
                }
                open = i;
                continue;
            }
            if (wanted[i] < -1) {
                throw in.error("shape " + java.util.Arrays.toString(wanted) + " has " + wanted[i]);
            }
            boolean own = wanted[i] == 0 && !zeroIsZero;
            if (own && from.isRanked() && i >= from.rank()) {
                throw in.error("shape " + java.util.Arrays.toString(wanted) + " copies dimension " + i + " of " + from);
            }
            dims[i] = own ? from.isRanked() ? from.dim(i) : Shape.ANY : wanted[i];
            product = product < 0 || dims[i] < 0 ? -1 : product * dims[i];
        }
        long size = from.size();
        if (open >= 0) {
            boolean known = size >= 0 && product >= 0;
            if (known && (product == 0 ? size != 0 : size % product != 0)) {
                throw misfit(in, from, wanted);
            }
            dims[open] = !known ? Shape.ANY : product > 0 ? size / product : zeroIsZero ? 0 : leftOver(from, wanted);
        } else if (size >= 0 && product >= 0 && size != product) {
            throw misfit(in, from, wanted);
        }
        return Shape.of(dims);
    }

    /** What is left over where copied extents of 0 leave no elements: it fits as soon as those are not 0. */
    private static long leftOver(Shape from, long[] wanted) {
        long given = 1;
        for (long extent : wanted) {
            given *= Math.max(1, extent);
        }
        long left = 1;
        for (int i = 0; i < from.rank(); i++) {
            left *= i < wanted.length && wanted[i] == 0 ? 1 : from.dim(i);
        }
        return left % given == 0 ? left / given : 0;
    }

    private static RuntimeException misfit(Inference in, Shape from, long[] wanted) {
        return in.error("shape " + from + " of " + from.size() + " elements cannot become "
                + java.util.Arrays.toString(wanted));
    }

    /** The same elements in a shape given beforehand; −1 and 0 as in {@link Reshape}. */
    public record To(Ints dims) implements ViewOperator {

        public static To of(int... dims) {
            return new To(Ints.of(dims));
        }

        @Override
        public String name() {
            return "Reshape";
        }

        @Override
        public List<ValueType> infer(Inference in) {
            long[] wanted = dims.stream().asLongStream().toArray();
            return List.of(in.tensor(0).as(resolve(in, in.shape(0), wanted, false)));
        }
    }

    /** Two dimensions: all before {@code axis}, and all from it on. ONNX Flatten. */
    public record Flatten(int axis) implements ViewOperator {

        @Override
        public String name() {
            return "Flatten";
        }

        @Override
        public List<ValueType> infer(Inference in) {
            Shape shape = in.shape(0);
            if (!shape.isRanked()) {
                return List.of(in.tensor(0).as(Shape.ofRank(2)));
            }
            int at = axis < 0 ? axis + shape.rank() : axis;
            if (at < 0 || at > shape.rank()) {
                throw in.error("axis " + axis + " is outside shape " + shape);
            }
            return List.of(in.tensor(0).as(Shape.of(shape.product(0, at), shape.product(at, shape.rank()))));
        }
    }

    /** Drops dimensions of extent 1: these axes, or all such when there are none. ONNX Squeeze. */
    public record Squeeze(Ints axes) implements ViewOperator {

        @Override
        public String name() {
            return "Squeeze";
        }

        @Override
        public List<ValueType> infer(Inference in) {
            Shape shape = in.shape(0);
            if (!shape.isRanked() || axes.isEmpty() && !shape.isFixed()) {
                return List.of(in.tensor(0).as(Shape.UNRANKED));
            }
            Ints dropped = Ints.of(
                    axes.isEmpty()
                            ? IntStream.range(0, shape.rank())
                                    .filter(i -> shape.dim(i) == 1)
                                    .toArray()
                            : axes.stream()
                                    .map(axis -> in.axis(axis, shape.rank()))
                                    .toArray());
            dropped.stream().filter(i -> shape.dim(i) >= 0 && shape.dim(i) != 1).forEach(i -> {
                throw in.error("dimension " + i + " of " + shape + " is not 1");
            });
            return List.of(in.tensor(0)
                    .as(Shape.of(IntStream.range(0, shape.rank())
                            .filter(i -> !dropped.contains(i))
                            .mapToLong(shape::dim)
                            .toArray())));
        }
    }
}
