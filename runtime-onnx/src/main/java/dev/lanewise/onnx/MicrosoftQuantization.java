package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Node;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.ReduceFunction;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.elementwise.Unary;
import dev.lanewise.op.elementwise.Where;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.nn.AveragePool;
import dev.lanewise.op.nn.GlobalPool;
import dev.lanewise.op.nn.Softmax;
import dev.lanewise.op.quantize.Dequantize;
import dev.lanewise.op.quantize.DynamicQuantize;
import dev.lanewise.op.quantize.Quantize;
import dev.lanewise.op.shape.Concat;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.tensor.ElementType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** ONNX Runtime's quantized operators, as float operators between Dequantize and Quantize, and integer products. */
final class MicrosoftQuantization implements Family {

    private static final String MS = Registry.MICROSOFT;

    @Override
    public void register(Registry on) {
        on.on(MS, "QuantizeLinear").builds(QuantizationOperators::quantize);
        on.on(MS, "DequantizeLinear").builds(QuantizationOperators::dequantize);
        on.on(MS, "QLinearAdd").builds(node -> binary(node, BinaryFunction.ADD));
        on.on(MS, "QLinearMul").builds(node -> binary(node, BinaryFunction.MUL));
        on.on(MS, "QLinearLeakyRelu")
                .builds(node -> unary(
                        node, x -> node.add(new Unary(UnaryFunction.LEAKY_RELU, node.number("alpha", 0.01f), 0), x)));
        on.on(MS, "QLinearSigmoid").builds(node -> unary(node, x -> node.add(new Unary(UnaryFunction.SIGMOID), x)));
        on.on(MS, "QLinearSoftmax")
                .builds(node -> unary(
                        node,
                        x -> node.add(new Softmax(node.int32("axis", -1), node.integer("opset", 13) < 13, false), x)));
        on.on(MS, "QLinearReduceMean").builds(node -> unary(node, x -> mean(node, x)));
        on.on(MS, "QLinearGlobalAveragePool")
                .builds(node -> unary(
                        node, x -> image(node, x, i -> node.add(new GlobalPool(GlobalPool.Function.AVERAGE, 0), i))));
        on.on(MS, "QLinearAveragePool").builds(node -> unary(node, x -> averagePool(node, x)));
        on.on(MS, "QLinearConcat").builds(MicrosoftQuantization::concat);
        on.on(MS, "QLinearWhere").builds(MicrosoftQuantization::where);
        on.on(MS, "QGemm").builds(MicrosoftQuantization::gemm);
        on.on(MS, "MatMulInteger16").builds(node -> {
            var math = new Arithmetic(node);
            Edge a = math.cast(node.input(0), ElementType.INT32);
            node.output(0, node.add(new MatMul(), a, math.cast(node.input(1), ElementType.INT32)));
        });
        on.on(MS, "MatMulIntegerToFloat").builds(MicrosoftQuantization::toFloat);
        on.on(MS, "DynamicQuantizeMatMul").builds(MicrosoftQuantization::dynamic);
    }

    /** Input {@code index} with its scale and zero point behind it, as floats. */
    static Edge dequantized(OnnxNode node, int index) {
        return dequantized(node, node.input(index), node.input(index + 1), node.inputOrNull(index + 2), 0);
    }

    static Edge dequantized(OnnxNode node, Edge x, Edge scale, @Nullable Edge zero, int axis) {
        return node.add(new Dequantize(axis, 0), x, new Arithmetic(node).cast(scale, ElementType.FLOAT), zero);
    }

    /** Output 0 is {@code y} quantized by inputs {@code scale} and {@code scale + 1}, in the type of {@code like}. */
    static void quantized(OnnxNode node, Edge y, int scale, Edge like) {
        Edge zero = node.inputOrNull(scale + 1);
        ElementType to = (zero == null ? like : zero).tensorType().element();
        Edge by = new Arithmetic(node).cast(node.input(scale), ElementType.FLOAT);
        node.output(0, node.add(new Quantize(to, 0, 0, true), y, by, zero));
    }

    private static void unary(OnnxNode node, UnaryOperator<Edge> function) {
        quantized(node, function.apply(dequantized(node, 0)), 3, node.input(0));
    }

