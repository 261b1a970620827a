package dev.lanewise.quant;

import dev.lanewise.graph.Shape;
import java.util.Arrays;

/** Where the axes of a tensor are when its elements, their order kept, get another shape. */
final class Regrouping {

    private final Shape from;
    private final Shape to;
    private final int[] places;
    private final int[] firsts;
    private final int[] ends;

    Regrouping(Shape from, Shape to) {
        this.from = from;
        this.to = to;
        places = new int[from.rank()];
        firsts = new int[from.rank()];
        ends = new int[from.rank()];
        Arrays.fill(places, -1);
        int i = 0;
        int j = 0;
        while (i < from.rank() && j < to.rank()) {
            int first = i;
            int target = j;
            long left = from.dim(i++);
            long right = to.dim(j++);
            while (left != right && left >= 0 && right >= 0 && (left < right ? i < from.rank() : j < to.rank())) {
                if (left < right) {
                    left = multiply(left, from.dim(i++));
                } else {
                    right = multiply(right, to.dim(j++));
                }
            }
            if (left != right && (left >= 0 || right >= 0)) {
                return;
            }
            for (int axis = first; j == target + 1 && axis < i; axis++) {
                places[axis] = target;
                firsts[axis] = first;
                ends[axis] = i;
            }
        }
    }

    private static long multiply(long a, long b) {
        return a < 0 || b < 0 ? -1 : a * b;
    }

    /** The axis of the result that holds all of an axis, with others perhaps; −1 when there is none. */
    int place(int axis) {
        return places[axis];
    }

    /** What belongs to the indices along {@link #place}, given what belongs to those along {@code axis}. */
    int[] spread(int axis, int[] along) {
        long inner = from.product(axis + 1, ends[axis]);
        var spread = new int[Math.toIntExact(from.product(firsts[axis], ends[axis]))];
        for (int i = 0; i < spread.length; i++) {
            spread[i] = along[(int) (i / inner % along.length)];
        }
        return spread;
    }

    @Override
    public String toString() {
        return from + " as " + to;
    }
}
