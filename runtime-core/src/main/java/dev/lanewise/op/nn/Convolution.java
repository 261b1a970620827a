package dev.lanewise.op.nn;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.kernel.Activations;
import dev.lanewise.kernel.Conv;
import dev.lanewise.kernel.ConvGeometry;
import dev.lanewise.kernel.ConvolutionReference;
import dev.lanewise.kernel.Depthwise;
import dev.lanewise.kernel.DepthwiseStrips;
import dev.lanewise.kernel.Epilogue;
import dev.lanewise.kernel.Gemm;
import dev.lanewise.kernel.Isa;
import dev.lanewise.kernel.KernelGroup;
import dev.lanewise.kernel.Panels;
import dev.lanewise.kernel.PixelRuns;
import dev.lanewise.kernel.Rescaling;
import dev.lanewise.kernel.WindowGeometry;
import dev.lanewise.op.Binder;
import dev.lanewise.op.ComputesWide;
import dev.lanewise.op.EpilogueOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.SparseProduct;
import dev.lanewise.op.Step;
import dev.lanewise.op.Tiling;
import dev.lanewise.tensor.ElementType;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Convolution, channels last: input [N, spatial..., C], output [N, spatial..., O]. Inputs: x, filters in ONNX's order
 * [O, C / groups, kernel...], and optionally a bias [O] and a residual of the output's shape, added before the
 * epilogue's activation. ONNX Conv-22, TFLite CONV_2D, DEPTHWISE_CONV_2D, CONV_3D.
 *
 * @param exact whether sums of integers held in floats must be exact, which leaves out Winograd's transformation
 */
