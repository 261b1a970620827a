package dev.lanewise.op.nn;

import dev.lanewise.kernel.Activations;
import dev.lanewise.kernel.ColumnsToImage;
import dev.lanewise.kernel.Epilogue;
import dev.lanewise.kernel.Gemm;
import dev.lanewise.kernel.Panels;
import dev.lanewise.kernel.WindowGeometry;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Elements;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.op.Tiling;
import dev.lanewise.tensor.ElementType;
import org.jspecify.annotations.Nullable;

/** The steps of a transposed convolution: a GEMM that gives every input pixel's share in each tap, and their sums. */
final class TransposedConvolutionSteps {

    private static final long GRAIN = 1 << 17;

    private record Key(int groups) {}

    private final Binder on;
    private final WindowGeometry geometry;
    private final int groups;
    private final Epilogue epilogue;
    private final Operand x;
    private final Operand y;
    private final int inputs;
    private final int outputs;
    private final int columns;
    private final int packedLength;
    private final Operand shares;

    TransposedConvolutionSteps(Binder on, WindowGeometry geometry, int groups, Epilogue epilogue) {
        this.on = on;
        this.geometry = geometry;
        this.groups = groups;
        this.epilogue = epilogue;
        x = on.input(0);
        y = on.output();
        inputs = x.dim(-1) / groups;
        outputs = y.dim(-1) / groups;
        columns = outputs * geometry.taps();
        packedLength = Panels.packedLength(inputs, columns);
        shares = on.workspace(ElementType.FLOAT, (long) positions() * groups * columns);
    }

    Step step() {
        int length = Math.multiplyExact(packedLength, groups);
        if (on.constant(1) != null) {
            float[] packed = on.prepared(1, new Key(groups), value -> {
                var all = new float[length];
                pack(value.floats(), 0, new float[inputs * columns], 0, all, 0);
                return all;
            });
            return multiply(packed, null).then(gather());
        }
        Operand filters = on.input(1);
        Operand room = on.workspace(ElementType.FLOAT, Math.multiplyExact(inputs, columns));
        Operand packed = on.workspace(ElementType.FLOAT, length);
        Step packing = frame -> pack(
                filters.floats(frame),
                filters.offset(),
                room.floats(frame),
                room.offset(),
                packed.floats(frame),
                packed.offset());
        return packing.then(multiply(Gemm.NONE, packed)).then(gather());
    }

    private int positions() {
        return x.dim(0) * geometry.outputPixels();
    }

    /** Reorders each group's filters from [input][output][tap] to [input][tap][output], and packs them. */
    private void pack(float[] filters, int fo, float[] room, int ro, float[] packed, int po) {
        int taps = geometry.taps();
        for (int group = 0; group < groups; group++) {
            for (int input = 0; input < inputs; input++) {
                int from = fo + (group * inputs + input) * columns;
                for (int output = 0; output < outputs; output++) {
                    for (int tap = 0; tap < taps; tap++) {
                        room[ro + input * columns + tap * outputs + output] = filters[from + output * taps + tap];
                    }
                }
            }
            int to = po + group * packedLength;
            Panels.pack(room, ro, columns, inputs, columns, packed, to, 0, Panels.count(columns));
        }
    }

    private Step multiply(float[] fixed, @Nullable Operand made) {
        Operand scratch = on.workspace(ElementType.FLOAT, (long) Gemm.scratchLength() * on.threads());
        var tiling = Tiling.of(
                on.threads(),
                groups,
                positions(),
                Gemm.ROWS,
                Panels.count(columns),
                (long) inputs * Panels.WIDTH,
                GRAIN);
        return on.parallel(tiling.tasks(), 1, (frame, worker, from, to) -> {
            for (int task = from; task < to; task++) {
                int group = tiling.matrix(task);
                Gemm.run(
                        tiling.firstRow(task),
                        tiling.endRow(task),
                        tiling.firstPanel(task),
                        tiling.endPanel(task),
                        columns,
                        inputs,
                        x.floats(frame),
                        x.offset() + group * inputs,
                        inputs * groups,
                        made == null ? fixed : made.floats(frame),
                        (made == null ? 0 : made.offset()) + group * packedLength,
                        Gemm.NONE,
                        0,
                        Gemm.NONE,
                        0,
                        0,
                        shares.floats(frame),
                        shares.offset() + group * columns,
                        columns * groups,
                        Epilogue.NONE,
                        scratch.floats(frame),
                        scratch.offset() + worker * Gemm.scratchLength());
            }
        });
    }

    private Step gather() {
        boolean hasBias = on.has(2);
        Operand bias = hasBias ? on.input(2) : y;
        var noBias = new float[hasBias ? 0 : outputs * groups];
        int rows = geometry.depth().input() * geometry.height().input();
        int rowLength = geometry.width().input() * outputs * groups;
        return on.parallel(x.dim(0) * rows, Elements.runs(rowLength * geometry.taps()), (frame, worker, from, to) -> {
            for (int group = 0; group < groups; group++) {
                ColumnsToImage.run(
                        geometry,
                        outputs,
                        shares.floats(frame),
                        shares.offset() + group * columns,
                        groups * columns,
                        outputs,
                        hasBias ? bias.floats(frame) : noBias,
                        (hasBias ? bias.offset() : 0) + group * outputs,
                        y.floats(frame),
                        y.offset() + group * outputs,
                        groups * outputs,
                        from,
                        to);
            }
            Activations.apply(
                    epilogue.activation(),
                    epilogue.alpha(),
                    epilogue.beta(),
                    y.floats(frame),
                    y.offset() + from * rowLength,
                    (to - from) * rowLength);
        });
    }
}
