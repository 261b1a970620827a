package dev.lanewise.kernel;

import java.util.Arrays;

/**
 * Discrete Fourier transforms of one length, in doubles: the Cooley–Tukey method for powers of two, Bluestein's for
 * other lengths ("A linear filtering approach to the computation of discrete Fourier transform", 1970). Plans are
 * immutable.
 */
public final class Fourier {

    private final int length;
    private final int padded;
    private final double[] cos;
    private final double[] sin;
    private final double[] chirp;
    private final double[] filter;

    /** A plan for transforms of {@code length} numbers. */
    public Fourier(int length) {
        this.length = length;
        boolean power = Integer.bitCount(length) == 1;
        padded = power ? length : Integer.highestOneBit(Math.multiplyExact(2, length) - 1) * 2;
        cos = new double[padded / 2];
        sin = new double[padded / 2];
        for (int i = 0; i < padded / 2; i++) {
            cos[i] = Math.cos(2 * Math.PI * i / padded);
            sin[i] = -Math.sin(2 * Math.PI * i / padded);
        }
        chirp = new double[power ? 0 : 2 * length];
        filter = new double[power ? 0 : 2 * padded];
        if (!power) {
            prepareChirp();
        }
    }

    private void prepareChirp() {
        for (int i = 0; i < length; i++) {
            double angle = Math.PI * ((long) i * i % (2L * length)) / length;
            chirp[2 * i] = Math.cos(angle);
            chirp[2 * i + 1] = -Math.sin(angle);
            for (int at : new int[] {i, (padded - i) % padded}) {
                filter[2 * at] = chirp[2 * i];
                filter[2 * at + 1] = -chirp[2 * i + 1];
            }
        }
        powerOfTwo(filter, 0);
    }

    /** Doubles of scratch that {@link #run} takes. */
    public int scratchLength() {
        return chirp.length == 0 ? 0 : 2 * padded;
    }

    /**
     * Transforms {@code length} complex numbers at {@code z[zo]}, real and imaginary parts in turns, in place. The
     * inverse divides by the length.
     */
    public void run(boolean inverse, double[] z, int zo, double[] scratch, int so) {
        if (inverse) {
            conjugate(z, zo, length, 1);
        }
        if (chirp.length == 0) {
            powerOfTwo(z, zo);
        } else {
            bluestein(z, zo, scratch, so);
        }
        if (inverse) {
            conjugate(z, zo, length, 1.0 / length);
        }
    }

    private static void conjugate(double[] z, int zo, int n, double factor) {
        for (int i = 0; i < n; i++) {
            z[zo + 2 * i] *= factor;
            z[zo + 2 * i + 1] *= -factor;
        }
    }

    private void bluestein(double[] z, int zo, double[] s, int so) {
        Arrays.fill(s, so, so + 2 * padded, 0);
        multiply(z, zo, chirp, 0, s, so, length);
        powerOfTwo(s, so);
        multiply(s, so, filter, 0, s, so, padded);
        conjugate(s, so, padded, 1);
        powerOfTwo(s, so);
        conjugate(s, so, padded, 1.0 / padded);
        multiply(s, so, chirp, 0, z, zo, length);
    }

    private static void multiply(double[] a, int ao, double[] b, int bo, double[] y, int yo, int n) {
        for (int i = 0; i < 2 * n; i += 2) {
            double real = a[ao + i] * b[bo + i] - a[ao + i + 1] * b[bo + i + 1];
            y[yo + i + 1] = a[ao + i] * b[bo + i + 1] + a[ao + i + 1] * b[bo + i];
            y[yo + i] = real;
        }
    }

    /** A transform of {@code padded} numbers. */
    private void powerOfTwo(double[] z, int zo) {
        int shift = Integer.numberOfLeadingZeros(padded) + 1;
        for (int i = 1; i < padded - 1; i++) {
            int j = Integer.reverse(i) >>> shift;
            if (i < j) {
                swap(z, zo + 2 * i, zo + 2 * j);
                swap(z, zo + 2 * i + 1, zo + 2 * j + 1);
            }
        }
        for (int half = 1; half < padded; half *= 2) {
            int step = padded / (2 * half);
            for (int block = 0; block < padded; block += 2 * half) {
                for (int k = 0; k < half; k++) {
                    int a = zo + 2 * (block + k);
                    int b = a + 2 * half;
                    double real = z[b] * cos[k * step] - z[b + 1] * sin[k * step];
                    double imaginary = z[b] * sin[k * step] + z[b + 1] * cos[k * step];
                    z[b] = z[a] - real;
                    z[b + 1] = z[a + 1] - imaginary;
                    z[a] += real;
                    z[a + 1] += imaginary;
                }
            }
        }
    }

    private static void swap(double[] z, int i, int j) {
        double kept = z[i];
        z[i] = z[j];
        z[j] = kept;
    }
}
