package dev.lanewise.kernel;

import jdk.incubator.vector.FloatVector;

/**
 * Reduces one pooling window for all channels, at least {@link Isa#LANES} of them, four vectors of channels at a time;
 * the last vector overlaps the one before it where the channels are no multiple of the lanes. Each loop over a window is
 * a method of its own: with two in one C2 was seen to make objects of the second's vectors.
 */
final class PoolSimd {

    private static final int FOUR = 4 * Lanes.L;

    private PoolSimd() {}

    /** Reduces one window of {@code depths * rows * columns} pixels, at least one. */
    static void pixel(
            PoolOp op,
            float[] x,
            int xo,
            int depthStep,
            int rowStep,
            int columnStep,
            int depths,
            int rows,
            int columns,
            int channels,
            float[] y,
            int yo) {
        int c = 0;
        for (; c <= channels - FOUR; c += FOUR) {
            four(op, x, xo + c, depthStep, rowStep, columnStep, depths, rows, columns, y, yo + c);
        }
        for (; c < channels; c += Lanes.L) {
            int block = Math.min(c, channels - Lanes.L);
            one(op, x, xo + block, depthStep, rowStep, columnStep, depths, rows, columns, y, yo + block);
        }
    }

    private static void four(
            PoolOp op,
            float[] x,
            int xo,
            int depthStep,
            int rowStep,
            int columnStep,
            int depths,
            int rows,
            int columns,
            float[] y,
            int yo) {
        switch (op) {
            case MAX -> maxOfFour(x, xo, depthStep, rowStep, columnStep, depths, rows, columns, y, yo);
            case SUM -> sumOfFour(x, xo, depthStep, rowStep, columnStep, depths, rows, columns, y, yo);
            case SUM_OF_MAGNITUDES ->
                magnitudesOfFour(x, xo, depthStep, rowStep, columnStep, depths, rows, columns, y, yo);
            case SUM_OF_SQUARES -> squaresOfFour(x, xo, depthStep, rowStep, columnStep, depths, rows, columns, y, yo);
        }
    }

    private static void one(
            PoolOp op,
            float[] x,
            int xo,
            int depthStep,
            int rowStep,
            int columnStep,
            int depths,
            int rows,
            int columns,
            float[] y,
            int yo) {
        switch (op) {
            case MAX -> max(x, xo, depthStep, rowStep, columnStep, depths, rows, columns, y, yo);
            case SUM -> sum(x, xo, depthStep, rowStep, columnStep, depths, rows, columns, y, yo);
            case SUM_OF_MAGNITUDES -> magnitudes(x, xo, depthStep, rowStep, columnStep, depths, rows, columns, y, yo);
            case SUM_OF_SQUARES -> squares(x, xo, depthStep, rowStep, columnStep, depths, rows, columns, y, yo);
        }
    }

    private static void maxOfFour(
            float[] x,
            int xo,
            int depthStep,
            int rowStep,
            int columnStep,
            int depths,
            int rows,
            int columns,
            float[] y,
            int yo) {
        var s0 = FloatVector.broadcast(Lanes.F, Float.NEGATIVE_INFINITY);
        var s1 = s0;
        var s2 = s0;
        var s3 = s0;
        for (int d = 0; d < depths; d++) {
            for (int r = 0; r < rows; r++) {
                int at = xo + d * depthStep + r * rowStep;
                for (int t = 0; t < columns; t++, at += columnStep) {
                    var v0 = FloatVector.fromArray(Lanes.F, x, at);
                    s0 = s0.max(v0);
                    var v1 = FloatVector.fromArray(Lanes.F, x, at + Lanes.L);
                    s1 = s1.max(v1);
                    var v2 = FloatVector.fromArray(Lanes.F, x, at + 2 * Lanes.L);
                    s2 = s2.max(v2);
                    var v3 = FloatVector.fromArray(Lanes.F, x, at + 3 * Lanes.L);
                    s3 = s3.max(v3);
                }
            }
        }
        s0.intoArray(y, yo);
        s1.intoArray(y, yo + Lanes.L);
        s2.intoArray(y, yo + 2 * Lanes.L);
        s3.intoArray(y, yo + 3 * Lanes.L);
    }

    private static void max(
            float[] x,
            int xo,
            int depthStep,
            int rowStep,
            int columnStep,
            int depths,
            int rows,
            int columns,
            float[] y,
            int yo) {
        var s = FloatVector.broadcast(Lanes.F, Float.NEGATIVE_INFINITY);
        for (int d = 0; d < depths; d++) {
            for (int r = 0; r < rows; r++) {
                int at = xo + d * depthStep + r * rowStep;
                for (int t = 0; t < columns; t++, at += columnStep) {
                    var v = FloatVector.fromArray(Lanes.F, x, at);
                    s = s.max(v);
                }
            }
        }
        s.intoArray(y, yo);
    }

