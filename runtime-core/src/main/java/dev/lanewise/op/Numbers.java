package dev.lanewise.op;

import dev.lanewise.kernel.Convert;
import dev.lanewise.kernel.NumberFormat;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;

/** Numbers of any element type. */
public final class Numbers {

    private Numbers() {}

    /** The elements of a tensor as doubles. */
    public static double[] of(Tensor tensor) {
        var values = new double[tensor.size()];
        Convert.run(
                Elements.format(tensor.type()),
                tensor.array(),
                0,
                NumberFormat.DOUBLE,
                values,
                0,
                values.length,
                false);
        return values;
    }

    /** An array of the one element {@code value}. */
    public static Object array(ElementType type, double value) {
        Object array = type.carrier().newArray(1);
        Convert.run(NumberFormat.DOUBLE, new double[] {value}, 0, Elements.format(type), array, 0, 1, false);
        return array;
    }
}
