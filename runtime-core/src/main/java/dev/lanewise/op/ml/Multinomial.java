package dev.lanewise.op.ml;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.Binder;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Classes drawn by logarithms of their unnormalised probabilities, FLOAT [batch, classes]; the result is INT64
 * [batch, samples]. ONNX Multinomial.
 */
public record Multinomial(int samples, Seed seed) implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, ElementType.FLOAT);
        in.requireRank(0, 2, 2);
        Shape shape = in.shape(0);
        if (shape.isRanked() && shape.dim(1) == 0) {
            throw in.error("there is no class to draw");
        }
        return List.of(TensorType.of(ElementType.INT64, shape.isRanked() ? shape.dim(0) : Shape.ANY, samples));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand y = on.output();
        int classes = x.dim(1);
        Operand sums = on.workspace(ElementType.DOUBLE, classes);
        return frame -> {
            var random = seed.generator();
            double[] cumulative = sums.doubles(frame);
            for (int row = 0; row < x.dim(0); row++) {
                accumulate(x.floats(frame), x.offset() + row * classes, cumulative, sums.offset(), classes);
                for (int i = 0; i < samples; i++) {
                    y.longs(frame)[y.offset() + row * samples + i] = draw(random, cumulative, sums.offset(), classes);
                }
            }
        };
    }

    private static void accumulate(float[] logits, int from, double[] sums, int to, int classes) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < classes; i++) {
            largest = Math.max(largest, logits[from + i]);
        }
        double sum = 0;
        for (int i = 0; i < classes; i++) {
            sum += Math.exp(logits[from + i] - largest);
            sums[to + i] = sum;
        }
    }

    /** The first class whose cumulative weight is above a random part of the whole. */
    private static int draw(RandomGenerator random, double[] sums, int start, int classes) {
        double wanted = random.nextDouble() * sums[start + classes - 1];
        int low = 0;
        int high = classes - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sums[start + middle] > wanted) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    @Override
    public boolean hasEffect() {
        return true;
    }
}
