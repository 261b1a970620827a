package dev.lanewise.op.nn;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Shape;
import dev.lanewise.kernel.WindowGeometry;
import dev.lanewise.op.Operand;
import java.util.stream.IntStream;

/**
 * A sliding window over one to three spatial axes.
 *
 * @param kernel extents; 0 for those of a convolution's filters that are known only when it runs
 * @param begins padding before the first element of each axis, where {@code auto} is {@link AutoPad#EXPLICIT}
 * @param ends padding behind the last
 * @param ceil whether a last window that is partly outside counts, provided that it starts inside
 */
public record Window(Ints kernel, Ints strides, Ints dilations, Ints begins, Ints ends, AutoPad auto, boolean ceil) {

    /** Where padding comes from. */
    public enum AutoPad {
        /** As given. */
        EXPLICIT,
        /** So much that the output has ceil(input / stride) elements; the odd one at the end. */
        SAME_UPPER,
        /** So much that the output has ceil(input / stride) elements; the odd one at the beginning. */
        SAME_LOWER,
        /** None. */
        VALID
    }

    /** Number of spatial axes. */
    public int rank() {
        return kernel.size();
    }

    /** A window that moves by 1, with neither dilation nor padding. */
    public static Window plain(Ints kernel) {
        Ints ones = Ints.filled(kernel.size(), 1);
        Ints zeros = Ints.filled(kernel.size(), 0);
        return new Window(kernel, ones, ones, zeros, zeros, AutoPad.EXPLICIT, false);
    }

    /** Whether it moves by 1 and takes neighbouring elements. */
    boolean isDense() {
        Ints ones = Ints.filled(rank(), 1);
        return strides.equals(ones) && dilations.equals(ones);
    }

    /** Whether extents are those of filters that are yet to be known. */
    public boolean isOpen() {
        return kernel.stream().anyMatch(extent -> extent == 0);
    }

    /** The window with the extents of filters of a shape whose first two axes are channels. */
    Window over(Ints filters) {
        return new Window(Ints.of(filters.stream().skip(2).toArray()), strides, dilations, begins, ends, auto, ceil);
    }

    /** Fails unless there are one to three axes, each with a positive kernel, stride and dilation. */
    void check(Inference in) {
        int n = rank();
        if (n < 1 || n > 3) {
            throw in.error("a window of " + kernel + " has " + n + " axes, expected 1 to 3");
        }
        if (strides.size() != n || dilations.size() != n || begins.size() != n || ends.size() != n) {
            throw in.error("kernel " + kernel + ", strides " + strides + ", dilations " + dilations + ", pads " + begins
                    + " and " + ends + " have different lengths");
        }
        for (int i = 0; i < n; i++) {
            boolean positive = kernel.get(i) > 0 && strides.get(i) > 0 && dilations.get(i) > 0;
            if (!positive || kernel.get(i) > Integer.MAX_VALUE / 2 / dilations.get(i)) {
                throw in.error("kernel " + kernel + ", strides " + strides + " or dilations " + dilations
                        + " are out of range");
            }
        }
    }

    /** How the window moves along spatial axis {@code i}, which has {@code input} elements. */
    public WindowGeometry.Axis axis(int i, int input) {
        int extent = (kernel.get(i) - 1) * dilations.get(i) + 1;
        int stride = strides.get(i);
        return switch (auto) {
            case EXPLICIT -> explicit(i, input, extent, begins.get(i), ends.get(i));
            case VALID -> explicit(i, input, extent, 0, 0);
            case SAME_UPPER, SAME_LOWER -> {
                int output = Math.ceilDiv(input, stride);
                int total = Math.max(0, (output - 1) * stride + extent - input);
                int begin = auto == AutoPad.SAME_UPPER ? total / 2 : total - total / 2;
                yield new WindowGeometry.Axis(
                        input, output, kernel.get(i), stride, dilations.get(i), begin, total - begin);
            }
        };
    }

    private WindowGeometry.Axis explicit(int i, int input, int extent, int begin, int end) {
        int stride = strides.get(i);
        int room = input + begin + end - extent;
        int output = room < 0 ? 0 : (ceil ? Math.ceilDiv(room, stride) : room / stride) + 1;
        if (ceil && (output - 1) * stride >= input + begin) {
            output--;
        }
        return new WindowGeometry.Axis(input, output, kernel.get(i), stride, dilations.get(i), begin, end);
    }

    /** The spatial part of the output's shape for a channels-last input; unknown extents stay so. */
    long[] outputs(Inference in, Shape input) {
        check(in);
        if (input.rank() != rank() + 2) {
            throw in.error("input has shape " + input + ", expected " + (rank() + 2) + " dimensions for a window of "
                    + kernel);
        }
        return IntStream.range(0, rank())
                .mapToLong(i -> input.dim(i + 1) < 0
                        ? Shape.ANY
                        : axis(i, Math.toIntExact(input.dim(i + 1))).output())
                .toArray();
    }

    /** The window over a channels-last tensor with fixed extents. */
    public WindowGeometry geometry(Operand input) {
        return switch (rank()) {
            case 1 -> WindowGeometry.of(axis(0, input.dim(1)));
            case 2 -> WindowGeometry.of(axis(0, input.dim(1)), axis(1, input.dim(2)));
            case 3 -> new WindowGeometry(axis(0, input.dim(1)), axis(1, input.dim(2)), axis(2, input.dim(3)));
            default -> throw new IllegalArgumentException("windows have one to three axes, not " + rank());
        };
    }
}
