package dev.lanewise.onnx;

import dev.lanewise.graph.Operator;
import dev.lanewise.graph.Shape;
import dev.lanewise.kernel.StridedPad;
import dev.lanewise.op.shape.CenterCropPad;
import dev.lanewise.op.shape.Concat;
import dev.lanewise.op.shape.CumSum;
import dev.lanewise.op.shape.Pad;
import dev.lanewise.op.shape.ReverseSequence;
import dev.lanewise.op.shape.Slice;
import dev.lanewise.op.shape.Split;
import dev.lanewise.op.shape.Tile;
import dev.lanewise.op.shape.Transpose;
import dev.lanewise.op.shape.Trilu;

/** Writes operators that move data. */
final class MovementWriters implements WriterFamily {

    @Override
    public boolean write(Operator op, OnnxNodeWriter node) {
        switch (op) {
            case Transpose(var permutation) ->
                node.becomes("Transpose", new Attributes().integers("perm", permutation));
            case Concat(int axis) -> node.becomes("Concat", new Attributes().integer("axis", axis));
            case Split(int axis) -> split(axis, node);
            case Slice slice ->
                node.becomes(
                        "Slice",
                        new Attributes(),
                        node.input(0),
                        node.longInput(1),
                        node.longInput(2),
                        node.longInput(3),
                        node.longInput(4));
            case Pad(var mode) -> pad(mode, node);
            case Tile tile -> node.becomes("Tile", new Attributes(), node.input(0), node.longInput(1));
            case Trilu(boolean upper) -> node.becomes("Trilu", new Attributes().flag("upper", upper, true));
            case CumSum sums -> {
                if (sums.product()) {
                    node.needs(26);
                }
                node.becomes(
                        sums.name(),
                        new Attributes()
                                .flag("exclusive", sums.exclusive(), false)
                                .flag("reverse", sums.reverse(), false));
            }
            case ReverseSequence(int batch, int time) ->
                node.becomes(
                        "ReverseSequence",
                        new Attributes().integer("batch_axis", batch).integer("time_axis", time),
                        node.input(0),
                        node.longInput(1));
            case RestoreBlocks.Blocks(var name, int size, var mode, var type) -> {
                var attributes = new Attributes().integer("blocksize", size);
                node.becomes(name, mode.isEmpty() ? attributes : attributes.text("mode", mode));
            }
            case CenterCropPad(var axes) ->
                node.becomes(
                        "CenterCropPad", axes.isEmpty() ? new Attributes() : new Attributes().integers("axes", axes));
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void split(int axis, OnnxNodeWriter node) {
        var attributes = new Attributes().integer("axis", axis);
        if (node.has(1)) {
            node.becomes("Split", attributes, node.input(0), node.longInput(1));
        } else {
            node.becomes(
                    "Split",
                    attributes.integer("num_outputs", node.node().outputs().size()));
        }
    }

    private static void pad(StridedPad.Mode mode, OnnxNodeWriter node) {
        if (mode == StridedPad.Mode.SYMMETRIC) {
            SymmetricPad.write(node);
            return;
        }
        var attributes = new Attributes();
        if (mode != StridedPad.Mode.CONSTANT) {
            attributes.text("mode", ImageWriters.lower(mode));
        }
        Shape value = node.has(2) ? node.shape(2) : Shape.SCALAR;
        String constant = !node.has(2) || value.hasRank(0)
                ? node.input(2)
                : node.add("Reshape", node.input(2), node.constant(dev.lanewise.tensor.Tensor.of(new long[0], 0)));
        node.becomes("Pad", attributes, node.input(0), node.longInput(1), constant, node.longInput(3));
    }
}
