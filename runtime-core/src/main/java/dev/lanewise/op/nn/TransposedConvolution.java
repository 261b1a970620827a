package dev.lanewise.op.nn;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.kernel.Epilogue;
import dev.lanewise.kernel.WindowGeometry;
import dev.lanewise.kernel.WindowGeometry.Axis;
import dev.lanewise.op.Binder;
import dev.lanewise.op.ComputesWide;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/**
 * Transposed convolution, channels last: input {@code [N, spatial..., C]}, filters {@code [C, O / groups, kernel...]},
 * optionally a bias {@code [O]}. ONNX ConvTranspose.
 *
 * @param outputPadding extra extent at the end of each axis
 * @param outputShape spatial extents of the output, from which the padding follows; empty when pads say it
 */
public record TransposedConvolution(Window window, Ints outputPadding, Ints outputShape, int groups, Epilogue epilogue)
        implements KernelOperator, ComputesWide {

    /** The same transposed convolution with another epilogue. */
    public TransposedConvolution with(Epilogue other) {
        return new TransposedConvolution(window, outputPadding, outputShape, groups, other);
    }

    @Override
    public ElementType computeType(ElementType type) {
        return type.isFloating() ? ElementType.FLOAT : type;
    }

    private TransposedConvolution over(Ints filters) {
        return new TransposedConvolution(window.over(filters), outputPadding, outputShape, groups, epilogue);
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
        int axes = window.rank();
        int rank = axes + 2;
        if (outputPadding.size() != axes || !outputShape.isEmpty() && outputShape.size() != axes) {
            throw in.error("output padding " + outputPadding + " or output shape " + outputShape + " do not fit " + axes
                    + " spatial axes");
        }
        in.requireRank(0, rank, rank);
        in.requireRank(1, rank, rank);
        Shape x = in.shape(0);
        Shape w = in.shape(1);
        long channels = w.isRanked() && w.dim(1) >= 0 ? w.dim(1) * groups : Shape.ANY;
        if (groups < 1 || w.isRanked() && w.dim(0) >= 0 && w.dim(0) % groups != 0) {
            throw in.error("filters of shape " + w + " do not divide into " + groups + " groups");
        }
        for (int i = 0; w.isRanked() && i < axes; i++) {
            if (w.dim(i + 2) >= 0 && w.dim(i + 2) != window.kernel().get(i)) {
                throw in.error("filters have shape " + w + ", expected a kernel of " + window.kernel());
            }
        }
        if (in.has(2) && in.shape(2).isFixed() && channels >= 0 && in.shape(2).size() != channels) {
            throw in.error("the bias has shape " + in.shape(2) + ", expected [" + channels + "]");
        }
        if (!x.isRanked()) {
            return List.of(in.tensor(0).as(Shape.ofRank(rank).with(-1, channels)));
        }
        if (w.isRanked() && x.dim(-1) >= 0 && w.dim(0) >= 0 && x.dim(-1) != w.dim(0)) {
            throw in.error("input has " + x.dim(-1) + " channels, filters of shape " + w + " expect " + w.dim(0));
        }
        Shape y = x.with(-1, channels);
        for (int i = 0; i < axes; i++) {
            long output = x.dim(i + 1) < 0 ? Shape.ANY : output(i, x.dim(i + 1));
            if (x.dim(i + 1) >= 0 && (output < 0 || output > Integer.MAX_VALUE)) {
                throw in.error("the output would have an extent of " + output + " for an input of shape " + x);
            }
            y = y.with(i + 1, output);
        }
        return List.of(in.tensor(0).as(y));
    }

    /** Extent of the output before padding is taken off. */
    private long unpadded(int axis, long input) {
        return window.strides().get(axis) * (input - 1)
                + outputPadding.get(axis)
                + (window.kernel().get(axis) - 1L) * window.dilations().get(axis)
                + 1;
    }

    private long output(int axis, long input) {
        if (!outputShape.isEmpty()) {
            return outputShape.get(axis);
        }
        return switch (window.auto()) {
            case SAME_UPPER, SAME_LOWER -> input * window.strides().get(axis);
            case VALID -> unpadded(axis, input);
            case EXPLICIT ->
                unpadded(axis, input)
                        - window.begins().get(axis)
                        - window.ends().get(axis);
        };
    }

    private int padBegin(int axis, int input, int output) {
        boolean same = window.auto() == Window.AutoPad.SAME_UPPER || window.auto() == Window.AutoPad.SAME_LOWER;
        if (outputShape.isEmpty() && !same) {
            return window.auto() == Window.AutoPad.VALID ? 0 : window.begins().get(axis);
        }
        int total = (int) Math.max(0, unpadded(axis, input) - output);
        return window.auto() == Window.AutoPad.SAME_UPPER ? total / 2 : total - total / 2;
    }

    private Axis axis(int i, Operand x, Operand y) {
        int large = y.dim(i + 1);
        int small = x.dim(i + 1);
        return new Axis(
                large,
                small,
                window.kernel().get(i),
                window.strides().get(i),
                window.dilations().get(i),
                padBegin(i, small, large),
                0);
    }

    /** The convolution that this one transposes: from the output to the input. */
    private WindowGeometry geometry(Operand x, Operand y) {
        return switch (window.rank()) {
            case 1 -> WindowGeometry.of(axis(0, x, y));
            case 2 -> WindowGeometry.of(axis(0, x, y), axis(1, x, y));
            default -> new WindowGeometry(axis(0, x, y), axis(1, x, y), axis(2, x, y));
        };
    }

    @Override
    public Step bind(Binder on) {
        if (window.isOpen()) {
            return over(Ints.of(on.input(1).dims())).bind(on);
        }
        Operand y = on.output();
        if (y.size() == 0) {
            return frame -> {};
        }
        if (y.type() != ElementType.FLOAT) {
            throw on.error("has no kernel for " + y.type());
        }
        return new TransposedConvolutionSteps(on, geometry(on.input(0), y), groups, epilogue).step();
    }
}
