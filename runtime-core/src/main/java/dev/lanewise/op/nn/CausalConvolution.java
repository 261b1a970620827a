package dev.lanewise.op.nn;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.kernel.UnaryKernels;
import dev.lanewise.op.Binder;
import dev.lanewise.op.ComputesWide;
import dev.lanewise.op.Elements;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.Arrays;
import java.util.List;

/**
 * Depthwise convolution of each channel of {@code [N, C, L]} with what came before: filters {@code [C, 1, k]},
 * optionally a bias {@code [C]} and the {@code k - 1} values {@code [N, C, k - 1]} before the first, zeros otherwise.
 * Output 1 holds the last {@code k - 1} values. ONNX CausalConvWithState.
 *
 * @param silu whether {@code y * sigmoid(y)} is applied
 */
public record CausalConvolution(boolean silu) implements KernelOperator, ComputesWide {

    @Override
    public ElementType computeType(ElementType type) {
        return type.isFloating() ? ElementType.FLOAT : type;
    }

    @Override
    public List<? extends ValueType> infer(Inference in) {
        in.requireRank(0, 3, 3);
        in.requireRank(1, 3, 3);
        Shape x = in.shape(0).isRanked() ? in.shape(0) : Shape.ofRank(3);
        Shape w = in.shape(1).isRanked() ? in.shape(1) : Shape.ofRank(3);
        if (x.dim(1) >= 0 && w.dim(0) >= 0 && x.dim(1) != w.dim(0) || w.dim(1) > 1 || w.dim(2) == 0) {
            throw in.error("filters of shape " + w + " do not fit an input of shape " + x);
        }
        long kept = w.dim(2) < 0 ? Shape.ANY : w.dim(2) - 1;
        Shape state = Shape.of(x.dim(0), x.dim(1), kept);
        if (in.has(3)
                && state.isFixed()
                && in.shape(3).isFixed()
                && !in.shape(3).equals(state)) {
            throw in.error("the state has shape " + in.shape(3) + ", expected " + state);
        }
        if (in.has(2) && in.shape(2).isFixed() && x.dim(1) >= 0 && in.shape(2).size() != x.dim(1)) {
            throw in.error("the bias has shape " + in.shape(2) + ", expected [" + x.dim(1) + "]");
        }
        TensorType y = in.tensor(0).as(x);
        return in.outputs() > 1 ? List.of(y, y.as(state)) : List.of(y);
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand w = on.input(1);
        boolean hasBias = on.has(2);
        Operand bias = hasBias ? on.input(2) : x;
        boolean hasPast = on.has(3);
        Operand past = hasPast ? on.input(3) : x;
        Operand y = on.output();
        int length = x.dim(2);
        int channels = x.dim(1);
        int taps = w.dim(2);
        int padded = taps - 1 + length;
        boolean keeps = on.outputs() > 1;
        Operand present = keeps ? on.output(1) : y;
        Operand scratch = on.workspace(ElementType.FLOAT, (long) padded * on.threads());
        return on.parallel(x.dim(0) * channels, Elements.runs(length * taps), (frame, worker, from, to) -> {
            float[] line = scratch.floats(frame);
            int at = scratch.offset() + worker * padded;
            float[] out = y.floats(frame);
            for (int row = from; row < to; row++) {
                if (hasPast) {
                    System.arraycopy(past.floats(frame), past.offset() + row * (taps - 1), line, at, taps - 1);
                } else {
                    Arrays.fill(line, at, at + taps - 1, 0f);
                }
                System.arraycopy(x.floats(frame), x.offset() + row * length, line, at + taps - 1, length);
                int channel = row % channels;
                int first = y.offset() + row * length;
                Arrays.fill(out, first, first + length, hasBias ? bias.floats(frame)[bias.offset() + channel] : 0f);
                for (int tap = 0; tap < taps; tap++) {
                    float weight = w.floats(frame)[w.offset() + channel * taps + tap];
                    for (int i = 0; i < length; i++) {
                        out[first + i] += weight * line[at + tap + i];
                    }
                }
                if (silu) {
                    UnaryKernels.apply(UnaryFunction.SWISH, 1, 0, out, first, out, first, length);
                }
                if (keeps) {
                    System.arraycopy(
                            line, at + length, present.floats(frame), present.offset() + row * (taps - 1), taps - 1);
                }
            }
        });
    }
}
