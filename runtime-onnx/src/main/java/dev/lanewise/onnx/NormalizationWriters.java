package dev.lanewise.onnx;

import dev.lanewise.graph.Operator;
import dev.lanewise.graph.Shape;
import dev.lanewise.op.nn.Hardmax;
import dev.lanewise.op.nn.RowNormalization;
import dev.lanewise.op.nn.Softmax;
import dev.lanewise.tensor.ElementType;
import java.util.Arrays;

/** Writes softmax and normalisation along axes. */
final class NormalizationWriters implements WriterFamily {

    @Override
    public boolean write(Operator op, OnnxNodeWriter node) {
        switch (op) {
            case Softmax softmax -> along(softmax.name(), softmax.axis(), softmax.toEnd(), node);
            case Hardmax(int axis, boolean toEnd) -> along("Hardmax", axis, toEnd, node);
            case RowNormalization rows -> rows(rows, node);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Where all axes from one on count as one, they are made one, and split again. */
    private static void along(String operator, int axis, boolean toEnd, OnnxNodeWriter node) {
        boolean last = axis == -1 || node.shape(0).isRanked() && axis == node.rank(0) - 1;
        if (!toEnd || last) {
            node.becomes(operator, new Attributes().integer("axis", last ? -1 : axis));
            return;
        }
        String matrix = node.add("Flatten", new Attributes().integer("axis", axis), node.input(0));
        String result = node.add(operator, new Attributes().integer("axis", -1), matrix);
        node.becomes("Reshape", new Attributes(), result, node.add("Shape", node.input(0)));
    }

    private static void rows(RowNormalization op, OnnxNodeWriter node) {
        if (!op.centred()) {
            node.needs(23);
        }
        var attributes = new Attributes().integer("axis", op.axis()).number("epsilon", op.epsilon());
        String scale = node.has(1) ? node.input(1) : ones(op, node);
        String operator = op.centred() ? "LayerNormalization" : "RMSNormalization";
        if (op.centred() || !node.has(2)) {
            node.becomes(operator, attributes, node.input(0), scale, op.centred() ? node.input(2) : "");
        } else {
            node.becomes("Add", new Attributes(), node.add(operator, attributes, node.input(0), scale), node.input(2));
        }
    }

    /** A scale that changes nothing, of the extents of the axes that are normalised. */
    private static String ones(RowNormalization op, OnnxNodeWriter node) {
        int rank = node.rank(0);
        int axis = op.axis() < 0 ? op.axis() + rank : op.axis();
        long size = node.shape(0).product(axis, rank);
        if (size < 0 || size == Long.MAX_VALUE) {
            throw node.unsupported(
                    "has no scale, and shape " + node.shape(0) + " does not say how many there would be");
        }
        var values = new float[(int) size];
        Arrays.fill(values, 1);
        long[] dims = Shape.of(node.shape(0).dims()).stream().skip(axis).toArray();
        String ones = node.constant(dev.lanewise.tensor.Tensor.of(values, dims));
        ElementType type = node.element(0);
        return type == ElementType.FLOAT ? ones : node.add("Cast", new Attributes().elementType("to", type), ones);
    }
}
