package dev.lanewise.op.signal;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.Binder;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.Arrays;
import java.util.List;

/**
 * Weights {@code [length / 2 + 1, bins]}, DOUBLE, that gather a spectrum into triangles evenly spaced on the mel scale,
 * {@code 2595 log10(1 + f / 700)}. Inputs: INT64 number of bins, length of the transform and sample rate; DOUBLE lowest
 * and highest frequency. ONNX MelWeightMatrix.
 */
public record MelWeights() implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        long[] bins = in.longs(0);
        long[] length = in.longs(1);
        if (bins == null || length == null) {
            return List.of(new TensorType(ElementType.DOUBLE, Shape.ofRank(2)));
        }
        if (bins[0] < 1 || bins[0] > Integer.MAX_VALUE || length[0] < 1 || length[0] > Integer.MAX_VALUE) {
            throw in.error("has " + bins[0] + " bins for transforms of length " + length[0]);
        }
        return List.of(TensorType.of(ElementType.DOUBLE, length[0] / 2 + 1, bins[0]));
    }

    @Override
    public Step bind(Binder on) {
        Operand length = on.input(1);
        Operand rate = on.input(2);
        Operand low = on.input(3);
        Operand high = on.input(4);
        Operand y = on.output();
        int bins = y.dim(1);
        Operand edges = on.workspace(ElementType.INT32, bins + 2);
        return frame -> {
            double lowest = mel(low.doubles(frame)[low.offset()]);
            double step = (mel(high.doubles(frame)[high.offset()]) - lowest) / (bins + 2);
            double scale = (length.longs(frame)[length.offset()] + 1.0) / rate.longs(frame)[rate.offset()];
            int[] edge = edges.ints(frame);
            int eo = edges.offset();
            for (int i = 0; i < bins + 2; i++) {
                double hertz = 700 * (Math.pow(10, (i * step + lowest) / 2595) - 1);
                edge[eo + i] = (int) Math.clamp((long) Math.floor(scale * hertz), 0, y.dim(0));
            }
            double[] weights = y.doubles(frame);
            Arrays.fill(weights, y.offset(), y.offset() + y.size(), 0);
            for (int i = 0; i < bins; i++) {
                triangle(weights, y.offset() + i, bins, y.dim(0), edge[eo + i], edge[eo + i + 1], edge[eo + i + 2]);
            }
        };
    }

    private static double mel(double hertz) {
        return 2595 * Math.log10(1 + hertz / 700);
    }

    private static void triangle(double[] weights, int at, int step, int rows, int left, int middle, int right) {
        for (int j = left; j <= Math.min(middle, rows - 1); j++) {
            weights[at + j * step] = left == middle ? 1 : (double) (j - left) / (middle - left);
        }
        for (int j = middle; j < Math.min(right, rows); j++) {
            weights[at + j * step] = (double) (right - j) / (right - middle);
        }
    }
}
