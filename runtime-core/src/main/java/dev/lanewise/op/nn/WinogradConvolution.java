package dev.lanewise.op.nn;

import dev.lanewise.kernel.ConvGeometry;
import dev.lanewise.kernel.Gemm;
import dev.lanewise.kernel.Panels;
import dev.lanewise.kernel.Winograd;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;

/** Binds a {@link Convolution} with constant 3×3 filters to Winograd's kernel. */
final class WinogradConvolution {

    /** Tiles for each thread from which on tiles are shared out, not panels. */
    private static final int SHARE = 24;

    private record Key(int inputs, int outputs) {}

    private WinogradConvolution() {}

    static boolean suits(Binder on, ConvGeometry geometry) {
        return !on.strict() && on.constant(1) != null && Winograd.pays(geometry);
    }

    /**
     * Blocks of tiles are shared out to the threads. Where tiles are few, the filters' panels are: each thread then reads its
     * part of the filters, not all of them, and transforms the same tiles, which is little beside it.
     */
    static Step step(Binder on, Convolution op, ConvGeometry geometry) {
        Operand x = on.input(0);
        Operand y = on.output();
        boolean hasBias = on.has(Convolution.BIAS);
        boolean hasResidual = on.has(Convolution.RESIDUAL);
        Operand bias = hasBias ? on.input(Convolution.BIAS) : x;
        Operand residual = hasResidual ? on.input(Convolution.RESIDUAL) : x;
        int outputs = geometry.outputChannels();
        float[] zeros = hasBias ? Gemm.NONE : new float[outputs];
        float[] packed = on.prepared(1, new Key(geometry.inputChannels(), outputs), weights -> {
            var points = new float[Winograd.packedLength(geometry)];
            Winograd.pack(geometry, weights.floats(), 0, points, 0);
            return points;
        });
        int tiles = Winograd.tiles(geometry);
        int fewest = Math.ceilDiv(tiles, Winograd.blockTiles(geometry));
        boolean few = fewest == 1 && tiles < on.threads() * SHARE;
        int blocks = few ? 1 : Math.ceilDiv(fewest, on.threads()) * on.threads();
        int block = Math.ceilDiv(tiles, blocks);
        int panels = Panels.count(outputs);
        int parts = few ? Math.min(panels, on.threads()) : 1;
        int scratchLength = Winograd.scratchLength(geometry, block, Math.ceilDiv(panels, parts));
        Operand scratch = on.workspace(ElementType.FLOAT, (long) scratchLength * on.threads());
        return on.parallel(blocks * parts, 1, (frame, worker, from, to) -> {
            for (int task = from; task < to; task++) {
                int first = task / parts * block;
                int part = task % parts;
                Winograd.run(
                        geometry,
                        first,
                        Math.min(tiles, first + block),
                        panels * part / parts,
                        panels * (part + 1) / parts,
                        block,
                        x.floats(frame),
                        x.offset(),
                        packed,
                        0,
                        hasBias ? bias.floats(frame) : zeros,
                        hasBias ? bias.offset() : 0,
                        hasResidual ? residual.floats(frame) : Gemm.NONE,
                        hasResidual ? residual.offset() : 0,
                        y.floats(frame),
                        y.offset(),
                        op.epilogue(),
                        scratch.floats(frame),
                        scratch.offset() + worker * scratchLength);
            }
        });
    }
}
