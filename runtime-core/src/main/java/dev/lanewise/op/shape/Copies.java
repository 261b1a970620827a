package dev.lanewise.op.shape;

import dev.lanewise.kernel.StridedCopy;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Elements;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Steps made of strided copies. */
final class Copies {

    private Copies() {}

    /** A copy of elements of {@code type} between views whose strides and bases are in elements. */
    static StridedCopy plan(
            ElementType type, int[] dims, int[] sourceStrides, int sourceBase, int[] targetStrides, int targetBase) {
        int entries = type.entries();
        return entries == 1
                ? new StridedCopy(dims, sourceStrides, sourceBase, targetStrides, targetBase)
                : new StridedCopy(
                        append(dims, 1, entries),
                        append(sourceStrides, entries, 1),
                        sourceBase * entries,
                        append(targetStrides, entries, 1),
                        targetBase * entries);
    }

    /** Dimensions in entries: those of a complex type have one more. */
    static int[] entries(ElementType type, int[] dims) {
        return type.entries() == 1 ? dims : append(dims, 1, type.entries());
    }

    static int[] append(int[] values, int factor, int last) {
        return IntStream.concat(Arrays.stream(values).map(v -> v * factor), IntStream.of(last))
                .toArray();
    }

    /** Runs {@code copy} from {@code x} to {@code y}, its rows spread over threads. */
    static Step step(Binder on, StridedCopy copy, Operand x, Operand y) {
        return on.parallel(
                copy.rows(),
                Elements.runs(copy.rowLength()),
                (frame, worker, from, to) ->
                        copy.run(x.array(frame), x.offset(), y.array(frame), y.offset(), from, to));
    }
}
