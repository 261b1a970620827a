package dev.lanewise.op.nn;

import dev.lanewise.op.Binder;
import dev.lanewise.op.Frame;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.Arrays;

/** The step of linear attention: a task is one key head of one sequence, with its state in the worker's scratch. */
final class LinearAttentionSteps {

    private final Binder on;
    private final LinearAttention op;
    private final Operand q;
    private final Operand k;
    private final Operand v;
    private final Operand before;
    private final Operand decay;
    private final Operand rate;
    private final Operand y;
    private final Operand after;
    private final int times;
    private final int size;
    private final int width;
    private final int room;
    private final Operand scratch;

    LinearAttentionSteps(Binder on, LinearAttention op) {
        this.on = on;
        this.op = op;
        q = on.input(0);
        k = on.input(1);
        v = on.input(2);
        y = on.output(0);
        before = on.has(LinearAttention.STATE) ? on.input(LinearAttention.STATE) : y;
        decay = op.gated() ? on.input(LinearAttention.DECAY) : y;
        rate = op.delta() ? on.input(LinearAttention.RATE) : y;
        after = on.outputs() > 1 ? on.output(1) : y;
        times = q.dim(1);
        size = q.dim(2) / op.queryHeads();
        width = v.dim(2) / op.keyHeads();
        room = (size + 1) * width;
        scratch = on.workspace(ElementType.FLOAT, (long) room * on.threads());
    }

    Step step() {
        int stateSize = size * width;
        return on.parallel(q.dim(0) * op.keyHeads(), 1, (frame, worker, from, to) -> {
            float[] s = scratch.floats(frame);
            int so = scratch.offset() + worker * room;
            for (int task = from; task < to; task++) {
                int at = task * stateSize;
                if (before == y) {
                    Arrays.fill(s, so, so + stateSize, 0f);
                } else {
                    System.arraycopy(before.floats(frame), before.offset() + at, s, so, stateSize);
                }
                for (int t = 0; t < times; t++) {
                    advance(frame, task / op.keyHeads() * times + t, task % op.keyHeads(), s, so);
                }
                if (after != y) {
                    System.arraycopy(s, so, after.floats(frame), after.offset() + at, stateSize);
                }
            }
        });
    }

    /** One head at one time; {@code row} counts times through the batch. What is added lies behind the state. */
    private void advance(Frame frame, int row, int head, float[] s, int so) {
        if (op.gated()) {
            decay(decay.floats(frame), row, head, s, so);
        }
        float[] keys = k.floats(frame);
        int ko = k.offset() + (row * op.keyHeads() + head) * size;
        int added = so + size * width;
        System.arraycopy(v.floats(frame), v.offset() + (row * op.keyHeads() + head) * width, s, added, width);
        if (op.delta()) {
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < width; j++) {
                    s[added + j] -= s[so + i * width + j] * keys[ko + i];
                }
            }
            float beta = rate.floats(frame)[rate.offset() + row * rate.dim(2) + (rate.dim(2) == 1 ? 0 : head)];
            for (int j = 0; j < width; j++) {
                s[added + j] *= beta;
            }
        }
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < width; j++) {
                s[so + i * width + j] += keys[ko + i] * s[added + j];
            }
        }
        int shared = op.queryHeads() / op.keyHeads();
        for (int query = head * shared; query < (head + 1) * shared; query++) {
            read(frame, row * op.queryHeads() + query, s, so);
        }
    }

    private void decay(float[] decays, int row, int head, float[] s, int so) {
        boolean byKey = decay.dim(2) != op.keyHeads();
        for (int i = 0; i < size; i++) {
            int at = decay.offset() + row * decay.dim(2) + (byKey ? head * size + i : head);
            float factor = (float) Math.exp(decays[at]);
            for (int j = 0; j < width; j++) {
                s[so + i * width + j] *= factor;
            }
        }
    }

    private void read(Frame frame, int row, float[] s, int so) {
        float factor = op.scale() == 0 ? (float) (1 / Math.sqrt(size)) : op.scale();
        float[] queries = q.floats(frame);
        int qo = q.offset() + row * size;
        float[] out = y.floats(frame);
        int yo = y.offset() + row * width;
        Arrays.fill(out, yo, yo + width, 0f);
        for (int i = 0; i < size; i++) {
            float weight = queries[qo + i] * factor;
            for (int j = 0; j < width; j++) {
                out[yo + j] += weight * s[so + i * width + j];
            }
        }
    }
}
