package dev.lanewise.op.vision;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.DynamicOperator;
import dev.lanewise.op.Evaluation;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Boxes decoded from what a single-shot detector says about its anchors, the best ones that do not overlap. Inputs, all
 * FLOAT: encodings [1, B, 4 or more], y, x, height and width; scores [1, B, classes, or one more for the background,
 * first]; anchors [B, 4], y, x, height and width of the box. Outputs, FLOAT: boxes [1, N, 4], top, left, bottom and
 * right; classes [1, N]; scores [1, N]; the number of boxes [1]. TFLite's custom operator TFLite_Detection_PostProcess.
 *
 * @param boxes most boxes
 * @param classesPerBox classes that each box is given with, the best first
 * @param boxesPerClass most boxes of one class, where classes are looked at one by one
 * @param regular whether classes are looked at one by one; otherwise a box counts with its best score
 * @param least the score from which on a box counts
 * @param overlap the ratio of intersection and union above which the box with the smaller score is left out
 * @param classes number of classes, the background not counted
 * @param scales by which y, x, height and width of encodings are divided
 */
public record DetectionPostProcess(
        int boxes,
        int classesPerBox,
        int boxesPerClass,
        boolean regular,
        float least,
        float overlap,
        int classes,
        Scales scales)
        implements DynamicOperator {

    /** Divisors of the encodings. */
    public record Scales(float y, float x, float height, float width) {}

    private record Box(float top, float left, float bottom, float right) {

        private float area() {
            return (bottom - top) * (right - left);
        }

        boolean overlaps(Box other, float threshold) {
            if (area() <= 0 || other.area() <= 0) {
                return false;
            }
            float height = Math.max(0, Math.min(bottom, other.bottom) - Math.max(top, other.top));
            float width = Math.max(0, Math.min(right, other.right) - Math.max(left, other.left));
            float shared = height * width;
            return shared / (area() + other.area() - shared) > threshold;
        }
    }

    private record Detection(int box, int type, float score) {}

    private int most() {
        return Math.multiplyExact(boxes, classesPerBox);
    }

    @Override
    public List<ValueType> infer(Inference in) {
        for (int i = 0; i < 3; i++) {
            in.require(i, ElementType.FLOAT);
        }
        in.requireRank(0, 3, 3);
        in.requireRank(1, 3, 3);
        in.requireRank(2, 2, 2);
        if (boxes < 0 || classesPerBox < 1 || boxesPerClass < 1 || classes < 1 || !(overlap > 0 && overlap <= 1)) {
            throw in.error("its options are out of range: " + this);
        }
        return List.of(
                TensorType.of(ElementType.FLOAT, 1, most(), 4),
                TensorType.of(ElementType.FLOAT, 1, most()),
                TensorType.of(ElementType.FLOAT, 1, most()),
                TensorType.of(ElementType.FLOAT, 1));
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        Tensor encodings = (Tensor) Objects.requireNonNull(inputs.get(0));
        Tensor scores = (Tensor) Objects.requireNonNull(inputs.get(1));
        Tensor anchors = (Tensor) Objects.requireNonNull(inputs.get(2));
        int count = (int) encodings.dim(1);
        int width = (int) scores.dim(2);
        if (encodings.dim(0) != 1
                || encodings.dim(2) < 4
                || scores.dim(0) != 1
                || scores.dim(1) != count
                || anchors.dim(0) != count
                || anchors.dim(1) != 4
                || width < classes
                || width > classes + 1) {
            throw on.error("encodings " + encodings + ", scores " + scores + " and anchors " + anchors
                    + " do not fit each other, or " + classes + " classes");
        }
        Box[] decoded = decode(encodings.floats(), (int) encodings.dim(2), anchors.floats(), count);
        List<Detection> found = regular
                ? classByClass(on, decoded, scores.floats(), width)
                : together(on, decoded, scores.floats(), width);
        Tensor places = on.allocate(ElementType.FLOAT, 1, most(), 4);
        Tensor types = on.allocate(ElementType.FLOAT, 1, most());
        Tensor values = on.allocate(ElementType.FLOAT, 1, most());
        Tensor number = on.allocate(ElementType.FLOAT, 1);
        for (int i = 0; i < found.size(); i++) {
            Detection detection = found.get(i);
            Box box = decoded[detection.box];
            places.floats()[4 * i] = box.top;
            places.floats()[4 * i + 1] = box.left;
            places.floats()[4 * i + 2] = box.bottom;
            places.floats()[4 * i + 3] = box.right;
            types.floats()[i] = detection.type;
            values.floats()[i] = detection.score;
        }
        number.floats()[0] = regular ? found.size() : found.size() / (float) Math.min(classesPerBox, classes);
        return List.of(places, types, values, number);
    }

    private Box[] decode(float[] encodings, int width, float[] anchors, int count) {
        var decoded = new Box[count];
        for (int i = 0; i < count; i++) {
            int e = i * width;
            int a = i * 4;
            float y = (float) ((double) encodings[e] / scales.y * anchors[a + 2] + anchors[a]);
            float x = (float) ((double) encodings[e + 1] / scales.x * anchors[a + 3] + anchors[a + 1]);
            float halfHeight = (float) (0.5 * Math.exp((double) encodings[e + 2] / scales.height) * anchors[a + 2]);
            float halfWidth = (float) (0.5 * Math.exp((double) encodings[e + 3] / scales.width) * anchors[a + 3]);
            decoded[i] = new Box(y - halfHeight, x - halfWidth, y + halfHeight, x + halfWidth);
        }
        return decoded;
    }

    /** Each box with its best score; of those picked the best classes. */
    private List<Detection> together(Evaluation on, Box[] decoded, float[] scores, int width) {
        int background = width - classes;
        var best = new float[decoded.length];
        for (int i = 0; i < best.length; i++) {
            best[i] = Float.NEGATIVE_INFINITY;
            for (int c = 0; c < classes; c++) {
                best[i] = Math.max(best[i], scores[i * width + background + c]);
            }
        }
        var found = new ArrayList<Detection>();
        for (int box : picked(on, decoded, best, boxes)) {
            int from = box * width + background;
            IntStream.range(0, classes)
                    .boxed()
                    .sorted(Comparator.comparing((Integer c) -> scores[from + c])
                            .reversed())
                    .limit(classesPerBox)
                    .forEach(c -> found.add(new Detection(box, c, scores[from + c])));
        }
        return found;
    }

    private List<Detection> classByClass(Evaluation on, Box[] decoded, float[] scores, int width) {
        var found = new ArrayList<Detection>();
        var own = new float[decoded.length];
        for (int c = 0; c < classes; c++) {
            for (int i = 0; i < own.length; i++) {
                own[i] = scores[i * width + width - classes + c];
            }
            for (int box : picked(on, decoded, own, Math.min(boxesPerClass, boxes))) {
                found.add(new Detection(box, c, own[box]));
            }
        }
        return found.stream()
                .sorted(Comparator.comparing(Detection::score).reversed())
                .limit(boxes)
                .toList();
    }

    /** Boxes in order of their scores, without those that overlap one before. */
    private List<Integer> picked(Evaluation on, Box[] decoded, float[] scores, int limit) {
        on.checkpoint();
        var kept = new ArrayList<Integer>();
        int[] ranked = IntStream.range(0, scores.length)
                .filter(i -> scores[i] >= least)
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> scores[i]).reversed())
                .mapToInt(Integer::intValue)
                .toArray();
        for (int i = 0; i < ranked.length && kept.size() < limit; i++) {
            Box box = decoded[ranked[i]];
            if (kept.stream().noneMatch(other -> box.overlaps(decoded[other], overlap))) {
                kept.add(ranked[i]);
            }
        }
        return kept;
    }
}
