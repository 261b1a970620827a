package dev.lanewise.op.vision;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.op.Binder;
import dev.lanewise.op.ComputesWide;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.Arrays;
import java.util.List;

/**
 * Positions for {@link GridSample}: those of the pixels of an image of size input 1, [N, C, spatial…] with two or three
 * spatial axes, each multiplied by its batch's matrix of input 0, [N, r, r + 1]. ONNX AffineGrid.
 */
public record AffineGrid(boolean alignCorners) implements KernelOperator, ComputesWide {

    @Override
    public ElementType computeType(ElementType type) {
        return type.isFloating() ? ElementType.FLOAT : type;
    }

    @Override
    public List<ValueType> infer(Inference in) {
        long[] size = in.longs(1);
        if (size == null) {
            Shape shape = in.shape(1);
            boolean known = shape.hasRank(1) && shape.dim(0) >= 0;
            return List.of(in.tensor(0).as(known ? Shape.ofRank((int) shape.dim(0)) : Shape.UNRANKED));
        }
        int rank = size.length - 2;
        if (rank < 2 || rank > 3 || Arrays.stream(size).anyMatch(d -> d < 0)) {
            throw in.error("size is " + Arrays.toString(size) + ", expected four or five extents");
        }
        Shape theta = in.shape(0);
        if (theta.isFixed() && !theta.equals(Shape.of(size[0], rank, rank + 1))) {
            throw in.error("has matrices " + theta + " for size " + Arrays.toString(size));
        }
        var dims = new long[rank + 2];
        dims[0] = size[0];
        System.arraycopy(size, 2, dims, 1, rank);
        dims[rank + 1] = rank;
        return List.of(in.tensor(0).as(Shape.of(dims)));
    }

    @Override
    public Step bind(Binder on) {
        Operand theta = on.input(0);
        Operand y = on.output();
        if (y.type() != ElementType.FLOAT) {
            throw on.error("has no kernel for " + y.type());
        }
        int rank = y.rank() - 2;
        int[] extents = Arrays.copyOfRange(y.dims(), 1, rank + 1);
        int positions = y.product(1, rank + 1);
        return frame -> {
            float[] matrix = theta.floats(frame);
            float[] grid = y.floats(frame);
            for (int i = 0; i < y.dim(0) * positions; i++) {
                int row = theta.offset() + i / positions * rank * (rank + 1);
                for (int out = 0; out < rank; out++, row += rank + 1) {
                    double sum = matrix[row + rank];
                    int rest = i % positions;
                    for (int axis = rank - 1; axis >= 0; axis--) {
                        sum += matrix[row + rank - 1 - axis] * position(rest % extents[axis], extents[axis]);
                        rest /= extents[axis];
                    }
                    grid[y.offset() + i * rank + out] = (float) sum;
                }
            }
        };
    }

    private double position(int index, int extent) {
        if (alignCorners) {
            return extent == 1 ? -1 : 2.0 * index / (extent - 1) - 1;
        }
        return (2.0 * index + 1) / extent - 1;
    }
}
