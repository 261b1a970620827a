package dev.lanewise.op.reduce;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Shape;
import java.util.stream.IntStream;

/** Axes of a reduction, in shapes and in memory. */
public final class Axes {

    /**
     * A shape as {@code [outer][middle][inner]} around its reduced axes.
     *
     * @param contiguous whether the reduced axes are neighbours; else {@code outer} and {@code inner} mean nothing
     * @param permutation brings the reduced axes to the end
     */
    public record Folded(boolean contiguous, int outer, int middle, int inner, int[] permutation) {}

    private Axes() {}

    /** Axes from 0, none twice. */
    public static Ints resolve(Inference in, Ints axes, int rank) {
        return Ints.of(axes.stream()
                .map(axis -> in.axis(axis, rank))
                .sorted()
                .distinct()
                .toArray());
    }

    /** {@code shape} with {@code axes} reduced. */
    public static Shape reduced(Shape shape, Ints axes, boolean keepDims) {
        return Shape.of(IntStream.range(0, shape.rank())
                .filter(i -> keepDims || !axes.contains(i))
                .mapToLong(i -> axes.contains(i) ? 1 : shape.dim(i))
                .toArray());
    }

    /** How {@code axes} lie in memory of a tensor with these dimensions; axes of extent 1 lie anywhere. */
    public static Folded fold(int[] dims, Ints axes) {
        int rank = dims.length;
        var reduced = new boolean[rank];
        axes.stream().forEach(axis -> reduced[axis < 0 ? axis + rank : axis] = true);
        int outer = 1;
        int middle = 1;
        int inner = 1;
        boolean contiguous = true;
        boolean begun = false;
        boolean ended = false;
        for (int i = 0; i < rank; i++) {
            if (dims[i] == 1) {
                continue;
            }
            if (reduced[i]) {
                contiguous &= !ended;
                begun = true;
                middle *= dims[i];
            } else if (begun) {
                ended = true;
                inner *= dims[i];
            } else {
                outer *= dims[i];
            }
        }
        int[] permutation = IntStream.concat(
                        IntStream.range(0, rank).filter(i -> !reduced[i]),
                        IntStream.range(0, rank).filter(i -> reduced[i]))
                .toArray();
        return new Folded(contiguous, outer, middle, inner, permutation);
    }
}
