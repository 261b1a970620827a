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
 * Independent random numbers, FLOAT or DOUBLE, of a shape, or of the shape of input 0 where {@code shape} is not ranked.
 * ONNX RandomNormal, RandomUniform, RandomNormalLike, RandomUniformLike.
 */
public record RandomFill(
        Distribution distribution, double first, double second, ElementType type, Shape shape, Seed seed)
        implements KernelOperator {

    /** What numbers are drawn from, by two parameters. */
    public enum Distribution {
        /** With a mean and a standard deviation. */
        NORMAL,
        /** From the first to before the second. */
        UNIFORM
    }

    @Override
    public List<ValueType> infer(Inference in) {
        return List.of(new TensorType(type, shape.isRanked() ? shape : in.shape(0)));
    }

    @Override
    public Step bind(Binder on) {
        Operand y = on.output();
        return switch (type) {
            case FLOAT ->
                frame -> {
                    var random = seed.generator();
                    float[] target = y.floats(frame);
                    for (int i = y.offset(); i < y.offset() + y.size(); i++) {
                        target[i] = (float) next(random);
                    }
                };
            case DOUBLE ->
                frame -> {
                    var random = seed.generator();
                    double[] target = y.doubles(frame);
                    for (int i = y.offset(); i < y.offset() + y.size(); i++) {
                        target[i] = next(random);
                    }
                };
            default -> throw on.error("draws no " + type + ", expected FLOAT or DOUBLE");
        };
    }

    private double next(RandomGenerator random) {
        return switch (distribution) {
            case NORMAL -> first + second * random.nextGaussian();
            case UNIFORM -> first + (second - first) * random.nextDouble();
        };
    }

    @Override
    public boolean hasEffect() {
        return true;
    }
}
