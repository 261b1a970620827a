package dev.lanewise.graph;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Extents of a tensor, as far as they are known. A dimension of 0 or more is fixed; {@link #ANY} is not known; a number
 * below that is a symbol: two dimensions with the same symbol have the same extent, whatever it is. The rank itself may be
 * unknown.
 */
public final class Shape {

    /** A dimension about which nothing is known. */
    public static final long ANY = -1;

    /** A shape of unknown rank. */
    public static final Shape UNRANKED = new Shape(null);

    /** The shape of a scalar. */
    public static final Shape SCALAR = new Shape(new long[0]);

    private final long @Nullable [] dims;

    private Shape(long @Nullable [] dims) {
        this.dims = dims;
    }

    public static Shape of(long... dims) {
        return dims.length == 0 ? SCALAR : new Shape(dims.clone());
    }

    public static Shape of(List<Long> dims) {
        return of(dims.stream().mapToLong(Long::longValue).toArray());
    }

    /** {@code rank} dimensions about which nothing is known. */
    public static Shape ofRank(int rank) {
        var dims = new long[rank];
        Arrays.fill(dims, ANY);
        return of(dims);
    }

    public boolean isRanked() {
        return dims != null;
    }

    /** Whether every dimension is fixed. */
    public boolean isFixed() {
        return dims != null && Arrays.stream(dims).allMatch(d -> d >= 0);
    }

    /** Number of dimensions; the shape must be ranked. */
    public int rank() {
        return ranked().length;
    }

    /** Whether the rank is known to be {@code rank}. */
    public boolean hasRank(int rank) {
        return dims != null && dims.length == rank;
    }

    /** Dimension {@code axis}, which counts from the end when negative. */
    public long dim(int axis) {
        long[] d = ranked();
        return d[axis < 0 ? axis + d.length : axis];
    }

    /** All dimensions; a new array. */
    public long[] dims() {
        return ranked().clone();
    }

    public LongStream stream() {
        return Arrays.stream(ranked());
    }

    /** Product of all dimensions, or {@link #ANY}; saturates at {@link Long#MAX_VALUE}. */
    public long size() {
        return dims == null ? ANY : product(0, dims.length);
    }

    /** Product of the dimensions {@code from} to before {@code to}, or {@link #ANY}. */
    public long product(int from, int to) {
        long product = 1;
        boolean unknown = false;
        for (int i = from; i < to; i++) {
            long d = ranked()[i];
            if (d == 0) {
                return 0;
            }
            unknown |= d < 0;
            product = d > 0 && product > Long.MAX_VALUE / d ? Long.MAX_VALUE : product * Math.max(d, 1);
        }
        return unknown ? ANY : product;
    }

    /** This shape with dimension {@code axis} replaced. */
    public Shape with(int axis, long dim) {
        var changed = dims();
        changed[axis < 0 ? axis + changed.length : axis] = dim;
        return of(changed);
    }

    /** Dimension {@code i} of the result is dimension {@code permutation[i]} of this shape. */
    public Shape permuted(Ints permutation) {
        return of(permutation.stream().mapToLong(this::dim).toArray());
    }

    private long[] ranked() {
        if (dims == null) {
            throw new IllegalStateException("the rank of this shape is not known");
        }
        return dims;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Shape that && Arrays.equals(dims, that.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    /** {@code [1,3,?,s2]}, or {@code [*]} for an unknown rank. */
    @Override
    public String toString() {
        return dims == null
                ? "[*]"
                : stream()
                        .mapToObj(d -> d >= 0 ? Long.toString(d) : d == ANY ? "?" : "s" + -d)
                        .collect(Collectors.joining(",", "[", "]"));
    }
}
