package dev.lanewise.op.recurrent;

import dev.lanewise.op.Operand;

/**
 * How a sequence lies in a tensor {@code [time, batch, depth]}, {@code [batch, time, depth]} or {@code [batch, depth]}.
 *
 * @param rowStep entries from one time of a batch entry to that of the next
 * @param timeStep entries from one time to the next
 */
record Sequence(int times, int batch, int depth, int rowStep, int timeStep) {

    static Sequence of(Operand x, boolean timeMajor) {
        int depth = x.dim(-1);
        if (x.rank() == 2) {
            return new Sequence(1, x.dim(0), depth, depth, 0);
        }
        return timeMajor
                ? new Sequence(x.dim(0), x.dim(1), depth, depth, x.dim(1) * depth)
                : new Sequence(x.dim(1), x.dim(0), depth, x.dim(1) * depth, depth);
    }
}
