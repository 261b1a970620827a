package dev.lanewise.op.shape;

import dev.lanewise.kernel.StridedCopy;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Elements;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;

/** Steps made of strided copies. */
final class Copies {

    private Copies() {}

    /** Runs {@code copy} from {@code x} to {@code y}, its rows spread over threads. */
    static Step step(Binder on, StridedCopy copy, Operand x, Operand y) {
        return on.parallel(
                copy.rows(),
                Elements.runs(copy.rowLength()),
                (frame, worker, from, to) ->
                        copy.run(x.array(frame), x.offset(), y.array(frame), y.offset(), from, to));
    }
}
