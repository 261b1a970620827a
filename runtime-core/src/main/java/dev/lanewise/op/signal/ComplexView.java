package dev.lanewise.op.signal;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.op.ViewOperator;
import dev.lanewise.tensor.ElementType;
import java.util.Arrays;
import java.util.List;

/**
 * The same numbers as COMPLEX64, or as FLOAT with a last axis of real and imaginary parts.
 *
 * @param join whether two parts become one complex number
 */
public record ComplexView(boolean join) implements ViewOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, join ? ElementType.FLOAT : ElementType.COMPLEX64);
        ElementType to = join ? ElementType.COMPLEX64 : ElementType.FLOAT;
        Shape shape = in.shape(0);
        if (!shape.isRanked()) {
            return List.of(in.tensor(0).as(to));
        }
        if (join && (shape.rank() == 0 || shape.dim(-1) >= 0 && shape.dim(-1) != 2)) {
            throw in.error("input 0 has shape " + shape + ", expected a last dimension of 2");
        }
        long[] dims = Arrays.copyOf(shape.dims(), shape.rank() + (join ? -1 : 1));
        if (!join) {
            dims[shape.rank()] = 2;
        }
        return List.of(in.tensor(0).as(to).as(Shape.of(dims)));
    }
}
