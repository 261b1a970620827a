package dev.lanewise.onnx;

import dev.lanewise.graph.Operator;
import dev.lanewise.op.shape.AxesFromInput;
import dev.lanewise.op.shape.BitCast;
import dev.lanewise.op.shape.Expand;
import dev.lanewise.op.shape.EyeLike;
import dev.lanewise.op.shape.Fill;
import dev.lanewise.op.shape.Identity;
import dev.lanewise.op.shape.MergeAxes;
import dev.lanewise.op.shape.Range;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.op.shape.ShapeOf;
import dev.lanewise.op.shape.SizeOf;
import dev.lanewise.op.shape.SplitAxis;
import dev.lanewise.op.shape.Unsqueeze;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.LongStream;

/** Writes operators that describe shapes, make tensors of a shape, or change it without moving data. */
final class ShapeWriters implements WriterFamily {

    @Override
    public boolean write(Operator op, OnnxNodeWriter node) {
        switch (op) {
            case Identity identity -> node.becomes("Identity", new Attributes());
            case Reshape(boolean zeroIsZero) ->
                node.becomes(
                        "Reshape",
                        new Attributes().flag("allowzero", zeroIsZero, false),
                        node.input(0),
                        node.longInput(1));
            case Reshape.To(var dims) ->
                reshape(node, dims.stream().asLongStream().toArray());
            case Reshape.Flatten(int axis) -> node.becomes("Flatten", new Attributes().integer("axis", axis));
            case Reshape.Squeeze(var axes) ->
                node.becomes(
                        "Squeeze",
                        new Attributes(),
                        node.input(0),
                        axes.isEmpty()
                                ? ""
                                : node.longs(axes.stream().asLongStream().toArray()));
            case Unsqueeze(var axes) ->
                node.becomes(
                        "Unsqueeze",
                        new Attributes(),
                        node.input(0),
                        node.longs(axes.stream().asLongStream().toArray()));
            case AxesFromInput(boolean squeeze) ->
                node.becomes(squeeze ? "Squeeze" : "Unsqueeze", new Attributes(), node.input(0), node.longInput(1));
            case MergeAxes(int axis, int count) -> merge(node, axis, count);
            case SplitAxis(int axis, int part, boolean atEnd) -> split(node, axis, part, atEnd);
            case Expand expand -> node.becomes("Expand", new Attributes(), node.input(0), node.longInput(1));
            case ShapeOf(int start, int end) -> shapeOf(node, start, end);
            case SizeOf size -> node.becomes("Size", new Attributes());
            case Fill(Tensor value) ->
                node.becomes("ConstantOfShape", new Attributes().tensor("value", value.reshape(1)), node.longInput(0));
            case Range range -> node.becomes("Range", new Attributes());
            case EyeLike(var type, int diagonal) ->
                node.becomes(
                        "EyeLike", new Attributes().elementType("dtype", type).integer("k", diagonal));
            case BitCast(var to) -> {
                node.needs(26);
                node.becomes("BitCast", new Attributes().elementType("to", to));
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void reshape(OnnxNodeWriter node, long... dims) {
        node.becomes("Reshape", new Attributes(), node.input(0), node.longs(dims));
    }

    private static void shapeOf(OnnxNodeWriter node, int start, int end) {
        var attributes = new Attributes();
        if (start != 0) {
            attributes.integer("start", start);
        }
        if (end != Integer.MAX_VALUE) {
            attributes.integer("end", end);
        }
        node.becomes("Shape", attributes);
    }

    private static void merge(OnnxNodeWriter node, int axis, int count) {
        node.rank(0);
        reshape(node, axis, new long[] {-1}, axis + count);
    }

    private static void split(OnnxNodeWriter node, int axis, int part, boolean atEnd) {
        int at = axis < 0 ? axis + node.rank(0) : axis;
        reshape(node, at, atEnd ? new long[] {-1, part} : new long[] {part, -1}, at + 1);
    }

    /** The input with {@code made} in the place of its axes from {@code axis} to before {@code rest}. */
    private static void reshape(OnnxNodeWriter node, int axis, long[] made, int rest) {
        long[] before = new long[axis];
        long[] behind = node.shape(0).stream().skip(rest).toArray();
        boolean known = Arrays.stream(behind).allMatch(dim -> dim > 0);
        if (known) {
            reshape(
                    node,
                    LongStream.concat(
                                    LongStream.of(before),
                                    LongStream.concat(LongStream.of(made), LongStream.of(behind)))
                            .toArray());
            return;
        }
        String tail = node.add("Shape", new Attributes().integer("start", rest), node.input(0));
        String head = node.longs(
                LongStream.concat(LongStream.of(before), LongStream.of(made)).toArray());
        String shape = node.add("Concat", new Attributes().integer("axis", 0), head, tail);
        node.becomes("Reshape", new Attributes(), node.input(0), shape);
    }
}
