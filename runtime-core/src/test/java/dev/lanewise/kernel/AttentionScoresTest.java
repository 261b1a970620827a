package dev.lanewise.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AttentionScoresTest {

    private static final int MOST = 70;

    private final SplittableRandom random = new SplittableRandom(5);

    private float[] floats() {
        var floats = new float[MOST + 8];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = random.nextFloat() * 8 - 4;
        }
        return floats;
    }

    @Test
    void scaledAndMaskedScoresHaveTheBitsOfPlainArithmetic() {
        for (int n = 0; n <= MOST; n++) {
            float[] scores = floats();
            float[] mask = floats();
            float[] scaled = scores.clone();
            float[] masked = scores.clone();
            float mostScaled = Float.NEGATIVE_INFINITY;
            float mostMasked = Float.NEGATIVE_INFINITY;
            for (int i = 3; i < 3 + n; i++) {
                scaled[i] = scores[i] * 0.3f;
                masked[i] = scores[i] * 0.3f + mask[i + 2];
                mostScaled = Math.max(mostScaled, scaled[i]);
                mostMasked = Math.max(mostMasked, masked[i]);
            }
            float[] found = scores.clone();
            assertEquals(mostScaled, AttentionScores.scale(found, 3, 0.3f, n));
            assertArrayEquals(scaled, found);
            found = scores.clone();
            assertEquals(mostMasked, AttentionScores.scaleAndMask(found, 3, 0.3f, mask, 5, n));
            assertArrayEquals(masked, found);
        }
    }

    @Test
    void weightsTimesTheirFactorSumToOne() {
        for (int n = 1; n <= MOST; n++) {
            float[] scores = floats();
            double sum = 0;
            for (int i = 3; i < 3 + n; i++) {
                sum += Math.exp(scores[i]);
            }
            float[] found = scores.clone();
            float factor = AttentionScores.weigh(found, 3, Sums.max(found, 3, n), n);
            AttentionScores.normalise(found, 3, factor, n);
            for (int i = 0; i < found.length; i++) {
                boolean inside = i >= 3 && i < 3 + n;
                assertEquals(inside ? Math.exp(scores[i]) / sum : scores[i], found[i], 1e-6);
            }
        }
    }

    @Test
    void whereNothingIsSeenAllWeightsAreZero() {
        float[] scores = {1, Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY, 2};
        assertEquals(1, AttentionScores.weigh(scores, 1, Float.NEGATIVE_INFINITY, 2));
        assertArrayEquals(new float[] {1, 0, 0, 2}, scores);
    }
}
