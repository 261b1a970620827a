package dev.lanewise.op.nn;

import dev.lanewise.kernel.ConvGeometry;
import dev.lanewise.kernel.Gemm;
import dev.lanewise.kernel.PlaneConv;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;

/** Binds a {@link Convolution} of images of one channel, with constant filters, to the kernel for these. */
final class PlaneConvolution {

    /** Multiply-adds that are worth handing to another thread. */
    private static final int GRAIN = 1 << 17;

    private record Key(int outputs, int taps) {}

    private PlaneConvolution() {}

    static boolean suits(Binder on, ConvGeometry geometry) {
        return on.constant(1) != null && PlaneConv.pays(geometry);
    }

    static Step step(Binder on, Convolution op, ConvGeometry geometry) {
        Operand x = on.input(0);
        Operand y = on.output();
        boolean hasBias = on.has(Convolution.BIAS);
        boolean hasResidual = on.has(Convolution.RESIDUAL);
        Operand bias = hasBias ? on.input(Convolution.BIAS) : x;
        Operand residual = hasResidual ? on.input(Convolution.RESIDUAL) : x;
        int taps = geometry.window().taps();
        float[] packed = on.prepared(
                1, new Key(geometry.outputChannels(), taps), weights -> PlaneConv.pack(geometry, weights.floats()));
        int[] offsets = PlaneConv.offsets(geometry);
        int lines = geometry.batch() * geometry.window().outputRows();
        int work = geometry.window().width().output() * geometry.outputChannels() * taps;
        Operand scratch = on.workspace(ElementType.FLOAT, (long) PlaneConv.scratchLength() * on.threads());
        return on.parallel(
                lines,
                Math.max(1, GRAIN / work),
                (frame, worker, from, to) -> PlaneConv.run(
                        geometry,
                        from,
                        to,
                        x.floats(frame),
                        x.offset(),
                        packed,
                        offsets,
                        hasBias ? bias.floats(frame) : Gemm.NONE,
                        hasBias ? bias.offset() : 0,
                        hasResidual ? residual.floats(frame) : Gemm.NONE,
                        hasResidual ? residual.offset() : 0,
                        y.floats(frame),
                        y.offset(),
                        op.epilogue(),
                        scratch.floats(frame),
                        scratch.offset() + worker * PlaneConv.scratchLength()));
    }
}