public record Convolution(Window window, int groups, Epilogue epilogue, boolean exact)
        implements EpilogueOperator, ComputesWide {

    /** Input that holds the bias. */
    public static final int BIAS = 2;

    /** Input that holds the residual. */
    public static final int RESIDUAL = 3;

    private static final long GRAIN = 1 << 17;

    @Override
    public Convolution with(Epilogue other) {
        return new Convolution(window, groups, other, exact);
    }

    /** The same convolution with exact sums of integers. */
    public Convolution exactly() {
        return new Convolution(window, groups, epilogue, true);
    }

    public Convolution(Window window, int groups, Epilogue epilogue) {
        this(window, groups, epilogue, false);
    }

    public Convolution(Window window, int groups) {
        this(window, groups, Epilogue.NONE);
    }

    private Convolution over(Ints filters) {
        return new Convolution(window.over(filters), groups, epilogue, exact);
    }

    @Override
    public List<ValueType> infer(Inference in) {
        if (window.isOpen()) {
            boolean known = in.shape(1).isFixed();
            return known
                    ? over(Ints.of(in.shape(1).dims())).infer(in)
                    : List.of(in.tensor(0).as(Shape.ofRank(window.rank() + 2)));
        }
        window.check(in);
        Shape x = in.shape(0);
        Shape w = in.shape(1);
        int rank = window.rank() + 2;
        if (!w.hasRank(rank) && w.isRanked()) {
            throw in.error("filters have shape " + w + ", expected " + rank + " dimensions");
        }
        for (int i = 0; w.isRanked() && i < window.rank(); i++) {
            if (w.dim(i + 2) >= 0 && w.dim(i + 2) != window.kernel().get(i)) {
                throw in.error("filters have shape " + w + ", expected a kernel of " + window.kernel());
            }
        }
        if (in.has(2)
                && w.isRanked()
                && w.dim(0) >= 0
                && in.shape(2).isFixed()
                && in.shape(2).size() != w.dim(0)) {
            throw in.error("the bias has shape " + in.shape(2) + ", expected [" + w.dim(0) + "]");
        }
        long outputs = w.isRanked() ? w.dim(0) : Shape.ANY;
        if (!x.isRanked()) {
            return List.of(in.tensor(0).as(Shape.ofRank(rank).with(rank - 1, outputs)));
        }
        long[] spatial = window.outputs(in, x);
        if (w.isRanked() && w.dim(1) >= 0 && x.dim(-1) >= 0 && w.dim(1) * groups != x.dim(-1)) {
            throw in.error("input has " + x.dim(-1) + " channels; filters " + w + " in " + groups + " groups expect "
                    + w.dim(1) * groups);
        }
        if (outputs >= 0 && (groups < 1 || outputs % groups != 0)) {
            throw in.error(outputs + " output channels do not divide into " + groups + " groups");
        }
        var dims = new long[rank];
        dims[0] = x.dim(0);
        System.arraycopy(spatial, 0, dims, 1, spatial.length);
        dims[rank - 1] = outputs;
        return List.of(in.tensor(0).as(Shape.of(dims)));
    }

    @Override
    public Set<KernelGroup> kernels() {
        Ints kernel = window.kernel();
        if (kernel.equals(Ints.filled(kernel.size(), 1))) {
            return Set.of();
        }
        boolean winograd = groups == 1 && !exact && kernel.equals(Ints.of(3, 3)) && window.isDense();
        return winograd ? Set.of(KernelGroup.WINDOWS, KernelGroup.WINOGRAD) : Set.of(KernelGroup.WINDOWS);
    }

    @Override
    public Step bind(Binder on) {
        if (window.isOpen()) {
            return over(Ints.of(on.input(1).dims())).bind(on);
        }
        Operand x = on.input(0);
        Operand y = on.output();
        if (y.size() == 0) {
            return frame -> {};
        }
        var geometry = new ConvGeometry(window.geometry(x).squeezed(), x.dim(0), x.dim(-1), y.dim(-1), groups);
        if (y.type() != ElementType.FLOAT) {
            return reference(on, geometry);
        }
        if (!exact && WinogradConvolution.suits(on, geometry)) {
            return WinogradConvolution.step(on, this, geometry);
        }
        if (PlaneConvolution.suits(on, geometry)) {
            return PlaneConvolution.step(on, this, geometry);
        }
        boolean depthwise = groups > 1 && groups == geometry.inputChannels();
        return depthwise && on.constant(1) != null ? depthwise(on, geometry) : gemm(on, geometry);
    }

    private record PackedKey(ConvGeometry geometry) {}

    private record RunKey(int pixels) {}

    private record DepthwiseKey(int outputs, int taps) {}

    private Step depthwise(Binder on, ConvGeometry geometry) {
        Operand x = on.input(0);
        Operand y = on.output();
        WindowGeometry g = geometry.window();
        int channels = geometry.inputChannels();
        int outputs = geometry.outputChannels();
        int multiplier = outputs / channels;
        float[] packed = on.prepared(1, new DepthwiseKey(outputs, g.taps()), weights -> {
            var taps = new float[Depthwise.packedLength(outputs, g.taps())];
            Depthwise.pack(weights.floats(), 0, outputs, g.taps(), taps, 0);
            return taps;
        });
        boolean hasBias = on.has(BIAS);
        Operand bias = hasBias ? on.input(BIAS) : x;
        float[] zeros = hasBias ? Gemm.NONE : new float[outputs];
        int rows = geometry.batch() * g.outputRows();
        int grain = (int) Math.max(1, GRAIN / Math.max(1, (long) g.width().output() * outputs * g.taps()));
        if (on.has(RESIDUAL)) {
            Operand residual = on.input(RESIDUAL);
            return on.parallel(
                    rows,
                    grain,
                    (frame, worker, from, to) -> Depthwise.runAdding(
                            g,
                            channels,
                            multiplier,
                            x.floats(frame),
                            x.offset(),
                            packed,
                            0,
                            hasBias ? bias.floats(frame) : zeros,
                            hasBias ? bias.offset() : 0,
                            residual.floats(frame),
                            residual.offset(),
                            y.floats(frame),
                            y.offset(),
                            epilogue.activation(),
                            epilogue.alpha(),
                            epilogue.beta(),
                            from,
                            to));
        }
        Rescaling rescaling = epilogue.rescaling();
        if (rescaling == null && multiplier == 1 && DepthwiseStrips.suits(g, channels, epilogue.activation())) {
            return strips(on, geometry, packed, zeros);
        }
        int length = g.width().output() * outputs;
        return on.parallel(rows, grain, (frame, worker, from, to) -> {
            float[] made = y.floats(frame);
            int batch = rescaling == null ? to - from : Math.ceilDiv(rescaling.batch(), length);
            for (int row = from; row < to; row += batch) {
                int end = Math.min(row + batch, to);
                Depthwise.run(
                        g,
                        channels,
                        multiplier,
                        x.floats(frame),
                        x.offset(),
                        packed,
                        0,
                        hasBias ? bias.floats(frame) : zeros,
                        hasBias ? bias.offset() : 0,
                        made,
                        y.offset(),
                        epilogue.activation(),
                        epilogue.alpha(),
                        epilogue.beta(),
                        row,
                        end);
                if (rescaling != null) {
                    int at = y.offset() + row * length;
                    rescaling.run(made, at, made, at, (end - row) * length);
                }
            }
        });
    }

    private Step strips(Binder on, ConvGeometry geometry, float[] packed, float[] zeros) {
        Operand x = on.input(0);
        Operand y = on.output();
        boolean hasBias = on.has(BIAS);
        Operand bias = hasBias ? on.input(BIAS) : x;
        boolean bounded = epilogue.activation() == Activations.CLIP;
        float low = bounded ? epilogue.alpha() : Float.NEGATIVE_INFINITY;
        float high = bounded ? epilogue.beta() : Float.POSITIVE_INFINITY;
        WindowGeometry g = geometry.window();
        int channels = geometry.inputChannels();
        int scratchLength = DepthwiseStrips.scratchLength(g);
        Operand scratch = on.workspace(ElementType.FLOAT, (long) scratchLength * on.threads());
        int grain = (int) Math.max(1, GRAIN / Math.max(1, (long) g.outputPixels() * Isa.LANES * g.taps()));
        return on.parallel(
                geometry.batch() * DepthwiseStrips.blocks(channels),
                grain,
                (frame, worker, from, to) -> DepthwiseStrips.run(
                        g,
                        channels,
                        x.floats(frame),
                        x.offset(),
                        packed,
                        0,
                        hasBias ? bias.floats(frame) : zeros,
                        hasBias ? bias.offset() : 0,
                        low,
                        high,
                        y.floats(frame),
                        y.offset(),
                        scratch.floats(frame),
                        scratch.offset() + worker * scratchLength,
                        from,
                        to));
    }

    private Step gemm(Binder on, ConvGeometry geometry) {
        if (on.constant(1) != null) {
            Step sparse = geometry.isPointwise() && groups == 1
                    ? new SparseProduct(geometry.rows(), geometry.depth(), geometry.outputChannels(), true)
                            .step(on, epilogue)
                    : null;
            if (sparse != null) {
                return sparse;
            }
            int pixels = runLength(on, geometry);
            ConvGeometry runs = pixels == 1 ? geometry : PixelRuns.of(geometry, pixels);
            float[] packed = on.prepared(1, new PackedKey(atAnySize(runs)), weights -> {
                float[] filters = weights.floats();
                var panels = new float[runs.packedLength()];
                Conv.pack(runs, pixels == 1 ? filters : PixelRuns.filters(geometry, pixels, filters), 0, panels, 0);
                return panels;
            });
            float[] repeated = pixels > 1 && on.has(BIAS)
                    ? on.prepared(BIAS, new RunKey(pixels), bias -> PixelRuns.bias(bias.floats(), pixels))
                    : null;
            return multiply(on, runs, packed, null, repeated);
        }
        Operand filters = on.input(1);
        Operand packed = on.workspace(ElementType.FLOAT, geometry.packedLength());
        Step packing = frame ->
                Conv.pack(geometry, filters.floats(frame), filters.offset(), packed.floats(frame), packed.offset());
        return packing.then(multiply(on, geometry, Gemm.NONE, packed, null));
    }

    /** Pixels that are computed together, 1 where a few channels' whole pixels are not. */
    private static int runLength(Binder on, ConvGeometry geometry) {
        boolean knowsBias = !on.has(BIAS) || on.constant(BIAS) != null;
        return on.strict() || !knowsBias ? 1 : PixelRuns.length(geometry);
    }

    /** What packing depends on: everything but the image's size. */
    private static ConvGeometry atAnySize(ConvGeometry g) {
        WindowGeometry w = g.window();
        return new ConvGeometry(
                new WindowGeometry(tapsAlone(w.depth()), tapsAlone(w.height()), tapsAlone(w.width())),
                1,
                g.inputChannels(),
                g.outputChannels(),
                g.groups());
    }

    private static WindowGeometry.Axis tapsAlone(WindowGeometry.Axis axis) {
        return new WindowGeometry.Axis(axis.kernel(), 1, axis.kernel(), 1, 1, 0, 0);
    }

    private Step multiply(
            Binder on, ConvGeometry geometry, float[] fixed, @Nullable Operand made, float @Nullable [] fixedBias) {
        Operand x = on.input(0);
        Operand y = on.output();
        boolean hasBias = on.has(BIAS);
        boolean hasResidual = on.has(RESIDUAL);
        Operand bias = hasBias ? on.input(BIAS) : x;
        Operand residual = hasResidual ? on.input(RESIDUAL) : x;
        int outputs = geometry.outputChannels();
        int scratchLength = Gemm.scratchLength();
        Operand scratch = on.workspace(ElementType.FLOAT, (long) scratchLength * on.threads());
        var tiling = Tiling.of(
                on.threads(),
                1,
                geometry.rows(),
                Gemm.ROWS,
                geometry.panels(),
                (long) geometry.depth() * Panels.WIDTH,
                GRAIN);
        return on.parallel(tiling.tasks(), 1, (frame, worker, from, to) -> {
            for (int task = from; task < to; task++) {
                Conv.run(
                        geometry,
                        tiling.firstRow(task),
                        tiling.endRow(task),
                        tiling.firstPanel(task),
                        tiling.endPanel(task),
                        x.floats(frame),
                        x.offset(),
                        made == null ? fixed : made.floats(frame),
                        made == null ? 0 : made.offset(),
                        fixedBias != null ? fixedBias : hasBias ? bias.floats(frame) : Gemm.NONE,
                        fixedBias == null && hasBias ? bias.offset() : 0,
                        hasResidual ? residual.floats(frame) : Gemm.NONE,
                        hasResidual ? residual.offset() : 0,
                        outputs,
                        y.floats(frame),
                        y.offset(),
                        outputs,
                        epilogue,
                        scratch.floats(frame),
                        scratch.offset() + worker * scratchLength);
            }
        });
    }

    private Step reference(Binder on, ConvGeometry geometry) {
        if (!epilogue.equals(Epilogue.NONE) || on.has(RESIDUAL)) {
            throw on.error("has an epilogue, for which there is a kernel for FLOAT alone");
        }
        Operand x = on.input(0);
        Operand filters = on.input(1);
        Operand y = on.output();
        Operand bias = on.has(BIAS) ? on.input(BIAS) : x;
        boolean hasBias = on.has(BIAS);
        return on.parallel(geometry.rows(), 1, (frame, worker, from, to) -> {
            for (int row = from; row < to; row++) {
                ConvolutionReference.pixel(
                        geometry,
                        row,
                        x.array(frame),
                        x.offset(),
                        filters.array(frame),
                        filters.offset(),
                        y.array(frame),
                        y.offset());
                if (hasBias) {
                    ConvolutionReference.addBias(
                            bias.array(frame),
                            bias.offset(),
                            y.array(frame),
                            y.offset() + row * geometry.outputChannels(),
                            geometry.outputChannels());
                }
            }
        });
    }
}
