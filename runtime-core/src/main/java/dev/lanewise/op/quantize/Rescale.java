package dev.lanewise.op.quantize;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.kernel.QuantizeKernels;
import dev.lanewise.kernel.RescaleArithmetic;
import dev.lanewise.kernel.RescaleKernels;
import dev.lanewise.kernel.RescaleKernels.Factors;
import dev.lanewise.kernel.RescaleKernels.Target;
import dev.lanewise.kernel.Rescaling;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Elements;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Numbers;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Sums of integers in the steps of another scale: {@code clamp((x + bias) * factor + zero, low, high)}. Inputs: x,
 * INT32 or INT64, or FLOAT or DOUBLE that hold integers; factors, one for all or one for each index of the last axis:
 * multipliers and shifts of {@link dev.lanewise.kernel.FixedPointFactor}, INT32 constants, or DOUBLE or FLOAT constants
 * alone; and optionally a bias of one integer a column. TFLite's MultiplyByQuantizedMultiplier.
 *
 * @param to the type of the output, of at most 32 bits; FLOAT that holds integers where sums are FLOAT
 */
public record Rescale(ElementType to, int zero, int low, int high, RescaleArithmetic arithmetic)
        implements KernelOperator {

    /** About how many elements are held in floats before they become bytes. */
    private static final int PIECE = 1024;

    /** Input that holds the bias. */
    public static final int BIAS = 3;

    /** The same with results less {@code shift}, held in floats. */
    public Rescale inFloats(int shift) {
        return new Rescale(ElementType.FLOAT, zero - shift, low - shift, high - shift, arithmetic);
    }

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, ElementType.INT32, ElementType.INT64, ElementType.FLOAT, ElementType.DOUBLE);
        switch (arithmetic) {
            case REAL -> in.require(1, ElementType.DOUBLE);
            case FLOAT -> in.require(1, ElementType.FLOAT);
            case NARROW, WIDE -> {
                in.require(1, ElementType.INT32);
                in.require(2, ElementType.INT32);
            }
        }
        return List.of(in.tensor(0).as(to));
    }

    /** What floats are brought to the other scale by; null where they cannot be. */
    public @Nullable Rescaling rescaling(Tensor given, @Nullable Tensor shifts, int channels) {
        return Rescaling.of(factors(given, shifts, channels), new Target(zero, low, high), channels);
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand y = on.output();
        Tensor given = on.constant(1);
        Tensor shifts = on.has(2) ? on.constant(2) : null;
        if (given == null || on.has(2) && shifts == null) {
            throw on.error("its factors are not constants");
        }
        boolean uniform = given.size() == 1 && !on.has(BIAS);
        int channels = uniform ? Math.min(Elements.GRAIN, Math.max(1, y.size())) : y.dim(-1);
        if (x.type() == ElementType.FLOAT && !on.has(BIAS) && (to == ElementType.FLOAT || to.bits() == 8)) {
            Rescaling rescaling = rescaling(given, shifts, uniform ? 1 : channels);
            if (rescaling != null) {
                return inFloats(on, rescaling, uniform ? 1 : channels);
            }
        }
        return plain(on, factors(given, shifts, channels), channels);
    }

    private Step inFloats(Binder on, Rescaling rescaling, int channels) {
        Operand x = on.input(0);
        Operand y = on.output();
        int piece = Math.ceilDiv(PIECE, channels) * channels;
        int pieces = Math.ceilDiv(y.size(), piece);
        if (to == ElementType.FLOAT) {
            return on.parallel(pieces, Elements.runs(piece), (frame, worker, from, end) -> {
                int at = from * piece;
                int length = Math.min(y.size(), end * piece) - at;
                rescaling.run(x.floats(frame), x.offset() + at, y.floats(frame), y.offset() + at, length);
            });
        }
        Operand scratch = on.workspace(ElementType.FLOAT, (long) piece * on.threads());
        return on.parallel(pieces, Elements.runs(piece), (frame, worker, from, end) -> {
            float[] floats = scratch.floats(frame);
            int so = scratch.offset() + worker * piece;
            for (int i = from; i < end; i++) {
                int at = i * piece;
                int length = Math.min(y.size() - at, piece);
                rescaling.run(x.floats(frame), x.offset() + at, floats, so, length);
                QuantizeKernels.narrow(floats, so, 0, y.bytes(frame), y.offset() + at, length);
            }
        });
    }

    private Step plain(Binder on, Factors factors, int channels) {
        Operand x = on.input(0);
        Operand y = on.output();
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

    private Factors factors(Tensor given, @Nullable Tensor shifts, int channels) {
        return switch (arithmetic) {
            case REAL, FLOAT -> {
                double[] reals = Numbers.of(given);
                yield new Factors(
                        arithmetic,
                        new int[0],
                        new int[0],
                        IntStream.range(0, channels)
                                .mapToDouble(i -> reals[reals.length == 1 ? 0 : i])
                                .toArray());
            }
            case NARROW, WIDE ->
                new Factors(
                        arithmetic,
                        spread(given.ints(), channels),
                        shifts == null ? new int[channels] : spread(shifts.ints(), channels),
                        new double[0]);
        };
    }

    private static int[] spread(int[] given, int channels) {
        return IntStream.range(0, channels)
                .map(i -> given[given.length == 1 ? 0 : i])
                .toArray();
    }
}
