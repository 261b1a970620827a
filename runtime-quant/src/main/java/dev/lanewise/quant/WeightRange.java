package dev.lanewise.quant;

/** The scale that a group of weights shares. */
final class WeightRange {

    /** Weights of so many bits are rounded finely enough that cutting off the largest does not pay. */
    private static final int FINE_BITS = 6;

    /** How far the range is narrowed in search of the best, in steps of a hundredth. */
    private static final int STEPS = 50;

    /** The scale of weights that are all 0: small, since a bias may be counted in steps of it. */
    private static final float ZERO_SCALE = 1e-8f;

    private WeightRange() {}

    static Affine affine(float[] weights, WeightFormat format) {
        Range range = RangeFinder.ends(weights);
        if (range == null || range.magnitude() == 0) {
            Affine any = affine(new Range(-1, 1), 1, format);
            return new Affine(ZERO_SCALE, any.zero(), any.least(), any.greatest());
        }
        Affine best = affine(range, 1, format);
        if (format.bits() >= FINE_BITS) {
            return best;
        }
        double least = error(weights, best);
        for (int i = 1; i <= STEPS; i++) {
            Affine narrower = affine(range, 1 - i / 100f, format);
            double error = error(weights, narrower);
            if (error < least) {
                least = error;
                best = narrower;
            }
        }
        return best;
    }

    private static Affine affine(Range range, float factor, WeightFormat format) {
        var scaled = new Range(range.least() * factor, range.greatest() * factor);
        return Affine.of(scaled, format.bits(), true, format.symmetric());
    }

    private static double error(float[] weights, Affine affine) {
        double sum = 0;
        for (float weight : weights) {
            double error = weight - affine.dequantize(affine.quantize(weight));
            sum += error * error;
        }
        return sum;
    }
}
