package dev.lanewise.kernel;

import org.jspecify.annotations.Nullable;

/** Filters with a memory: what SVDF layers compute. */
public final class SvdfKernels {

    private SvdfKernels() {}

    /** Moves each of {@code count} memories of {@code length} on by one and puts the newest number behind. */
    public static void remember(float[] newest, int no, float[] memory, int mo, int count, int length) {
        System.arraycopy(memory, mo + 1, memory, mo, count * length - 1);
        for (int i = 0; i < count; i++) {
            memory[mo + i * length + length - 1] = newest[no + i];
        }
    }

    /** Sums {@code rank} filters after each other of their memories times their weights, for {@code count} outputs. */
    public static void sum(
            float[] memory,
            int mo,
            float[] weights,
            int wo,
            int filters,
            int length,
            int rank,
            float[] y,
            int yo,
            int count) {
        for (int i = 0; i < count; i++) {
            float sum = 0;
            for (int j = 0; j < rank; j++) {
                int filter = i * rank + j;
                sum += dot(memory, mo + filter * length, weights, wo + filter % filters * length, length);
            }
            y[yo + i] = sum;
        }
    }

    private static float dot(float[] a, int ao, float[] b, int bo, int n) {
        float sum = 0;
        for (int i = 0; i < n; i++) {
            sum += a[ao + i] * b[bo + i];
        }
        return sum;
    }

    /** Adds a vector of {@code width} to every row of {@code n} numbers. */
    public static void add(float[] vector, int vo, int width, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] += vector[vo + i % width];
        }
    }

    /** Moves all memories on by one and puts {@code x * weights * factor} behind, saturated to 16 bits. */
    public static void remember(
            byte[] x,
            int xo,
            int rows,
            int depth,
            int zero,
            byte[] weights,
            int wo,
            int filters,
            FixedPointFactor factor,
            short[] memory,
            int mo,
            int length) {
        System.arraycopy(memory, mo + 1, memory, mo, rows * filters * length - 1);
        for (int row = 0; row < rows; row++) {
            for (int filter = 0; filter < filters; filter++) {
                int sum = 0;
                for (int i = 0; i < depth; i++) {
                    sum += weights[wo + filter * depth + i] * (x[xo + row * depth + i] - zero);
                }
                memory[mo + (row * filters + filter) * length + length - 1] =
                        (short) Math.clamp(factor.times(sum), Short.MIN_VALUE, Short.MAX_VALUE);
            }
        }
    }

    /** As the sum in float, plus a bias where there is one, times a factor plus {@code zero}, saturated to 8 bits. */
    public static void sum(
            short[] memory,
            int mo,
            short[] weights,
            int wo,
            int filters,
            int length,
            int rank,
            int @Nullable [] bias,
            int bo,
            FixedPointFactor factor,
            int zero,
            byte[] y,
            int yo,
            int count) {
        int units = filters / rank;
        for (int i = 0; i < count; i++) {
            int sum = bias == null ? 0 : bias[bo + i % units];
            for (int j = 0; j < rank; j++) {
                int filter = i * rank + j;
                for (int k = 0; k < length; k++) {
                    sum += memory[mo + filter * length + k] * weights[wo + filter % filters * length + k];
                }
            }
            y[yo + i] = (byte) Math.clamp((long) factor.times(sum) + zero, Byte.MIN_VALUE, Byte.MAX_VALUE);
        }
    }
}
