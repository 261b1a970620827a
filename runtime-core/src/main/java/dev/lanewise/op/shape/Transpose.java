package dev.lanewise.op.shape;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.kernel.StridedCopy;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Elements;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;
import java.util.stream.IntStream;

/** Reorders axes: axis i of the output is axis {@code permutation[i]} of the input. ONNX Transpose. */
public record Transpose(Ints permutation) implements KernelOperator {

    /** Columns that make a piece of a matrix's transposition. */
    private static final int COLUMNS = 64;

    /** Elements of the smallest matrices behind more than one axis that are worth a call each. */
    private static final int SMALL = 64;

    /** The permutation that moves axis 1, the channels, to the end. */
    public static Transpose toChannelsLast(int rank) {
        return new Transpose(Ints.of(IntStream.range(0, rank)
                .map(i -> i == 0 ? 0 : i == rank - 1 ? 1 : i + 1)
                .toArray()));
    }

    /** The permutation that moves the last axis, the channels, to place 1. */
    public static Transpose toChannelsFirst(int rank) {
        return new Transpose(Ints.of(IntStream.range(0, rank)
                .map(i -> i == 0 ? 0 : i == 1 ? rank - 1 : i - 1)
                .toArray()));
    }

    /** The transposition that undoes this one. */
    public Transpose inverse() {
        return new Transpose(Ints.of(
                IntStream.range(0, permutation.size()).map(permutation::indexOf).toArray()));
    }

    @Override
    public List<ValueType> infer(Inference in) {
        Shape shape = in.shape(0);
        int rank = permutation.size();
        if (!permutation.stream()
                .sorted()
                .boxed()
                .toList()
                .equals(IntStream.range(0, rank).boxed().toList())) {
            throw in.error("perm " + permutation + " is no permutation");
        }
        if (!shape.isRanked()) {
            return List.of(in.tensor(0).as(Shape.ofRank(rank)));
        }
        if (shape.rank() != rank) {
            throw in.error("perm " + permutation + " does not fit shape " + shape);
        }
        return List.of(in.tensor(0).as(shape.permuted(permutation)));
    }

    /** True when only axes of extent 1 move. */
    @Override
    public boolean isView(int[] inputDims) {
        int last = -1;
        for (int i = 0; i < permutation.size(); i++) {
            int axis = permutation.get(i);
            if (inputDims[axis] != 1) {
                if (axis < last) {
                    return false;
                }
                last = axis;
            }
        }
        return true;
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand y = on.output();
        int first = kept();
        if (x.type() == ElementType.FLOAT && isRotation(first)) {
            int middle = permutation.get(first);
            int rows = x.product(first, middle);
            int columns = x.product(middle, x.rank());
            if (first <= 1 || (long) rows * columns >= SMALL) {
                return matrices(on, x, y, x.product(0, first), rows, columns);
            }
        }
        var copy = x.type().entries() == 1
                ? StridedCopy.transpose(x.dims(), permutation.toArray())
                : StridedCopy.transpose(
                        Copies.entries(x.type(), x.dims()), Copies.append(permutation.toArray(), 1, x.rank()));
        return on.parallel(
                copy.rows(),
                Elements.runs(copy.rowLength()),
                (frame, worker, from, to) ->
                        copy.run(x.array(frame), x.offset(), y.array(frame), y.offset(), from, to));
    }

    /** How many axes at the front stay. */
    private int kept() {
        int first = 0;
        while (first < permutation.size() && permutation.get(first) == first) {
            first++;
        }
        return first;
    }

    /** Whether two groups of neighbouring axes, all from {@code first} on, change places. */
    private boolean isRotation(int first) {
        int rank = permutation.size();
        if (first == rank) {
            return false;
        }
        int behind = rank - permutation.get(first);
        return IntStream.range(first, rank)
                .allMatch(i -> permutation.get(i) == (i - first < behind ? i + rank - behind - first : i - behind));
    }

    private static Step matrices(Binder on, Operand x, Operand y, int batch, int rows, int columns) {
        int pieces = Math.ceilDiv(columns, COLUMNS);
        return on.parallel(
                batch * pieces,
                Math.max(1, Elements.runs(rows * Math.min(columns, COLUMNS))),
                (frame, worker, from, to) -> {
                    for (int task = from; task < to; task++) {
                        int image = task / pieces;
                        int column = task % pieces * COLUMNS;
                        dev.lanewise.kernel.Transpose.run(
                                x.floats(frame),
                                x.offset() + image * rows * columns + column,
                                columns,
                                y.floats(frame),
                                y.offset() + image * rows * columns + column * rows,
                                rows,
                                rows,
                                Math.min(COLUMNS, columns - column));
                    }
                });
    }
}