    private static void sumOfFour(
            float[] x,
            int xo,
            int depthStep,
            int rowStep,
            int columnStep,
            int depths,
            int rows,
            int columns,
            float[] y,
            int yo) {
        var s0 = FloatVector.zero(Lanes.F);
        var s1 = s0;
        var s2 = s0;
        var s3 = s0;
        for (int d = 0; d < depths; d++) {
            for (int r = 0; r < rows; r++) {
                int at = xo + d * depthStep + r * rowStep;
                for (int t = 0; t < columns; t++, at += columnStep) {
                    var v0 = FloatVector.fromArray(Lanes.F, x, at);
                    s0 = s0.add(v0);
                    var v1 = FloatVector.fromArray(Lanes.F, x, at + Lanes.L);
                    s1 = s1.add(v1);
                    var v2 = FloatVector.fromArray(Lanes.F, x, at + 2 * Lanes.L);
                    s2 = s2.add(v2);
                    var v3 = FloatVector.fromArray(Lanes.F, x, at + 3 * Lanes.L);
                    s3 = s3.add(v3);
                }
            }
        }
        s0.intoArray(y, yo);
        s1.intoArray(y, yo + Lanes.L);
        s2.intoArray(y, yo + 2 * Lanes.L);
        s3.intoArray(y, yo + 3 * Lanes.L);
    }

    private static void sum(
            float[] x,
            int xo,
            int depthStep,
            int rowStep,
            int columnStep,
            int depths,
            int rows,
            int columns,
            float[] y,
            int yo) {
        var s = FloatVector.zero(Lanes.F);
        for (int d = 0; d < depths; d++) {
            for (int r = 0; r < rows; r++) {
                int at = xo + d * depthStep + r * rowStep;
                for (int t = 0; t < columns; t++, at += columnStep) {
                    var v = FloatVector.fromArray(Lanes.F, x, at);
                    s = s.add(v);
                }
            }
        }
        s.intoArray(y, yo);
    }

    private static void magnitudesOfFour(
            float[] x,
            int xo,
            int depthStep,
            int rowStep,
            int columnStep,
            int depths,
            int rows,
            int columns,
            float[] y,
            int yo) {
        var s0 = FloatVector.zero(Lanes.F);
        var s1 = s0;
        var s2 = s0;
        var s3 = s0;
        for (int d = 0; d < depths; d++) {
            for (int r = 0; r < rows; r++) {
                int at = xo + d * depthStep + r * rowStep;
                for (int t = 0; t < columns; t++, at += columnStep) {
                    var v0 = FloatVector.fromArray(Lanes.F, x, at);
                    s0 = s0.add(v0.abs());
                    var v1 = FloatVector.fromArray(Lanes.F, x, at + Lanes.L);
                    s1 = s1.add(v1.abs());
                    var v2 = FloatVector.fromArray(Lanes.F, x, at + 2 * Lanes.L);
                    s2 = s2.add(v2.abs());
                    var v3 = FloatVector.fromArray(Lanes.F, x, at + 3 * Lanes.L);
                    s3 = s3.add(v3.abs());
                }
            }
        }
        s0.intoArray(y, yo);
        s1.intoArray(y, yo + Lanes.L);
        s2.intoArray(y, yo + 2 * Lanes.L);
        s3.intoArray(y, yo + 3 * Lanes.L);
    }

    private static void magnitudes(
            float[] x,
            int xo,
            int depthStep,
            int rowStep,
            int columnStep,
            int depths,
            int rows,
            int columns,
            float[] y,
            int yo) {
        var s = FloatVector.zero(Lanes.F);
        for (int d = 0; d < depths; d++) {
            for (int r = 0; r < rows; r++) {
                int at = xo + d * depthStep + r * rowStep;
                for (int t = 0; t < columns; t++, at += columnStep) {
                    var v = FloatVector.fromArray(Lanes.F, x, at);
                    s = s.add(v.abs());
                }
            }
        }
        s.intoArray(y, yo);
    }

    private static void squaresOfFour(
            float[] x,
            int xo,
            int depthStep,
            int rowStep,
            int columnStep,
            int depths,
            int rows,
            int columns,
            float[] y,
            int yo) {
        var s0 = FloatVector.zero(Lanes.F);
        var s1 = s0;
        var s2 = s0;
        var s3 = s0;
        for (int d = 0; d < depths; d++) {
            for (int r = 0; r < rows; r++) {
                int at = xo + d * depthStep + r * rowStep;
                for (int t = 0; t < columns; t++, at += columnStep) {
                    var v0 = FloatVector.fromArray(Lanes.F, x, at);
                    s0 = s0.add(v0.mul(v0));
                    var v1 = FloatVector.fromArray(Lanes.F, x, at + Lanes.L);
                    s1 = s1.add(v1.mul(v1));
                    var v2 = FloatVector.fromArray(Lanes.F, x, at + 2 * Lanes.L);
                    s2 = s2.add(v2.mul(v2));
                    var v3 = FloatVector.fromArray(Lanes.F, x, at + 3 * Lanes.L);
                    s3 = s3.add(v3.mul(v3));
                }
            }
        }
        s0.intoArray(y, yo);
        s1.intoArray(y, yo + Lanes.L);
        s2.intoArray(y, yo + 2 * Lanes.L);
        s3.intoArray(y, yo + 3 * Lanes.L);
    }

    private static void squares(
            float[] x,
            int xo,
            int depthStep,
            int rowStep,
            int columnStep,
            int depths,
            int rows,
            int columns,
            float[] y,
            int yo) {
        var s = FloatVector.zero(Lanes.F);
        for (int d = 0; d < depths; d++) {
            for (int r = 0; r < rows; r++) {
                int at = xo + d * depthStep + r * rowStep;
                for (int t = 0; t < columns; t++, at += columnStep) {
                    var v = FloatVector.fromArray(Lanes.F, x, at);
                    s = s.add(v.mul(v));
                }
            }
        }
        s.intoArray(y, yo);
    }
}
