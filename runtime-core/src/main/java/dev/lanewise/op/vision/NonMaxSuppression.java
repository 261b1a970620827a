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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Picks boxes in order of their scores, for each batch and class, leaving out those that overlap one picked before.
 * Inputs: boxes [N, B, 4], scores [N, classes, B], and optionally the most boxes of a class, the overlap from which on
 * a box is left out, and the score from which on it counts. The output is [picked, 3]: batch, class and box. ONNX
 * NonMaxSuppression.
 *
 * @param centers whether boxes are (x centre, y centre, width, height) rather than two corners, each (y, x)
 */
public record NonMaxSuppression(boolean centers) implements DynamicOperator {

    private record Box(float top, float left, float bottom, float right) {

        static Box of(float[] b, int at, boolean centers) {
            if (centers) {
                float halfWidth = b[at + 2] / 2;
                float halfHeight = b[at + 3] / 2;
                return new Box(b[at + 1] - halfHeight, b[at] - halfWidth, b[at + 1] + halfHeight, b[at] + halfWidth);
            }
            return new Box(
                    Math.min(b[at], b[at + 2]),
                    Math.min(b[at + 1], b[at + 3]),
                    Math.max(b[at], b[at + 2]),
                    Math.max(b[at + 1], b[at + 3]));
        }

        float area() {
            return (bottom - top) * (right - left);
        }

        boolean overlaps(Box other, float threshold) {
            float height = Math.min(bottom, other.bottom) - Math.max(top, other.top);
            float width = Math.min(right, other.right) - Math.max(left, other.left);
            if (height <= 0 || width <= 0) {
                return false;
            }
            float shared = height * width;
            float union = area() + other.area() - shared;
            return area() > 0 && other.area() > 0 && union > 0 && shared / union > threshold;
        }
    }

    @Override
    public List<ValueType> infer(Inference in) {
        in.requireRank(0, 3, 3);
        in.requireRank(1, 3, 3);
        in.require(0, ElementType.FLOAT);
        in.require(1, ElementType.FLOAT);
        return List.of(TensorType.of(ElementType.INT64, Shape.ANY, 3));
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        Tensor boxes = (Tensor) Objects.requireNonNull(inputs.get(0));
        Tensor scores = (Tensor) Objects.requireNonNull(inputs.get(1));
        int count = (int) boxes.dim(1);
        int classes = (int) scores.dim(1);
        if (boxes.dim(2) != 4 || scores.dim(2) != count || scores.dim(0) != boxes.dim(0)) {
            throw on.error("boxes " + boxes + " do not fit scores " + scores);
        }
        long most = optional(inputs, 2) instanceof Tensor tensor && tensor.size() > 0 ? tensor.longs()[0] : 0;
        float overlap = number(inputs, 3, 0);
        float least = number(inputs, 4, Float.NEGATIVE_INFINITY);
        boolean all = optional(inputs, 4) == null;

        var picked = new ArrayList<long[]>();
        for (int line = 0; line < boxes.dim(0) * classes; line++) {
            on.checkpoint();
            int batch = line / classes;
            var kept = new ArrayList<Box>();
            for (int index : ranked(scores.floats(), line * count, count, least, all)) {
                if (kept.size() >= most) {
                    break;
                }
                Box box = Box.of(boxes.floats(), (batch * count + index) * 4, centers);
                if (kept.stream().noneMatch(other -> box.overlaps(other, overlap))) {
                    kept.add(box);
                    picked.add(new long[] {batch, line % classes, index});
                }
            }
        }
        Tensor y = on.allocate(ElementType.INT64, picked.size(), 3);
        for (int i = 0; i < picked.size(); i++) {
            System.arraycopy(picked.get(i), 0, y.longs(), 3 * i, 3);
        }
        return List.of(y);
    }

    private static @Nullable Value optional(List<@Nullable Value> inputs, int index) {
        return index < inputs.size() ? inputs.get(index) : null;
    }

    private static float number(List<@Nullable Value> inputs, int index, float otherwise) {
        return optional(inputs, index) instanceof Tensor tensor && tensor.size() > 0 ? tensor.floats()[0] : otherwise;
    }

    /** Indices of the scores above {@code least}, or of all, the best first, equal ones as they come. */
    private static int[] ranked(float[] scores, int from, int count, float least, boolean all) {
        long[] keys = IntStream.range(0, count)
                .filter(i -> all || scores[from + i] > least)
                .mapToLong(i -> {
                    int bits = Float.floatToIntBits(scores[from + i] + 0f);
                    return (long) ~(bits ^ (bits >> 31 & Integer.MAX_VALUE)) << 32 | i;
                })
                .toArray();
        Arrays.sort(keys);
        return Arrays.stream(keys).mapToInt(key -> (int) key).toArray();
    }
}
