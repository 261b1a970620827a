package dev.lanewise.kernel;

import static dev.lanewise.kernel.Lanes.F;
import static dev.lanewise.kernel.Lanes.L;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Vector twins of the loops of {@link AttentionScores}. */
final class AttentionScoresSimd {

    private AttentionScoresSimd() {}

    static float scale(float[] scores, int so, float scale, int n) {
        int end = F.loopBound(n);
        var largest = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < end; i += L) {
            var scaled = FloatVector.fromArray(F, scores, so + i).mul(scale);
            scaled.intoArray(scores, so + i);
            largest = largest.max(scaled);
        }
        float max = largest.reduceLanes(VectorOperators.MAX);
        for (int i = end; i < n; i++) {
            scores[so + i] *= scale;
            max = Math.max(max, scores[so + i]);
        }
        return max;
    }

    static float scaleAndMask(float[] scores, int so, float scale, float[] mask, int mo, int n) {
        int end = F.loopBound(n);
        var largest = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < end; i += L) {
            var scaled = FloatVector.fromArray(F, scores, so + i).mul(scale);
            var masked = scaled.add(FloatVector.fromArray(F, mask, mo + i));
            masked.intoArray(scores, so + i);
            largest = largest.max(masked);
        }
        float max = largest.reduceLanes(VectorOperators.MAX);
        for (int i = end; i < n; i++) {
            scores[so + i] = scores[so + i] * scale + mask[mo + i];
            max = Math.max(max, scores[so + i]);
        }
        return max;
    }
}
