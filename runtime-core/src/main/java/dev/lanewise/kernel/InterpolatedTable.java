package dev.lanewise.kernel;

import java.util.function.DoubleUnaryOperator;

/** A function of 16-bit integers by 512 pieces of straight lines, as TFLite's int16 kernels look it up. */
public final class InterpolatedTable {

    private static final int PIECES = 512;
    private static final int LEAST = Short.MIN_VALUE;
    private static final int GREATEST = Short.MAX_VALUE;

    private final short[] ends;

    private InterpolatedTable(short[] ends) {
        this.ends = ends;
    }

    /**
     * The table of {@code function}; the ends of each piece are moved by half the error in its middle.
     *
     * @param narrow whether intermediate results are rounded to floats
     */
    public static InterpolatedTable of(
            DoubleUnaryOperator function,
            double inputScale,
            int inputZero,
            double outputScale,
            int outputZero,
            boolean narrow) {
        DoubleUnaryOperator r = narrow ? v -> (float) v : v -> v;
        double least = r.applyAsDouble(inputScale * (LEAST - inputZero));
        double greatest = r.applyAsDouble(inputScale * (GREATEST - inputZero));
        double low = r.applyAsDouble(outputScale * (LEAST - outputZero));
        double high = r.applyAsDouble(outputScale * (GREATEST - outputZero));
        double step = r.applyAsDouble(r.applyAsDouble(greatest - least) / PIECES);
        double half = step / 2;
        double inverse = r.applyAsDouble((GREATEST - LEAST + 1) / r.applyAsDouble(high - low));
        DoubleUnaryOperator steps = at -> r.applyAsDouble(r.applyAsDouble(function.applyAsDouble(at)) * inverse);
        var ends = new short[PIECES + 1];
        for (int i = 0; i < PIECES; i++) {
            double from = r.applyAsDouble(least + r.applyAsDouble(i * step));
            double to = r.applyAsDouble(least + r.applyAsDouble((i + 1) * step));
            double value = round(steps.applyAsDouble(from));
            double between = round(r.applyAsDouble(r.applyAsDouble(steps.applyAsDouble(to) + value) / 2));
            double middle = round(steps.applyAsDouble(r.applyAsDouble(from + half)));
            ends[i] = clamp(value - round((between - middle) / 2));
        }
        ends[PIECES] = clamp(round(steps.applyAsDouble(greatest)));
        return new InterpolatedTable(ends);
    }

    private static double round(double x) {
        return Math.copySign(Math.floor(Math.abs(x) + 0.5), x);
    }

    private static short clamp(double x) {
        return (short) Math.min(GREATEST, Math.max(LEAST, x));
    }

    /** The function's value. */
    public short at(int value) {
        int piece = 256 + (value >> 7);
        int slope = (short) (ends[piece + 1] - ends[piece]);
        return (short) (ends[piece] + (slope * (value & 0x7F) + 64 >> 7));
    }
}
