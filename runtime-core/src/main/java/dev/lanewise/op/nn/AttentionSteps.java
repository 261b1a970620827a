package dev.lanewise.op.nn;

import dev.lanewise.kernel.AttentionScores;
import dev.lanewise.kernel.Epilogue;
import dev.lanewise.kernel.Gemm;
import dev.lanewise.kernel.Panels;
import dev.lanewise.kernel.Sums;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.kernel.UnaryKernels;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Frame;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.Arrays;

/**
 * The step of attention. A task is a block of queries of all heads that share a key head: keys and values are packed to
 * panels once, scores of a block stay in the worker's scratch.
 */
final class AttentionSteps {

    private static final int ROWS = 64;

    /** Where a head's rows lie. */
    private record Rows(Operand operand, int heads, int length, int size, boolean packed) {

        static Rows of(Operand operand, int heads) {
            return heads > 0
                    ? new Rows(operand, heads, operand.dim(1), operand.dim(2) / heads, true)
                    : new Rows(operand, operand.dim(1), operand.dim(2), operand.dim(3), false);
        }

        int step() {
            return packed ? heads * size : size;
        }

        int first(int image, int head) {
            return operand.offset()
                    + (packed ? image * length * heads * size + head * size : (image * heads + head) * length * size);
        }
    }

    private final Binder on;
    private final Attention op;
    private final Rows q;
    private final Rows k;
    private final Rows v;
    private final Rows y;
    private final Operand scratch;
    private final int keyLength;
    private final int valueLength;
    private final int scratchLength;
    private final float scale;
    private final boolean hasMask;
    private final Operand mask;
    private final int[] maskSteps = new int[3];
    private final int maskLength;
    private final boolean hasLengths;
    private final Operand lengths;
    private final int cached;
    private final boolean hasSinks;
    private final Operand sinks;
    private final boolean wantsScores;

    AttentionSteps(Binder on, Attention op) {
        this.on = on;
        this.op = op;
        q = Rows.of(on.input(0), op.queryHeads());
        k = Rows.of(on.input(1), op.keyHeads());
        v = Rows.of(on.input(2), op.keyHeads());
        y = Rows.of(on.output(0), op.queryHeads());
        keyLength = Panels.packedLength(k.size, k.length);
        valueLength = Panels.packedLength(k.length, v.size);
        scratchLength = Math.addExact(
                Math.addExact(Gemm.scratchLength(), Math.addExact(keyLength, valueLength)),
                Math.multiplyExact(ROWS, k.length));
        scratch = on.workspace(ElementType.FLOAT, (long) scratchLength * on.threads());
        scale = op.scale() == 0 ? (float) (1 / Math.sqrt(q.size)) : op.scale();
        hasMask = on.has(3);
        mask = hasMask ? on.input(3) : on.output(0);
        maskLength = hasMask ? mask.dim(-1) : k.length;
        hasLengths = on.has(4);
        lengths = hasLengths ? on.input(4) : on.output(0);
        cached = on.has(5) ? on.input(5).dim(2) : -1;
        hasSinks = on.has(6);
        sinks = hasSinks ? on.input(6) : on.output(0);
        wantsScores = on.outputs() > 1;
        if (hasMask) {
            bindMask();
        }
    }

    private void bindMask() {
        int[] expected = {q.operand.dim(0), q.heads, q.length};
        int step = maskLength;
        for (int axis = 2; axis >= 0; axis--) {
            int own = axis - (4 - mask.rank());
            int extent = own < 0 ? 1 : mask.dim(own);
            if (extent != 1 && extent != expected[axis]) {
                throw on.error("the mask has shape " + mask + ", expected " + Arrays.toString(expected) + " and keys");
            }
            maskSteps[axis] = extent == 1 ? 0 : step;
            step *= extent;
        }
        if (maskLength > k.length) {
            throw on.error("the mask has shape " + mask + ", which is longer than the " + k.length + " keys");
        }
    }

    Step step() {
        int blocks = Math.ceilDiv(q.length, ROWS);
        int images = q.operand.dim(0);
        int shared = q.heads / k.heads;
        return on.parallel(images * k.heads * blocks, 1, (frame, worker, from, to) -> {
            int packed = -1;
            int at = scratch.offset() + worker * scratchLength;
            for (int task = from; task < to; task++) {
                int head = task / blocks % k.heads;
                int image = task / blocks / k.heads;
                int begin = task % blocks * ROWS;
                if (packed != task / blocks) {
                    pack(frame, image, head, at);
                    packed = task / blocks;
                }
                for (int i = 0; i < shared; i++) {
                    block(frame, image, head * shared + i, begin, Math.min(q.length, begin + ROWS), at);
                }
            }
        });
    }

    private void pack(Frame frame, int image, int head, int at) {
        float[] room = scratch.floats(frame);
        int keys = at + Gemm.scratchLength();
        Panels.packTransposed(
                k.operand.floats(frame),
                k.first(image, head),
                k.step(),
                k.size,
                k.length,
                room,
                keys,
                0,
                Panels.count(k.length));
        Panels.pack(
                v.operand.floats(frame),
                v.first(image, head),
                v.step(),
                k.length,
                v.size,
                room,
                keys + keyLength,
                0,
                Panels.count(v.size));
    }

    /** The place of query 0 among the keys. */
    private int place(Frame frame, int image) {
        return cached >= 0 ? cached : hasLengths ? keys(frame, image) - q.length : 0;
    }

    private int keys(Frame frame, int image) {
        return (int) Math.clamp(lengths.longs(frame)[lengths.offset() + image], 0, k.length);
    }

