package dev.lanewise.kernel;

/**
 * The first halves of the discrete Fourier transforms of lines of real numbers, whose length is a power of two: a
 * transform of half as many complex numbers, with even places for real parts and odd ones for imaginary parts, taken
 * apart behind it (Cooley, Lewis and Welch, "The fast Fourier transform algorithm", 1970). In doubles, with a line in
 * each lane of a vector. Plans are immutable.
 */
public final class RealFourier {

    /** Lines that are transformed together: doubles of a vector. */
    public static final int LINES = Isa.LANES / 2;

    private final int half;
    private final int[] reversed;
    private final double[] cos;
    private final double[] sin;

    /** A plan for lines of {@code length} numbers, which {@link #suits}. */
    public RealFourier(int length) {
        half = length / 2;
        reversed = new int[half];
        cos = new double[half + 1];
        sin = new double[half + 1];
        int shift = Integer.numberOfLeadingZeros(half) + 1;
        for (int i = 0; i <= half; i++) {
            cos[i] = Math.cos(2 * Math.PI * i / length);
            sin[i] = -Math.sin(2 * Math.PI * i / length);
        }
        for (int i = 0; i < half; i++) {
            reversed[i] = Integer.reverse(i) >>> shift;
        }
    }

    /** Whether there are plans for lines of this length. */
    public static boolean suits(int length) {
        return Isa.SIMD && length >= 4 && Integer.bitCount(length) == 1;
    }

    /** Doubles of scratch that {@link #run} takes. */
    public int scratchLength() {
        return 2 * LINES * (2 * half + 1);
    }

    /**
     * Transforms {@code lines} lines, at most {@link #LINES}, of {@code given} floats each, which are cut or filled with
     * zeros, one behind the other. Each gives {@code length / 2 + 1} numbers, real and imaginary parts in turns.
     */
    public void run(float[] x, int xo, int given, int lines, float[] y, int yo, double[] scratch, int so) {
        int numbers = Math.min(given, 2 * half);
        for (int line = 0; line < lines; line++) {
            read(x, xo + line * given, numbers, scratch, so + line);
        }
        int spectra = so + 2 * LINES * half;
        if (Twins.simd()) {
            RealFourierSimd.transform(half, cos, sin, scratch, so);
            RealFourierSimd.takeApart(half, cos, sin, scratch, so, spectra);
        } else {
            RealFourierScalar.transform(half, cos, sin, scratch, so);
            RealFourierScalar.takeApart(half, cos, sin, scratch, so, spectra);
        }
        int outputs = 2 * (half + 1);
        for (int line = 0; line < lines; line++) {
            for (int i = 0; i < outputs; i++) {
                y[yo + line * outputs + i] = (float) scratch[spectra + i * LINES + line];
            }
        }
    }

    /** Puts a line's numbers in the order of reversed bits, {@link #LINES} apart. */
    private void read(float[] x, int xo, int numbers, double[] z, int zo) {
        for (int i = 0; i < half; i++) {
            int at = zo + 2 * LINES * reversed[i];
            z[at] = 2 * i < numbers ? x[xo + 2 * i] : 0;
            z[at + LINES] = 2 * i + 1 < numbers ? x[xo + 2 * i + 1] : 0;
        }
    }
}
