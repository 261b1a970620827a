package dev.lanewise.op.nn;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.op.Binder;
import dev.lanewise.op.ComputesWide;
import dev.lanewise.op.Elements;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/**
 * Local response normalisation along the last axis: {@code x / (bias + factor * sum x²)^beta}, the sum running over
 * {@code before} neighbours before and {@code behind} neighbours behind. ONNX LRN, TFLite LOCAL_RESPONSE_NORMALIZATION.
 */
public record Lrn(int before, int behind, float factor, float beta, float bias)
        implements KernelOperator, ComputesWide {

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, ElementType.FLOAT, ElementType.DOUBLE, ElementType.FLOAT16, ElementType.BFLOAT16);
        return List.of(in.tensor(0));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand y = on.output();
        if (x.size() == 0) {
            return frame -> {};
        }
        int channels = x.dim(-1);
        return on.parallel(x.size() / channels, Elements.runs(channels * 16), (frame, worker, from, to) -> {
            for (int row = from; row < to; row++) {
                int in = x.offset() + row * channels;
                int out = y.offset() + row * channels;
                if (y.type() == ElementType.FLOAT) {
                    row(x.floats(frame), in, y.floats(frame), out, channels);
                } else {
                    row(x.doubles(frame), in, y.doubles(frame), out, channels);
                }
            }
        });
    }

    private void row(float[] x, int xo, float[] y, int yo, int channels) {
        for (int c = 0; c < channels; c++) {
            double sum = 0;
            int end = Math.min(channels - 1, c + behind);
            for (int i = Math.max(0, c - before); i <= end; i++) {
                sum += (double) x[xo + i] * x[xo + i];
            }
            y[yo + c] = (float) (x[xo + c] / Math.pow(bias + factor * sum, beta));
        }
    }

    private void row(double[] x, int xo, double[] y, int yo, int channels) {
        for (int c = 0; c < channels; c++) {
            double sum = 0;
            int end = Math.min(channels - 1, c + behind);
            for (int i = Math.max(0, c - before); i <= end; i++) {
                sum += x[xo + i] * x[xo + i];
            }
            y[yo + c] = x[xo + c] / Math.pow(bias + factor * sum, beta);
        }
    }
}
