package dev.lanewise.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of {@link RealFourier}. Number {@code i} of all lines is two vectors, the real parts at {@code 2 * i} vectors
 * from the beginning and the imaginary ones behind them; {@code cos} and {@code sin} hold the roots of unity of twice the
 * transform's length.
 */
final class RealFourierSimd {

    private static final VectorSpecies<Double> D = VectorSpecies.of(double.class, Lanes.F.vectorShape());

    private static final int L = RealFourier.LINES;

    private RealFourierSimd() {}

    /** Transforms {@code n} complex numbers, in the order of reversed bits, in place. */
    static void transform(int n, double[] cos, double[] sin, double[] z, int zo) {
        for (int half = 1; half < n; half *= 2) {
            for (int k = 0; k < half; k++) {
                int root = n / half * k;
                butterflies(n / (2 * half), half, cos[root], sin[root], z, zo + 2 * L * k);
            }
        }
    }

    private static void butterflies(int count, int half, double cos, double sin, double[] z, int zo) {
        var c = DoubleVector.broadcast(D, cos);
        var s = DoubleVector.broadcast(D, sin);
        int apart = 2 * L * half;
        for (int i = 0; i < count; i++) {
            int a = zo + 2 * apart * i;
            int b = a + apart;
            var real = DoubleVector.fromArray(D, z, b);
            var imaginary = DoubleVector.fromArray(D, z, b + L);
            var turnedReal = real.mul(c).sub(imaginary.mul(s));
            var turnedImaginary = real.mul(s).add(imaginary.mul(c));
            real = DoubleVector.fromArray(D, z, a);
            imaginary = DoubleVector.fromArray(D, z, a + L);
            real.sub(turnedReal).intoArray(z, b);
            imaginary.sub(turnedImaginary).intoArray(z, b + L);
            real.add(turnedReal).intoArray(z, a);
            imaginary.add(turnedImaginary).intoArray(z, a + L);
        }
    }

    /**
     * The spectrum of real numbers from that of {@code n} pairs of them: with {@code a} its number {@code k} and {@code b}
     * the conjugate of number {@code n - k}, the even ones' is {@code (a + b) / 2} and the odd ones' {@code (a - b) / 2i},
     * to be turned by {@code k} steps.
     */
    static void takeApart(int n, double[] cos, double[] sin, double[] z, int zo, int yo) {
        for (int k = 0; k <= n; k++) {
            int a = zo + 2 * L * (k % n);
            int b = zo + 2 * L * ((n - k) % n);
            var real = DoubleVector.fromArray(D, z, a);
            var imaginary = DoubleVector.fromArray(D, z, a + L);
            var otherReal = DoubleVector.fromArray(D, z, b);
            var otherImaginary = DoubleVector.fromArray(D, z, b + L);
            var oddReal = imaginary.add(otherImaginary).mul(0.5);
            var oddImaginary = otherReal.sub(real).mul(0.5);
            int y = yo + 2 * L * k;
            real.add(otherReal)
                    .mul(0.5)
                    .add(oddReal.mul(cos[k]))
                    .sub(oddImaginary.mul(sin[k]))
                    .intoArray(z, y);
            imaginary
                    .sub(otherImaginary)
                    .mul(0.5)
                    .add(oddImaginary.mul(cos[k]))
                    .add(oddReal.mul(sin[k]))
                    .intoArray(z, y + L);
        }
    }
}
