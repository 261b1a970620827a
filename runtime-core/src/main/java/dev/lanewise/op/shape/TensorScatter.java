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
 * A cache, input 0, with input 1 written into it along an axis, for each place on axis 0 from the index in input 2 on,
 * or from 0. ONNX TensorScatter.
 *
 * @param circular whether writing goes on at the beginning of the axis after its end
 */
public record TensorScatter(int axis, boolean circular) implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        if (in.type(0) != in.type(1)) {
            throw in.error("the update has type " + in.type(1) + ", the cache " + in.type(0));
        }
        if (in.has(2)) {
            in.require(2, ElementType.INT64);
        }
        Shape cache = in.shape(0);
        Shape update = in.shape(1);
        if (cache.isRanked() && update.isRanked()) {
            int at = in.axis(axis, cache.rank());
            boolean fits = cache.rank() == update.rank() && at > 0;
            for (int i = 0; fits && i < cache.rank(); i++) {
                long c = cache.dim(i);
                long u = update.dim(i);
                fits = c < 0 || u < 0 || (i == at ? u <= c : u == c);
            }
            if (!fits) {
                throw in.error("update " + update + " does not fit cache " + cache + " along axis " + axis);
            }
        }
        return List.of(in.tensor(0));
    }

    @Override
    public boolean overwrites(int input) {
        return input == 0;
    }

    @Override
    public Step bind(Binder on) {
        Operand cache = on.input(0);
        Operand update = on.input(1);
        Operand y = on.output();
        int at = axis < 0 ? axis + cache.rank() : axis;
        int entries = cache.type().entries();
        int extent = cache.dim(at);
        int added = update.dim(at);
        int block = cache.product(at + 1, cache.rank()) * entries;
        int heads = cache.product(1, at);
        Operand starts = on.has(2) ? on.input(2) : cache;
        if (on.has(2) && starts.size() != cache.dim(0)) {
            throw on.error("has " + starts.size() + " write indices for a batch of " + cache.dim(0));
        }
        return frame -> {
            Object source = update.array(frame);
            Object target = y.array(frame);
            if (cache.array(frame) != target || cache.offset() != y.offset()) {
                System.arraycopy(cache.array(frame), cache.offset(), target, y.offset(), y.size() * entries);
            }
            for (int row = 0; row < cache.dim(0) * heads; row++) {
                long first = on.has(2) ? starts.longs(frame)[starts.offset() + row / heads] : 0;
                long begin = circular ? Math.floorMod(first, (long) Math.max(1, extent)) : first;
                if (begin < 0 || !circular && begin + added > extent) {
                    throw on.error("cannot write " + added + " from index " + first + " on, the cache holds " + extent);
                }
                int head = Math.min(added, extent - (int) begin);
                int from = update.offset() + row * added * block;
                int to = y.offset() + row * extent * block;
                System.arraycopy(source, from, target, to + (int) begin * block, head * block);
                System.arraycopy(source, from + head * block, target, to, (added - head) * block);
            }
        };
    }
}
