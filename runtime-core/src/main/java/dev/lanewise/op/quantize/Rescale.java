package dev.lanewise.op.quantize;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.kernel.RescaleArithmetic;
import dev.lanewise.kernel.RescaleKernels;
import dev.lanewise.kernel.RescaleKernels.Factors;
import dev.lanewise.kernel.RescaleKernels.Target;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Elements;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Sums of integers in the steps of another scale: {@code clamp((x + bias) * factor + zero, low, high)}. Inputs: x, INT32
 * or INT64, or FLOAT or DOUBLE that hold integers; factors, one for all or one for each index of the last axis:
 * multipliers and shifts of {@link dev.lanewise.kernel.FixedPointFactor}, INT32 constants, or DOUBLE constants alone; and
 * optionally a bias of one integer a column. TFLite's MultiplyByQuantizedMultiplier.
 *
 * @param to the type of the output, of at most 32 bits
 */
public record Rescale(ElementType to, int zero, int low, int high, RescaleArithmetic arithmetic)
        implements KernelOperator {

    /** Input that holds the bias. */
    public static final int BIAS = 3;

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, ElementType.INT32, ElementType.INT64, ElementType.FLOAT, ElementType.DOUBLE);
        if (arithmetic == RescaleArithmetic.REAL) {
            in.require(1, ElementType.DOUBLE);
        } else {
            in.require(1, ElementType.INT32);
            in.require(2, ElementType.INT32);
        }
        return List.of(in.tensor(0).as(to));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand y = on.output();
        Tensor given = on.constant(1);
        if (given == null) {
            throw on.error("its factors are not constants");
        }
        boolean uniform = given.size() == 1 && !on.has(BIAS);
        int channels = uniform ? Math.min(Elements.GRAIN, Math.max(1, y.size())) : y.dim(-1);
        Factors factors = factors(on, given, channels);
        var target = new Target(zero, low, high);
        Operand bias = on.has(BIAS) ? on.input(BIAS) : x;
        boolean biased = on.has(BIAS);
        int rows = channels == 0 ? 0 : y.size() / channels;
        int rest = y.size() - rows * channels;
        Step whole = on.parallel(
                rows,
                Elements.runs(channels),
                (frame, worker, from, to) -> RescaleKernels.run(
                        x.array(frame),
                        x.offset(),
                        biased ? bias.array(frame) : null,
                        bias.offset(),
                        factors,
                        target,
                        y.array(frame),
                        y.offset(),
                        channels,
                        from,
                        to));
        int done = rows * channels;
        return rest == 0
                ? whole
                : whole.then(frame -> RescaleKernels.run(
                        x.array(frame),
                        x.offset() + done,
                        null,
                        0,
                        factors,
                        target,
                        y.array(frame),
                        y.offset() + done,
                        rest,
                        0,
                        1));
    }

    private Factors factors(Binder on, Tensor given, int channels) {
        if (arithmetic == RescaleArithmetic.REAL) {
            double[] reals = given.doubles();
            return new Factors(
                    arithmetic,
                    new int[0],
                    new int[0],
                    IntStream.range(0, channels)
                            .mapToDouble(i -> reals[reals.length == 1 ? 0 : i])
                            .toArray());
        }
        Tensor shifts = on.constant(2);
        if (shifts == null) {
            throw on.error("its factors are not constants");
        }
        return new Factors(arithmetic, spread(given.ints(), channels), spread(shifts.ints(), channels), new double[0]);
    }

    private static int[] spread(int[] given, int channels) {
        return IntStream.range(0, channels)
                .map(i -> given[given.length == 1 ? 0 : i])
                .toArray();
    }
}
