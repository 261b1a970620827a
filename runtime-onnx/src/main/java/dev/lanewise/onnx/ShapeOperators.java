package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.shape.AxesFromInput;
import dev.lanewise.op.shape.Expand;
import dev.lanewise.op.shape.EyeLike;
import dev.lanewise.op.shape.Fill;
import dev.lanewise.op.shape.Identity;
import dev.lanewise.op.shape.Range;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.op.shape.ShapeOf;
import dev.lanewise.op.shape.SizeOf;
import dev.lanewise.op.shape.Unsqueeze;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** Operators that make constants, describe shapes, or change them without moving data. */
final class ShapeOperators implements Family {

    @Override
    public void register(Registry on) {
        on.on("Constant").builds(node -> node.output(0, node.constant(constant(node))));
        on.on("ConstantOfShape")
                .reads(node -> new Fill(node.has("value") ? node.tensor("value") : Tensor.of(new float[1], 1)));
        on.on("Identity").reads(node -> new Identity());
        on.on("Shape").reads(node -> new ShapeOf(node.int32("start", 0), node.int32("end", Integer.MAX_VALUE)));
        on.on("Size").reads(node -> new SizeOf());
        on.on("Reshape").reads(node -> new Reshape.To(node.ints("shape", Ints.of())));
        on.on("Reshape").since(5).builds(ShapeOperators::reshape);
        on.on("Flatten").reads(node -> new Reshape.Flatten(node.int32("axis", 1)));
        on.on("Squeeze").reads(node -> new Reshape.Squeeze(node.ints("axes", Ints.of())));
        on.on("Squeeze").since(13).builds(node -> axes(node, true));
        on.on("Unsqueeze").reads(node -> new Unsqueeze(node.ints("axes", Ints.of())));
        on.on("Unsqueeze").since(13).builds(node -> axes(node, false));
        on.on("Expand").reads(node -> new Expand());
        on.on("Range").reads(node -> new Range());
        on.on("EyeLike").builds(node -> {
            ElementType same = node.input(0).type() instanceof TensorType tensor ? tensor.element() : ElementType.FLOAT;
            node.becomes(new EyeLike(node.elementType("dtype", same), node.int32("k", 0)));
        });
    }

    private static Tensor constant(OnnxNode node) {
        if (node.has("value_float")) {
            return Tensor.scalar(node.number("value_float", 0));
        }
        if (node.has("value_floats")) {
            float[] values = node.numbers("value_floats");
            return Tensor.of(values, values.length);
        }
        if (node.has("value_int")) {
            return Tensor.scalar(node.integer("value_int"));
        }
        long[] integers = node.integers("value_ints");
        if (integers != null) {
            return Tensor.of(integers, integers.length);
        }
        if (node.has("value_string")) {
            return Tensor.of(new String[] {node.text("value_string", "")});
        }
        if (node.has("value_strings")) {
            List<String> values = node.texts("value_strings");
            return Tensor.of(values.toArray(new String[0]), values.size());
        }
        return node.tensor(node.has("sparse_value") ? "sparse_value" : "value");
    }

    private static void reshape(OnnxNode node) {
        boolean zeroIsZero = node.flag("allowzero", false);
        Edge shape = node.input(1);
        if (shape.isConstant()
                && !zeroIsZero
                && Arrays.stream(shape.requireConstant().longs()).allMatch(d -> d == (int) d)) {
            node.becomes(new Reshape.To(Ints.of(shape.requireConstant().longs())), List.of(node.input(0)));
        } else {
            node.becomes(new Reshape(zeroIsZero));
        }
    }

    private static void axes(OnnxNode node, boolean squeeze) {
        Edge axes = node.inputOrNull(1);
        if (axes != null && !axes.isConstant()) {
            node.becomes(new AxesFromInput(squeeze));
            return;
        }
        Ints ints = axes == null ? Ints.of() : Ints.of(axes.requireConstant().longs());
        node.becomes(squeeze ? new Reshape.Squeeze(ints) : new Unsqueeze(ints), List.of(node.input(0)));
    }
}
