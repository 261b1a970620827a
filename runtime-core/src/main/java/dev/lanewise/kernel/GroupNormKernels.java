package dev.lanewise.kernel;

import java.util.Arrays;

/** Normalisation of groups of channels over all pixels of a channels-last image. Sums are doubles. */
public final class GroupNormKernels {

    private GroupNormKernels() {}

    /**
     * Normalises {@code count} channels, whole groups of {@code size}, of one image of floats of {@code pixels} pixels
     * {@code step} apart. Scale and bias have an entry for each channel, or each group when {@code perGroup}. {@code
     * sums} is scratch for two numbers a channel.
     */
    public static void run(
            float[] x,
            int xo,
            float[] y,
            int yo,
            int pixels,
            int step,
            int count,
            int size,
            float[] scale,
            int so,
            float[] bias,
            int bo,
            boolean perGroup,
            double epsilon,
            double[] sums,
            int at) {
        Arrays.fill(sums, at, at + 2 * count, 0);
        for (int pixel = 0; pixel < pixels; pixel++) {
            int in = xo + pixel * step;
            for (int c = 0; c < count; c++) {
                sums[at + c] += x[in + c];
            }
        }
        mean(sums, at, count, size, pixels);
        int squares = at + count;
        for (int pixel = 0; pixel < pixels; pixel++) {
            int in = xo + pixel * step;
            for (int c = 0; c < count; c++) {
                double deviation = x[in + c] - sums[at + c];
                sums[squares + c] += deviation * deviation;
            }
        }
        mean(sums, squares, count, size, pixels);
        for (int c = 0; c < count; c++) {
            int parameter = perGroup ? c / size : c;
            double factor = scale[so + parameter] / Math.sqrt(sums[squares + c] + epsilon);
            sums[squares + c] = factor;
            sums[at + c] = bias[bo + parameter] - sums[at + c] * factor;
        }
        for (int pixel = 0; pixel < pixels; pixel++) {
            int in = xo + pixel * step;
            int out = yo + pixel * step;
            for (int c = 0; c < count; c++) {
                y[out + c] = (float) (x[in + c] * sums[squares + c] + sums[at + c]);
            }
        }
    }

    /**
     * Normalises {@code count} channels, whole groups of {@code size}, of one image of doubles of {@code pixels} pixels
     * {@code step} apart. Scale and bias have an entry for each channel, or each group when {@code perGroup}. {@code
     * sums} is scratch for two numbers a channel.
     */
    public static void run(
            double[] x,
            int xo,
            double[] y,
            int yo,
            int pixels,
            int step,
            int count,
            int size,
            double[] scale,
            int so,
            double[] bias,
            int bo,
            boolean perGroup,
            double epsilon,
            double[] sums,
            int at) {
        Arrays.fill(sums, at, at + 2 * count, 0);
        for (int pixel = 0; pixel < pixels; pixel++) {
            int in = xo + pixel * step;
            for (int c = 0; c < count; c++) {
                sums[at + c] += x[in + c];
            }
        }
        mean(sums, at, count, size, pixels);
        int squares = at + count;
        for (int pixel = 0; pixel < pixels; pixel++) {
            int in = xo + pixel * step;
            for (int c = 0; c < count; c++) {
                double deviation = x[in + c] - sums[at + c];
                sums[squares + c] += deviation * deviation;
            }
        }
        mean(sums, squares, count, size, pixels);
        for (int c = 0; c < count; c++) {
            int parameter = perGroup ? c / size : c;
            double factor = scale[so + parameter] / Math.sqrt(sums[squares + c] + epsilon);
            sums[squares + c] = factor;
            sums[at + c] = bias[bo + parameter] - sums[at + c] * factor;
        }
        for (int pixel = 0; pixel < pixels; pixel++) {
            int in = xo + pixel * step;
            int out = yo + pixel * step;
            for (int c = 0; c < count; c++) {
                y[out + c] = (x[in + c] * sums[squares + c] + sums[at + c]);
            }
        }
    }

    /** Replaces sums by channel with the means of their groups. */
    private static void mean(double[] sums, int at, int count, int size, int pixels) {
        for (int group = 0; group < count; group += size) {
            double sum = 0;
            for (int c = 0; c < size; c++) {
                sum += sums[at + group + c];
            }
            Arrays.fill(sums, at + group, at + group + size, sum / ((double) pixels * size));
        }
    }
}
