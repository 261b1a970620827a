package dev.lanewise.op.nn;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.kernel.NormalizeDoubles;
import dev.lanewise.kernel.NormalizeKernels;
import dev.lanewise.kernel.StridedCopy;
import dev.lanewise.op.Binder;
import dev.lanewise.op.ComputesWide;
import dev.lanewise.op.Elements;
import dev.lanewise.op.Frame;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.Arrays;
import java.util.List;

/**
 * Normalises all axes from {@code axis} on, taken as one, to mean 0 and variance 1, or without {@code centred} to a
 * mean square of 1; then multiplies by optional input 1 and adds optional input 2, which broadcast to the shape of
 * those axes. Optional outputs 1 and 2 are the means and the reciprocals of the standard deviations, those axes being
 * 1. ONNX LayerNormalization, RMSNormalization.
 */
public record RowNormalization(boolean centred, int axis, float epsilon) implements KernelOperator, ComputesWide {

    private static final float[] NO_FLOATS = {};
    private static final double[] NO_DOUBLES = {};

    @Override
    public String name() {
        return centred ? "LayerNormalization" : "RMSNormalization";
    }

    @Override
    public List<? extends ValueType> infer(Inference in) {
        in.require(0, ElementType.FLOAT, ElementType.DOUBLE, ElementType.FLOAT16, ElementType.BFLOAT16);
        TensorType x = in.tensor(0);
        if (in.outputs() == 1) {
            checkAxis(in);
            return List.of(x);
        }
        ElementType wide = computeType(x.element());
        if (!x.shape().isRanked()) {
            var unknown = new TensorType(wide, Shape.UNRANKED);
            return List.of(x, unknown, unknown).subList(0, in.outputs());
        }
        var dims = x.shape().dims();
        Arrays.fill(dims, checkAxis(in), dims.length, 1);
        var statistics = new TensorType(wide, Shape.of(dims));
        return List.of(x, statistics, statistics).subList(0, in.outputs());
    }

    private int checkAxis(Inference in) {
        return in.shape(0).isRanked() ? in.axis(axis, in.shape(0).rank()) : 0;
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand y = on.output(0);
        if (x.size() == 0) {
            return frame -> {};
        }
        int at = axis < 0 ? axis + x.rank() : axis;
        int length = x.product(at, x.rank());
        var scale = Parameter.of(on, 1, at);
        var bias = Parameter.of(on, 2, at);
        Operand means = on.outputs() > 1 ? on.output(1) : y;
        Operand inverses = on.outputs() > 2 ? on.output(2) : y;
        int roomLength = NormalizeKernels.roomLength();
        Operand room = on.workspace(
                ElementType.FLOAT,
                centred && y.type() == ElementType.FLOAT ? Math.multiplyExact(roomLength, on.threads()) : 0);
        Frame.Body body = y.type() == ElementType.FLOAT
                ? (frame, worker, from, to) -> {
                    float[] s = scale.has ? scale.operand.floats(frame) : NO_FLOATS;
                    float[] b = bias.has ? bias.operand.floats(frame) : NO_FLOATS;
                    if (centred) {
                        NormalizeKernels.layerNorm(
                                x.floats(frame),
                                x.offset(),
                                s,
                                scale.operand.offset(),
                                b,
                                bias.operand.offset(),
                                epsilon,
                                y.floats(frame),
                                y.offset(),
                                length,
                                means == y ? NO_FLOATS : means.floats(frame),
                                means.offset(),
                                inverses == y ? NO_FLOATS : inverses.floats(frame),
                                inverses.offset(),
                                room.floats(frame),
                                room.offset() + worker * roomLength,
                                from,
                                to);
                    } else {
                        NormalizeKernels.rmsNorm(
                                x.floats(frame),
                                x.offset(),
                                s,
                                scale.operand.offset(),
                                epsilon,
                                y.floats(frame),
                                y.offset(),
                                length,
                                from,
                                to);
                    }
                }
                : (frame, worker, from, to) -> NormalizeDoubles.rows(
                        centred,
                        x.doubles(frame),
                        x.offset(),
                        scale.has ? scale.operand.doubles(frame) : NO_DOUBLES,
                        scale.operand.offset(),
                        bias.has ? bias.operand.doubles(frame) : NO_DOUBLES,
                        bias.operand.offset(),
                        epsilon,
                        y.doubles(frame),
                        y.offset(),
                        length,
                        means == y ? NO_DOUBLES : means.doubles(frame),
                        means.offset(),
                        inverses == y ? NO_DOUBLES : inverses.doubles(frame),
                        inverses.offset(),
                        from,
                        to);
        return scale.expand.then(bias.expand).then(on.parallel(x.size() / length, Elements.runs(length), body));
    }

    /** Scale or bias, expanded to the normalised axes where it is smaller. */
    private record Parameter(boolean has, Operand operand, Step expand) {

        static Parameter of(Binder on, int index, int axis) {
            if (!on.has(index)) {
                return new Parameter(false, on.output(), frame -> {});
            }
            Operand given = on.input(index);
            int[] x = on.input(0).dims();
            int[] wanted = Arrays.copyOfRange(x, axis, x.length);
            int length = on.input(0).product(axis, x.length);
            if (given.size() == length) {
                return new Parameter(true, given, frame -> {});
            }
            int[] dims = given.dims();
            int skipped = dims.length - wanted.length;
            for (int i = 0; i < dims.length; i++) {
                int expected = i < skipped ? 1 : wanted[i - skipped];
                if (dims[i] != 1 && dims[i] != expected) {
                    throw on.error("input " + index + " has shape " + given + ", expected " + Arrays.toString(wanted));
                }
            }
            var strides = new int[wanted.length];
            int[] dense = StridedCopy.denseStrides(dims);
            for (int i = 0; i < wanted.length; i++) {
                int own = i + skipped;
                strides[i] = own < 0 || dims[own] == 1 ? 0 : dense[own];
            }
            Operand room = on.workspace(given.type(), length);
            var copy = new StridedCopy(wanted, strides, 0, StridedCopy.denseStrides(wanted), 0);
            return new Parameter(
                    true,
                    room,
                    frame -> copy.run(
                            given.array(frame), given.offset(), room.array(frame), room.offset(), 0, copy.rows()));
        }
    }
}
