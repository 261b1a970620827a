package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.elementwise.Cast;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.shape.Concat;
import dev.lanewise.op.shape.Fill;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.op.shape.ShapeOf;
import dev.lanewise.op.shape.Slice;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.List;

/** Operators that ONNX tried out in its first releases and took away again; models of that time still have them. */
final class ExperimentalOperators implements Family {

    @Override
    public void register(Registry on) {
        on.on("Affine").builds(node -> {
            var math = new Arithmetic(node);
            Edge x = node.input(0);
            Edge scaled = math.multiply(x, math.scalar(node.number("alpha", 1), x));
            node.output(0, math.add(scaled, math.scalar(node.number("beta", 0), x)));
        });
        on.on("Scale").builds(node -> {
            var math = new Arithmetic(node);
            node.output(0, math.multiply(node.input(0), math.scalar(node.number("scale", 1), node.input(0))));
        });
        on.on("ScaledTanh").builds(node -> scaled(node, UnaryFunction.TANH));
        on.on("ParametricSoftplus").builds(node -> scaled(node, UnaryFunction.SOFTPLUS));
        on.on("ConstantFill").builds(ExperimentalOperators::constantFill);
        on.on("GivenTensorFill").builds(node -> {
            float[] values = node.numbers("values");
            Edge given = node.constant(Tensor.of(values, values.length));
            node.output(0, node.add(new Reshape(true), given, wantedShape(node)));
        });
        on.on("FC").builds(node -> {
            Edge x = node.add(new Reshape.Flatten(node.int32("axis", 1)), node.input(0));
            Edge w = node.add(new Reshape.Flatten(node.int32("axis_w", 1)), node.input(1));
            node.output(0, node.add(new MatMul(false, true), x, w, node.input(2)));
        });
        on.on("Crop").builds(ExperimentalOperators::crop);
        on.on("DynamicSlice").reads(node -> new Slice());
    }

    /** alpha · f(beta · x). */
    private static void scaled(OnnxNode node, UnaryFunction f) {
        var math = new Arithmetic(node);
        Edge x = node.input(0);
        Edge y = math.unary(f, math.multiply(x, math.scalar(node.number("beta", 1), x)));
        node.output(0, math.multiply(y, math.scalar(node.number("alpha", 1), x)));
    }

    private static void constantFill(OnnxNode node) {
        Edge filled = node.add(new Fill(Tensor.of(new float[] {node.number("value", 0)}, 1)), wantedShape(node));
        ElementType type = node.elementType("dtype", ElementType.FLOAT);
        node.output(0, type == ElementType.FLOAT ? filled : node.add(new Cast(type), filled));
    }

    /** The attribute shape, or the shape or the content of the input, with extra_shape behind. */
    private static Edge wantedShape(OnnxNode node) {
        var math = new Arithmetic(node);
        if (!node.hasInput(0)) {
            return math.longs(
                    node.ints("shape", Ints.of()).stream().asLongStream().toArray());
        }
        Edge shape = node.flag("input_as_shape", false)
                ? math.cast(node.input(0), ElementType.INT64)
                : node.add(new ShapeOf(0, Integer.MAX_VALUE), node.input(0));
        long[] extra =
                node.ints("extra_shape", Ints.of()).stream().asLongStream().toArray();
        return extra.length == 0 ? shape : node.add(new Concat(0), shape, math.longs(extra));
    }

    /** Cuts left, top, right and bottom borders off images, or takes a part of given height and width behind them. */
    private static void crop(OnnxNode node) {
        Ints border = node.ints("border", Ints.of());
        Ints scale = node.ints("scale", Ints.of());
        if (border.size() != 4 || !scale.isEmpty() && scale.size() != 2) {
            throw node.error("border " + border + " and scale " + scale + " have " + border.size() + " and "
                    + scale.size() + " values, expected 4 and none or 2");
        }
        var math = new Arithmetic(node);
        long top = border.get(1);
        long left = border.get(0);
        Edge ends = scale.isEmpty()
                ? math.longs(fromEnd(border.get(3)), fromEnd(border.get(2)))
                : math.longs(top + scale.get(0), left + scale.get(1));
        var inputs = List.of(node.input(0), math.longs(top, left), ends, math.longs(2, 3));
        node.output(0, node.add(new Slice(), inputs, 1).output());
    }

    private static long fromEnd(int count) {
        return count == 0 ? Long.MAX_VALUE : -count;
    }
}
