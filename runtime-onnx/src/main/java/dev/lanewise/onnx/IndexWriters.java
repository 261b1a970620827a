package dev.lanewise.onnx;

import dev.lanewise.graph.Operator;
import dev.lanewise.kernel.ScatterReduction;
import dev.lanewise.op.shape.Compress;
import dev.lanewise.op.shape.Gather;
import dev.lanewise.op.shape.GatherElements;
import dev.lanewise.op.shape.GatherNd;
import dev.lanewise.op.shape.NonZero;
import dev.lanewise.op.shape.OneHot;
import dev.lanewise.op.shape.ScatterElements;
import dev.lanewise.op.shape.ScatterNd;
import dev.lanewise.op.shape.TensorScatter;
import dev.lanewise.op.shape.TopK;
import dev.lanewise.op.shape.Unique;

/** Writes operators that take, put or find elements by index. */
final class IndexWriters implements WriterFamily {

    @Override
    public boolean write(Operator op, OnnxNodeWriter node) {
        switch (op) {
            case Gather(int axis) -> node.becomes("Gather", axis(axis));
            case GatherElements(int axis) -> node.becomes("GatherElements", axis(axis));
            case GatherNd(int batchDims) ->
                node.becomes(
                        "GatherND",
                        new Attributes().integer("batch_dims", batchDims),
                        node.input(0),
                        node.longInput(1));
            case ScatterElements(int axis, var reduction) ->
                node.becomes("ScatterElements", reduction(axis(axis), reduction));
            case ScatterNd(var reduction) ->
                node.becomes(
                        "ScatterND",
                        reduction(new Attributes(), reduction),
                        node.input(0),
                        node.longInput(1),
                        node.input(2));
            case TensorScatter(int axis, boolean circular) -> {
                node.needs(24);
                node.becomes("TensorScatter", axis(axis).text("mode", circular ? "circular" : "linear"));
            }
            case OneHot(int axis) -> node.becomes("OneHot", axis(axis));
            case NonZero nonZero -> node.becomes("NonZero", new Attributes());
            case Compress(boolean flat, int axis) -> node.becomes("Compress", flat ? new Attributes() : axis(axis));
            case Unique(boolean flat, int axis, boolean sorted) ->
                node.becomes("Unique", (flat ? new Attributes() : axis(axis)).flag("sorted", sorted, true));
            case TopK(int axis, boolean largest) -> topK(axis, largest, node);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static Attributes axis(int axis) {
        return new Attributes().integer("axis", axis);
    }

    private static Attributes reduction(Attributes attributes, ScatterReduction reduction) {
        return reduction == ScatterReduction.NONE
                ? attributes
                : attributes.text("reduction", ImageWriters.lower(reduction));
    }

    /** ONNX wants the count as a vector of one. */
    private static void topK(int axis, boolean largest, OnnxNodeWriter node) {
        String count = node.longInput(1);
        String vector = node.shape(1).hasRank(1) ? count : node.add("Reshape", count, node.longs(1));
        node.becomes("TopK", axis(axis).flag("largest", largest, true), node.input(0), vector);
    }
}
