package dev.lanewise.op.vision;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.DynamicOperator;
import dev.lanewise.op.Evaluation;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Picks boxes in order of their scores, leaving out those that overlap one picked before. Inputs: boxes [B, 4], two
 * opposite corners, each (y, x); scores [B]; the number of results, INT64; the overlap from which on a box is left out;
 * the score that a box must exceed; and optionally the width σ of the bell curve by which overlaps lower scores. Outputs:
 * indices [n], INT32; scores [n]; the number of boxes picked, INT32, behind which the others are 0. TFLite
 * NON_MAX_SUPPRESSION_V4 and V5.
 */
public record SoftNonMaxSuppression() implements DynamicOperator {

    private record Candidate(int index, float score, int compared) {}

    @Override
    public List<ValueType> infer(Inference in) {
        in.requireRank(0, 2, 2);
        in.requireRank(1, 1, 1);
        in.require(0, ElementType.FLOAT);
        in.require(1, ElementType.FLOAT);
        in.require(2, ElementType.INT64);
        long[] most = in.longs(2);
        long count = most == null || most.length != 1 ? Shape.ANY : most[0];
        if (most != null && (most.length != 1 || most[0] < 0 || most[0] > Integer.MAX_VALUE)) {
            throw in.error("the number of results is not one number of 0 or more");
        }
        return List.of(
                TensorType.of(ElementType.INT32, count),
                TensorType.of(ElementType.FLOAT, count),
                TensorType.of(ElementType.INT32));
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        Tensor boxes = tensor(inputs, 0);
        Tensor scores = tensor(inputs, 1);
        long most = tensor(inputs, 2).longs()[0];
        if (boxes.dim(1) != 4 || boxes.dim(0) != scores.dim(0) || most < 0 || most > Integer.MAX_VALUE) {
            throw on.error("boxes " + boxes + " do not fit scores " + scores + ", or " + most + " results");
        }
        float overlap = tensor(inputs, 3).floats()[0];
        float least = tensor(inputs, 4).floats()[0];
        float sigma =
                inputs.size() > 5 && inputs.get(5) != null ? tensor(inputs, 5).floats()[0] : 0;
        Tensor indices = on.allocate(ElementType.INT32, most);
        Tensor values = on.allocate(ElementType.FLOAT, most);
        Tensor picked = on.allocate(ElementType.INT32);
        picked.ints()[0] =
                pick(on, boxes.floats(), scores.floats(), overlap, least, sigma, indices.ints(), values.floats());
        return List.of(indices, values, picked);
    }

    private static Tensor tensor(List<@Nullable Value> inputs, int index) {
        return (Tensor) Objects.requireNonNull(inputs.get(index));
    }

    private static int pick(
            Evaluation on,
            float[] boxes,
            float[] scores,
            float overlap,
            float least,
            float sigma,
            int[] indices,
            float[] values) {
        var waiting = new PriorityQueue<Candidate>(
                Comparator.comparingDouble(Candidate::score).reversed().thenComparingInt(Candidate::index));
        for (int i = 0; i < scores.length; i++) {
            if (scores[i] > least) {
                waiting.add(new Candidate(i, scores[i], 0));
            }
        }
        float curve = sigma > 0 ? -0.5f / sigma : 0;
        int count = 0;
        while (count < indices.length && !waiting.isEmpty()) {
            on.checkpoint();
            Candidate next = waiting.remove();
            float score = next.score;
            boolean out = false;
            for (int j = count - 1; j >= next.compared && !out && score > least; j--) {
                float shared = shared(boxes, 4 * next.index, 4 * indices[j]);
                out = shared >= overlap;
                score *= sigma > 0 && !out ? (float) Math.exp(curve * shared * shared) : 1;
            }
            if (out) {
                continue;
            }
            if (score == next.score) {
                indices[count] = next.index;
                values[count++] = score;
            } else if (score > least) {
                waiting.add(new Candidate(next.index, score, count));
            }
        }
        return count;
    }

    /** Intersection over union of two boxes. */
    private static float shared(float[] b, int i, int j) {
        float area = area(b, i);
        float other = area(b, j);
        if (area <= 0 || other <= 0) {
            return 0;
        }
        float height = Math.min(Math.max(b[i], b[i + 2]), Math.max(b[j], b[j + 2]))
                - Math.max(Math.min(b[i], b[i + 2]), Math.min(b[j], b[j + 2]));
        float width = Math.min(Math.max(b[i + 1], b[i + 3]), Math.max(b[j + 1], b[j + 3]))
                - Math.max(Math.min(b[i + 1], b[i + 3]), Math.min(b[j + 1], b[j + 3]));
        float both = Math.max(0, height) * Math.max(0, width);
        return both / (area + other - both);
    }

    private static float area(float[] b, int i) {
        return Math.abs(b[i + 2] - b[i]) * Math.abs(b[i + 3] - b[i + 1]);
    }
}
