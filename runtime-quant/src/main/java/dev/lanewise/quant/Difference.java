package dev.lanewise.quant;

/**
 * How far the values of one tensor are from those of the original, over all samples.
 *
 * @param cosine the mean of the samples' cosines; 1 where both are all zeros, 0 where one is
 * @param snr the signal-to-noise ratio in dB, {@code 10 log10(sum x^2 / sum (x - y)^2)} with x the original: infinite where
 *     nothing differs, minus infinity where one is infinite or not a number and the other is not the same
 * @param largest the largest absolute difference
 */
public record Difference(double cosine, double snr, double largest) {

    /** Sums over samples. */
    static final class Sum {

        private double signal;
        private double noise;
        private double cosines;
        private double largest;
        private int samples;

        /** One sample more; both arrays have the same length. */
        void add(double[] original, double[] changed) {
            double xx = 0;
            double yy = 0;
            double xy = 0;
            for (int i = 0; i < original.length; i++) {
                double x = original[i];
                double y = changed[i];
                if (Double.isFinite(x) && Double.isFinite(y)) {
                    xx += x * x;
                    yy += y * y;
                    xy += x * y;
                    noise += (x - y) * (x - y);
                    largest = Math.max(largest, Math.abs(x - y));
                } else if (Double.compare(x, y) != 0) {
                    noise = Double.POSITIVE_INFINITY;
                    largest = Double.POSITIVE_INFINITY;
                }
            }
            signal += xx;
            cosines += xx == 0 || yy == 0 ? (xx == yy ? 1 : 0) : xy / Math.sqrt(xx) / Math.sqrt(yy);
            samples++;
        }

        Difference difference() {
            double snr = noise == 0 ? Double.POSITIVE_INFINITY : 10 * Math.log10(signal / noise);
            return new Difference(cosines / samples, snr, largest);
        }
    }
}
