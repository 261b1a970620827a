package dev.lanewise.op.shape;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.op.Binder;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/**
 * Input 0 with input 1, of as many dimensions and no larger, written over it from the indices in input 2 on, INT64, one
 * an axis, which are moved so that all of it fits. TFLite DYNAMIC_UPDATE_SLICE.
 */
public record UpdateSlice() implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        if (in.type(0) != in.type(1)) {
            throw in.error("the update has type " + in.type(1) + ", expected " + in.type(0));
        }
        in.require(2, ElementType.INT64);
        Shape x = in.shape(0);
        Shape update = in.shape(1);
        boolean fits = !x.isRanked() || !update.isRanked() || x.rank() == update.rank();
        for (int i = 0; fits && x.isRanked() && update.isRanked() && i < x.rank(); i++) {
            fits = x.dim(i) < 0 || update.dim(i) < 0 || update.dim(i) <= x.dim(i);
        }
        if (!fits) {
            throw in.error("an update of shape " + update + " does not fit " + x);
        }
        Shape starts = in.shape(2);
        if (x.isRanked() && starts.isFixed() && starts.size() != x.rank()) {
            throw in.error("has " + starts.size() + " indices for " + x.rank() + " dimensions");
        }
        return List.of(in.tensor(0));
    }

    @Override
    public boolean overwrites(int input) {
        return input == 0;
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand update = on.input(1);
        Operand starts = on.input(2);
        Operand y = on.output();
        int entries = x.type().entries();
        int rank = x.rank();
        int[] dims = x.dims();
        int[] part = update.dims();
        int run = rank == 0 ? 1 : part[rank - 1];
        int runs = run == 0 ? 0 : update.size() / run;
        return frame -> {
            Object target = y.array(frame);
            if (x.array(frame) != target || x.offset() != y.offset()) {
                System.arraycopy(x.array(frame), x.offset(), target, y.offset(), x.size() * entries);
            }
            long[] given = starts.longs(frame);
            for (int i = 0; i < runs; i++) {
                int rest = i * run;
                int at = 0;
                int step = 1;
                for (int d = rank - 1; d >= 0; d--) {
                    long start = Math.min(dims[d] - part[d], Math.max(0, given[starts.offset() + d]));
                    at += step * ((int) start + rest % part[d]);
                    rest /= part[d];
                    step *= dims[d];
                }
                System.arraycopy(
                        update.array(frame),
                        update.offset() + i * run * entries,
                        target,
                        y.offset() + at * entries,
                        run * entries);
            }
        };
    }
}
