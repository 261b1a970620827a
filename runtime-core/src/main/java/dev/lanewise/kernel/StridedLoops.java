package dev.lanewise.kernel;

import java.util.Arrays;

/** Copies of two strided axes between arrays of one carrier, and the only place where carriers are told apart. */
final class StridedLoops {

    private static final int TILE = 16;
    private static final int SHORT_RUN = 8;

    private StridedLoops() {}

    /** Copies {@code rows} rows of {@code length} elements. */
    static void copy(
            Object source,
            int so,
            int sourceRow,
            int sourceStep,
            Object target,
            int to,
            int targetRow,
            int targetStep,
            int rows,
            int length) {
        if (targetStep == 1 && sourceStep == 1 && length >= SHORT_RUN) {
            for (int row = 0; row < rows; row++) {
                System.arraycopy(source, so + row * sourceRow, target, to + row * targetRow, length);
            }
        } else if (targetStep == 1 && sourceStep == 0 && length >= SHORT_RUN) {
            for (int row = 0; row < rows; row++) {
                fill(source, so + row * sourceRow, target, to + row * targetRow, length);
            }
        } else if (targetStep == 1 && sourceRow == 1 && rows > 1) {
            if (source instanceof float[] from) {
                Transpose.run(from, so, sourceStep, (float[]) target, to, targetRow, length, rows);
            } else {
                tiled(source, so, sourceStep, target, to, targetRow, rows, length);
            }
        } else {
            plain(source, so, sourceRow, sourceStep, target, to, targetRow, targetStep, rows, length);
        }
    }

    private static void tiled(
            Object source, int so, int sourceStep, Object target, int to, int targetRow, int rows, int length) {
        for (int row = 0; row < rows; row += TILE) {
            int tileRows = Math.min(TILE, rows - row);
            for (int i = 0; i < length; i += TILE) {
                int in = so + row + i * sourceStep;
                int out = to + row * targetRow + i;
                plain(source, in, 1, sourceStep, target, out, targetRow, 1, tileRows, Math.min(TILE, length - i));
            }
        }
    }

    private static void fill(Object source, int so, Object target, int o, int length) {
        switch (target) {
            case float[] to -> Arrays.fill(to, o, o + length, ((float[]) source)[so]);
            case double[] to -> Arrays.fill(to, o, o + length, ((double[]) source)[so]);
            case int[] to -> Arrays.fill(to, o, o + length, ((int[]) source)[so]);
            case long[] to -> Arrays.fill(to, o, o + length, ((long[]) source)[so]);
            case short[] to -> Arrays.fill(to, o, o + length, ((short[]) source)[so]);
            case byte[] to -> Arrays.fill(to, o, o + length, ((byte[]) source)[so]);
            case Object[] to -> Arrays.fill(to, o, o + length, ((Object[]) source)[so]);
            default -> throw new IllegalArgumentException("no carrier: " + target.getClass());
        }
    }

    private static void plain(
            Object source,
            int so,
            int sourceRow,
            int sourceStep,
            Object target,
            int to,
            int targetRow,
            int targetStep,
            int rows,
            int length) {
        switch (source) {
            case float[] from ->
                strided(from, so, sourceRow, sourceStep, (float[]) target, to, targetRow, targetStep, rows, length);
            case double[] from ->
                strided(from, so, sourceRow, sourceStep, (double[]) target, to, targetRow, targetStep, rows, length);
            case int[] from ->
                strided(from, so, sourceRow, sourceStep, (int[]) target, to, targetRow, targetStep, rows, length);
            case long[] from ->
                strided(from, so, sourceRow, sourceStep, (long[]) target, to, targetRow, targetStep, rows, length);
            case short[] from ->
                strided(from, so, sourceRow, sourceStep, (short[]) target, to, targetRow, targetStep, rows, length);
            case byte[] from ->
                strided(from, so, sourceRow, sourceStep, (byte[]) target, to, targetRow, targetStep, rows, length);
            case Object[] from ->
                strided(from, so, sourceRow, sourceStep, (Object[]) target, to, targetRow, targetStep, rows, length);
            default -> throw new IllegalArgumentException("no carrier: " + source.getClass());
        }
    }

    private static void strided(
            float[] source,
            int so,
            int sourceRow,
            int sourceStep,
            float[] target,
            int to,
            int targetRow,
            int targetStep,
            int rows,
            int length) {
        for (int row = 0; row < rows; row++) {
            int in = so + row * sourceRow;
            int out = to + row * targetRow;
            for (int i = 0; i < length; i++) {
                target[out + i * targetStep] = source[in + i * sourceStep];
            }
        }
    }

    private static void strided(
            double[] source,
            int so,
            int sourceRow,
            int sourceStep,
            double[] target,
            int to,
            int targetRow,
            int targetStep,
            int rows,
            int length) {
        for (int row = 0; row < rows; row++) {
            int in = so + row * sourceRow;
            int out = to + row * targetRow;
            for (int i = 0; i < length; i++) {
                target[out + i * targetStep] = source[in + i * sourceStep];
            }
        }
    }

    private static void strided(
            int[] source,
            int so,
            int sourceRow,
            int sourceStep,
            int[] target,
            int to,
            int targetRow,
            int targetStep,
            int rows,
            int length) {
        for (int row = 0; row < rows; row++) {
            int in = so + row * sourceRow;
            int out = to + row * targetRow;
            for (int i = 0; i < length; i++) {
                target[out + i * targetStep] = source[in + i * sourceStep];
            }
        }
    }

    private static void strided(
            long[] source,
            int so,
            int sourceRow,
            int sourceStep,
            long[] target,
            int to,
            int targetRow,
            int targetStep,
            int rows,
            int length) {
        for (int row = 0; row < rows; row++) {
            int in = so + row * sourceRow;
            int out = to + row * targetRow;
            for (int i = 0; i < length; i++) {
                target[out + i * targetStep] = source[in + i * sourceStep];
            }
        }
    }

    private static void strided(
            short[] source,
            int so,
            int sourceRow,
            int sourceStep,
            short[] target,
            int to,
            int targetRow,
            int targetStep,
            int rows,
            int length) {
        for (int row = 0; row < rows; row++) {
            int in = so + row * sourceRow;
            int out = to + row * targetRow;
            for (int i = 0; i < length; i++) {
                target[out + i * targetStep] = source[in + i * sourceStep];
            }
        }
    }

    private static void strided(
            byte[] source,
            int so,
            int sourceRow,
            int sourceStep,
            byte[] target,
            int to,
            int targetRow,
            int targetStep,
            int rows,
            int length) {
        for (int row = 0; row < rows; row++) {
            int in = so + row * sourceRow;
            int out = to + row * targetRow;
            for (int i = 0; i < length; i++) {
                target[out + i * targetStep] = source[in + i * sourceStep];
            }
        }
    }

    private static void strided(
            Object[] source,
            int so,
            int sourceRow,
            int sourceStep,
            Object[] target,
            int to,
            int targetRow,
            int targetStep,
            int rows,
            int length) {
        for (int row = 0; row < rows; row++) {
            int in = so + row * sourceRow;
            int out = to + row * targetRow;
            for (int i = 0; i < length; i++) {
                target[out + i * targetStep] = source[in + i * sourceStep];
            }
        }
    }
}
