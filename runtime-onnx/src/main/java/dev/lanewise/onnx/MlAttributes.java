package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.op.elementwise.Cast;
import dev.lanewise.op.ml.ScoreTransform;
import dev.lanewise.op.ml.TransformScores;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.List;

/** What the operators of {@code ai.onnx.ml} have in common. */
final class MlAttributes {

    private MlAttributes() {}

    /** Labels given as integers or as strings, whichever there are. */
    static Tensor either(OnnxNode node, String integers, String texts) {
        long[] numbers = node.integers(integers);
        if (numbers != null && numbers.length > 0) {
            return Tensor.of(numbers, numbers.length);
        }
        List<String> strings = node.texts(texts);
        if (strings.isEmpty()) {
            throw node.error("neither '" + integers + "' nor '" + texts + "' is given");
        }
        return Tensor.of(strings.toArray(String[]::new), strings.size());
    }

    static ScoreTransform transform(OnnxNode node) {
        return constant(node, ScoreTransform.class, node.text("post_transform", "NONE"));
    }

    static <E extends Enum<E>> E constant(OnnxNode node, Class<E> type, String name) {
        for (E each : type.getEnumConstants()) {
            if (each.name().equals(name)) {
                return each;
            }
        }
        throw node.error("found '" + name + "', expected one of " + List.of(type.getEnumConstants()));
    }

    /** {@code scores}, transformed as the node says. */
    static Edge transformed(OnnxNode node, Edge scores) {
        ScoreTransform transform = transform(node);
        return transform == ScoreTransform.NONE ? scores : node.add(new TransformScores(transform), scores);
    }

    static Edge cast(OnnxNode node, Edge x, ElementType type) {
        return x.tensorType().element() == type ? x : node.add(new Cast(type), x);
    }

    /** Input 0 as FLOAT [rows, features]; a vector is one row. */
    static Edge rows(OnnxNode node, int features) {
        Edge x = cast(node, node.input(0), ElementType.FLOAT);
        return x.shape().hasRank(1) ? node.add(Reshape.To.of(-1, features), x) : x;
    }

    static Edge constant(OnnxNode node, float[] values, long... shape) {
        return node.constant(Tensor.of(values, shape));
    }
}