    private static void binary(OnnxNode node, BinaryFunction function) {
        Edge y = node.add(new Binary(function), dequantized(node, 0), dequantized(node, 3));
        quantized(node, y, 6, node.input(0));
    }

    private static Edge mean(OnnxNode node, Edge x) {
        boolean keep = node.flag("keepdims", true);
        return new Arithmetic(node).reduce(ReduceFunction.MEAN, x, node.ints("axes", Ints.of()), keep);
    }

    /** {@code function} of an image with channels last, which it may be already. */
    static Edge image(OnnxNode node, Edge x, UnaryOperator<Edge> function) {
        if (node.flag("channels_last", false)) {
            return function.apply(x);
        }
        int rank = Images.rank(node, x);
        return Images.channelsFirst(node, function.apply(Images.channelsLast(node, x, rank)), rank);
    }

    private static Edge averagePool(OnnxNode node, Edge x) {
        var op = new AveragePool(Images.window(node, Images.kernel(node)), node.flag("count_include_pad", false));
        return image(node, x, i -> node.add(op, i));
    }

    private static void concat(OnnxNode node) {
        var parts = new ArrayList<Edge>();
        for (int i = 2; i + 1 < node.inputCount(); i += 3) {
            parts.add(dequantized(node, i));
        }
        Edge y = node.add(new Concat(node.int32("axis", 0)), parts, 1).output();
        quantized(node, y, 0, node.input(2));
    }

    private static void where(OnnxNode node) {
        Edge y = node.add(new Where(), node.input(0), dequantized(node, 1), dequantized(node, 4));
        quantized(node, y, 7, node.input(1));
    }

    private static void gemm(OnnxNode node) {
        var math = new Arithmetic(node);
        boolean transposeB = node.flag("transB", false);
        Edge a = dequantized(node, 0);
        Edge b = dequantized(node, node.input(3), node.input(4), node.inputOrNull(5), transposeB ? 0 : 1);
        float alpha = node.number("alpha", 1);
        Edge product = node.add(new MatMul(node.flag("transA", false), transposeB), a, b);
        Edge y = alpha == 1 ? product : math.multiply(product, math.scalar(alpha, product));
        if (node.hasInput(6)) {
            Edge scale = math.multiply(math.multiply(node.input(1), node.input(4)), math.scalar(alpha, node.input(1)));
            y = math.add(y, math.multiply(math.cast(node.input(6), ElementType.FLOAT), scale));
        }
        if (node.hasInput(8)) {
            quantized(node, y, 7, node.input(0));
        } else {
            node.output(0, y);
        }
    }

    /**
     * The product of integer matrices less their zero points, as floats times both scales; those of B may be one a
     * column.
     */
    static Edge integerProduct(
            OnnxNode node, Edge a, @Nullable Edge aZero, Edge aScale, Edge b, @Nullable Edge bZero, Edge bScale) {
        var math = new Arithmetic(node);
        Edge product = LinearOperators.integerProduct(node, a, aZero, b, bZero);
        Edge scale = math.multiply(math.cast(aScale, ElementType.FLOAT), math.cast(bScale, ElementType.FLOAT));
        return math.multiply(math.cast(product, ElementType.FLOAT), scale);
    }

    private static void toFloat(OnnxNode node) {
        Edge y = integerProduct(
                node,
                node.input(0),
                node.inputOrNull(4),
                node.input(2),
                node.input(1),
                node.inputOrNull(5),
                node.input(3));
        var math = new Arithmetic(node);
        Edge sum = node.hasInput(6) ? math.add(y, math.cast(node.input(6), ElementType.FLOAT)) : y;
        node.output(0, math.cast(sum, node.input(3).tensorType().element()));
    }

    private static void dynamic(OnnxNode node) {
        Node a = node.add(new DynamicQuantize(), List.of(node.input(0)), 3);
        Edge y = integerProduct(
                node, a.output(0), a.output(2), a.output(1), node.input(1), node.inputOrNull(3), node.input(2));
        node.output(0, node.hasInput(4) ? new Arithmetic(node).add(y, node.input(4)) : y);
    }

    /** A vector, whatever the number of dimensions. */
    static Edge vector(OnnxNode node, Edge x) {
        return node.add(Reshape.To.of(-1), x);
    }
}
