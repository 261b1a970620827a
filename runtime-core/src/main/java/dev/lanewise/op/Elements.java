package dev.lanewise.op;

import dev.lanewise.kernel.NumberFormat;
import dev.lanewise.tensor.ElementType;

/** Sizes of pieces of elementwise work, and element types as kernels name them. */
public final class Elements {

    /** Elements that are worth handing to another thread. */
    public static final int GRAIN = 1 << 14;

    private Elements() {}

    /** The kernels' name of an element type other than a complex one or string. */
    public static NumberFormat format(ElementType type) {
        return switch (type) {
            case STRING, COMPLEX64, COMPLEX128 -> throw new IllegalArgumentException("there are no numbers in " + type);
            default -> NumberFormat.valueOf(type.name());
        };
    }

    /** A step that works on pieces of {@code size} elements. */
    public static Step spread(Binder on, int size, Frame.Body body) {
        return on.parallel(size, GRAIN, body);
    }

    /** Runs of {@code length} elements that make a piece of work. */
    public static int runs(int length) {
        return Math.max(1, GRAIN / Math.max(1, length));
    }
}