    private void block(Frame frame, int image, int head, int begin, int end, int at) {
        float[] room = scratch.floats(frame);
        int keys = at + Gemm.scratchLength();
        int scores = keys + keyLength + valueLength;
        int rows = end - begin;
        int place = place(frame, image);
        int known = hasLengths ? keys(frame, image) : k.length;
        int visible = op.right() < 0 ? known : Math.clamp((long) place + end + op.right(), 0, known);
        multiply(
                rows,
                wantsScores ? k.length : visible,
                k.length,
                k.size,
                q.operand.floats(frame),
                q.first(image, head) + begin * q.step(),
                q.step(),
                room,
                keys,
                room,
                scores,
                k.length,
                at);
        for (int row = 0; row < rows; row++) {
            int i = begin + row;
            int line = scores + row * k.length;
            int first = op.left() < 0 ? 0 : Math.clamp((long) place + i - op.left(), 0, k.length);
            int last = op.right() < 0 ? known : Math.clamp((long) place + i + op.right() + 1, 0, known);
            row(frame, image, head, i, room, line, first, Math.max(first, last));
        }
        multiply(
                rows,
                v.size,
                v.size,
                k.length,
                room,
                scores,
                k.length,
                room,
                keys + keyLength,
                y.operand.floats(frame),
                y.first(image, head) + begin * y.step(),
                y.step(),
                at);
    }

    private void multiply(
            int rows,
            int wanted,
            int columns,
            int depth,
            float[] a,
            int ao,
            int lda,
            float[] packed,
            int po,
            float[] c,
            int co,
            int ldc,
            int at) {
        Gemm.run(
                0,
                rows,
                0,
                Panels.count(wanted),
                columns,
                depth,
                a,
                ao,
                lda,
                packed,
                po,
                Gemm.NONE,
                0,
                Gemm.NONE,
                0,
                0,
                c,
                co,
                ldc,
                Epilogue.NONE,
                packed,
                at);
    }

    /** Scores of one query to weights of the values; only keys from {@code first} to before {@code last} are seen. */
    private void row(Frame frame, int image, int head, int query, float[] room, int line, int first, int last) {
        int seen = Math.min(last, Math.max(first, maskLength));
        int maskAt =
                hasMask ? mask.offset() + image * maskSteps[0] + head * maskSteps[1] + query * maskSteps[2] + first : 0;
        if (wantsScores || op.softcap() > 0 || (hasMask && mask.type() == ElementType.BOOL)) {
            stepwise(frame, image, head, query, room, line, first, seen, maskAt);
            return;
        }
        Arrays.fill(room, line, line + first, 0f);
        Arrays.fill(room, line + seen, line + k.length, 0f);
        int count = seen - first;
        float max = hasMask
                ? AttentionScores.scaleAndMask(room, line + first, scale, mask.floats(frame), maskAt, count)
                : AttentionScores.scale(room, line + first, scale, count);
        float factor = shared(frame, head, max, AttentionScores.weigh(room, line + first, max, count));
        AttentionScores.normalise(room, line + first, factor, count);
    }

    /** The factor of the weights where a further score, whose value is zero, has its share. */
    private float shared(Frame frame, int head, float max, float factor) {
        if (!hasSinks) {
            return factor;
        }
        double own = Math.exp(sinks.floats(frame)[sinks.offset() + head] - max);
        return (float) (factor / (1 + own * factor));
    }

    /** As {@link #row}, one step after the other, each shown to those who want to see it. */
    private void stepwise(
            Frame frame, int image, int head, int query, float[] room, int line, int first, int seen, int maskAt) {
        AttentionScores.scale(room, line, scale, k.length);
        expose(Attention.Scores.RAW, frame, image, head, query, room, line);
        if (op.softcap() > 0) {
            AttentionScores.scale(room, line, 1 / op.softcap(), k.length);
            UnaryKernels.apply(UnaryFunction.TANH, 0, 0, room, line, room, line, k.length);
            AttentionScores.scale(room, line, op.softcap(), k.length);
        }
        expose(Attention.Scores.CAPPED, frame, image, head, query, room, line);
        if (hasMask) {
            mask(frame, maskAt, room, line + first, seen - first);
        }
        Arrays.fill(room, line, line + first, Float.NEGATIVE_INFINITY);
        Arrays.fill(room, line + seen, line + k.length, Float.NEGATIVE_INFINITY);
        expose(Attention.Scores.MASKED, frame, image, head, query, room, line);
        float max = Sums.max(room, line, k.length);
        float factor = shared(frame, head, max, AttentionScores.weigh(room, line, max, k.length));
        AttentionScores.normalise(room, line, factor, k.length);
        expose(Attention.Scores.PROBABILITIES, frame, image, head, query, room, line);
    }

    private void mask(Frame frame, int at, float[] room, int line, int count) {
        if (mask.type() == ElementType.BOOL) {
            byte[] allowed = mask.bytes(frame);
            for (int j = 0; j < count; j++) {
                room[line + j] = allowed[at + j] != 0 ? room[line + j] : Float.NEGATIVE_INFINITY;
            }
        } else {
            AttentionScores.scaleAndMask(room, line, 1, mask.floats(frame), at, count);
        }
    }

    private void expose(Attention.Scores which, Frame frame, int image, int head, int query, float[] room, int line) {
        if (wantsScores && op.scores() == which) {
            Operand out = on.output(1);
            int to = out.offset() + ((image * q.heads + head) * q.length + query) * k.length;
            System.arraycopy(room, line, out.floats(frame), to, k.length);
        }
    }
}
