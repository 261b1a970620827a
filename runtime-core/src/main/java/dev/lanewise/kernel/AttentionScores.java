package dev.lanewise.kernel;

import java.util.Arrays;

/** Turns the scores of one query into weights of the values, in three passes. */
public final class AttentionScores {

    private AttentionScores() {}

    /** {@code scores *= scale}; returns the largest result. */
    public static float scale(float[] scores, int so, float scale, int n) {
        if (Twins.simd()) {
            return AttentionScoresSimd.scale(scores, so, scale, n);
        }
        for (int i = so; i < so + n; i++) {
            scores[i] *= scale;
        }
        return Sums.max(scores, so, n);
    }

    /** {@code scores = scores * scale + mask}, the product rounded; returns the largest result. */
    public static float scaleAndMask(float[] scores, int so, float scale, float[] mask, int mo, int n) {
        if (Twins.simd()) {
            return AttentionScoresSimd.scaleAndMask(scores, so, scale, mask, mo, n);
        }
        for (int i = 0; i < n; i++) {
            scores[so + i] = scores[so + i] * scale + mask[mo + i];
        }
        return Sums.max(scores, so, n);
    }

    /**
     * {@code scores = exp(scores - max)}; returns the factor that makes them sum to one. Where {@code max} is negative
     * infinity nothing is seen: all become zeros.
     */
    public static float weigh(float[] scores, int so, float max, int n) {
        if (max == Float.NEGATIVE_INFINITY) {
            Arrays.fill(scores, so, so + n, 0f);
            return 1;
        }
        return 1 / Sums.expOfDifference(scores, so, max, scores, so, n);
    }

    /** {@code values *= factor}. */
    public static void normalise(float[] values, int vo, float factor, int n) {
        int done = Twins.simd() ? NormalizeSimd.scale(values, vo, factor, n) : 0;
        for (int i = vo + done; i < vo + n; i++) {
            values[i] *= factor;
        }
    }
}
