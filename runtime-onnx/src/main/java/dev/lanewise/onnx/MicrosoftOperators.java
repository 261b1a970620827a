package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Node;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.CompareFunction;
import dev.lanewise.kernel.ReduceFunction;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.elementwise.Classify;
import dev.lanewise.op.elementwise.Compare;
import dev.lanewise.op.elementwise.Unary;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.linear.MatrixInverse;
import dev.lanewise.op.nn.Softmax;
import dev.lanewise.op.shape.AxesFromInput;
import dev.lanewise.op.shape.GatherNd;
import dev.lanewise.op.shape.Pad;
import dev.lanewise.op.shape.Range;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.op.shape.Split;
import dev.lanewise.op.shape.Transpose;
import dev.lanewise.op.shape.Trilu;
import dev.lanewise.op.shape.Unique;
import dev.lanewise.op.text.NGramRepeatBlock;
import dev.lanewise.op.text.WordConvolution;
import dev.lanewise.tensor.ElementType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** ONNX Runtime's own operators: activations, fused products, and small ones of all kinds. */
final class MicrosoftOperators implements Family {

    private static final String MS = Registry.MICROSOFT;

    @Override
    public void register(Registry on) {
        on.on(MS, "Gelu").reads(node -> new Unary(UnaryFunction.GELU));
        on.on(MS, "FastGelu").builds(node -> withBias(node, new Unary(UnaryFunction.GELU_TANH)));
        on.on(MS, "BiasGelu").builds(node -> withBias(node, new Unary(UnaryFunction.GELU)));
        on.on(MS, "QuickGelu").reads(node -> new Unary(UnaryFunction.SWISH, node.number("alpha", 1.702f), 0));
        on.on(MS, "BiasSplitGelu").builds(MicrosoftOperators::gated);
        on.on(MS, "BiasAdd").builds(MicrosoftOperators::sum);
        on.on(MS, "BiasSoftmax").builds(MicrosoftOperators::biasSoftmax);
        on.on(MS, "FusedMatMul").builds(node -> node.output(0, product(node)));
        on.on(MS, "TransposeMatMul").builds(node -> node.output(0, product(node)));
        on.on(MS, "FusedMatMulActivation").builds(node -> node.output(0, activation(node, product(node))));
        on.on(MS, "GemmFastGelu").builds(node -> {
            Edge y = node.add(new MatMul(), node.input(0), node.input(1));
            Edge biased = node.hasInput(2) ? new Arithmetic(node).add(y, node.input(2)) : y;
            node.output(0, node.add(new Unary(UnaryFunction.GELU_TANH), biased));
        });
        on.on(MS, "FusedGemm").builds(node -> node.output(0, activation(node, LinearOperators.gemm(node))));
        on.on(MS, "Inverse").reads(node -> new MatrixInverse());
        on.on(MS, "Trilu").reads(node -> new Trilu(node.flag("upper", true)));
        on.on(MS, "Range").builds(MicrosoftOperators::range);
        on.on(MS, "ExpandDims").builds(MicrosoftOperators::expandDims);
        on.on(MS, "GridSample").builds(VisionOperators::gridSample);
        on.on(MS, "Unique").builds(MicrosoftOperators::unique);
        on.on(MS, "GatherND").reads(node -> new GatherNd(0));
        on.on(MS, "Pad").builds(MicrosoftOperators::pad);
        on.on(MS, "IsAllFinite").builds(MicrosoftOperators::allFinite);
        on.on(MS, "CDist").builds(MicrosoftOperators::distances);
        on.on(MS, "NGramRepeatBlock").reads(node -> new NGramRepeatBlock((int) node.integer("ngram_size")));
        on.on(MS, "WordConvEmbedding").reads(node -> new WordConvolution());
        on.on(MS, "Tokenizer").reads(Tokenizer::read);
    }

    private static void withBias(OnnxNode node, Unary function) {
        Edge x = node.input(0);
        node.output(0, node.add(function, node.hasInput(1) ? new Arithmetic(node).add(x, node.input(1)) : x));
    }

    private static void gated(OnnxNode node) {
        var math = new Arithmetic(node);
        Node halves = node.add(new Split(-1), List.of(math.add(node.input(0), node.input(1))), 2);
        node.output(0, math.multiply(halves.output(0), math.unary(UnaryFunction.GELU, halves.output(1))));
    }

    private static void sum(OnnxNode node) {
        var math = new Arithmetic(node);
        Edge sum = node.input(0);
        for (int i = 1; i < node.inputCount(); i++) {
            sum = math.add(sum, node.input(i));
        }
        node.output(0, sum);
    }

    private static void biasSoftmax(OnnxNode node) {
        Edge sum = new Arithmetic(node).add(node.input(0), node.input(1));
        node.output(0, node.add(new Softmax(node.int32("axis", 1), true, false), sum));
    }

    private static Edge product(OnnxNode node) {
        var math = new Arithmetic(node);
        Edge a = batchTransposed(node, node.input(0), "transBatchA");
        Edge b = batchTransposed(node, node.input(1), "transBatchB");
        Edge product = node.add(new MatMul(node.flag("transA", false), node.flag("transB", false)), a, b);
        float alpha = node.number("alpha", 1);
        return alpha == 1 ? product : math.multiply(product, math.scalar(alpha, product));
    }

    /** The first axis moved behind the others of the batch. */
    private static Edge batchTransposed(OnnxNode node, Edge x, String attribute) {
        if (!node.flag(attribute, false)) {
            return x;
        }
        int rank = Images.rank(node, x);
        var permutation = new int[rank];
        Arrays.setAll(permutation, i -> i < rank - 2 ? i + 1 : i == rank - 2 ? 0 : i);
        return node.add(new Transpose(Ints.of(permutation)), x);
    }

    /** The activation that a fused operator names, or {@code x} where it names none. */
    static Edge activation(OnnxNode node, Edge x) {
        float[] parameters = node.numbers("activation_params");
        float[] values = {node.number("activation_alpha", 0), node.number("activation_beta", 0)};
        System.arraycopy(parameters, 0, values, 0, Math.min(2, parameters.length));
        Unary function = switch (node.text("activation", "").toLowerCase(Locale.ROOT)) {
            case "" -> null;
            case "relu" -> Unary.relu();
            case "tanh" -> new Unary(UnaryFunction.TANH);
            case "sigmoid" -> new Unary(UnaryFunction.SIGMOID);
            case "softplus" -> new Unary(UnaryFunction.SOFTPLUS);
            case "softsign" -> new Unary(UnaryFunction.SOFTSIGN);
            case "gelu" -> new Unary(UnaryFunction.GELU);
            case "hardswish" -> new Unary(UnaryFunction.HARD_SWISH);
            case "leakyrelu" -> new Unary(UnaryFunction.LEAKY_RELU, values[0], 0);
            case "elu" -> new Unary(UnaryFunction.ELU, values[0], 0);
            case "thresholdedrelu" -> new Unary(UnaryFunction.THRESHOLDED_RELU, values[0], 0);
            case "hardsigmoid" -> new Unary(UnaryFunction.HARD_SIGMOID, values[0], values[1]);
            case "clip" -> Unary.clip(values[0], values[1]);
            case String other -> throw node.error("does not know the activation '" + other + "'");
        };
        return function == null ? x : node.add(function, x);
    }

    private static void range(OnnxNode node) {
        var math = new Arithmetic(node);
        Edge step = node.hasInput(2) ? node.input(2) : math.scalar(1, node.input(0));
        node.output(0, node.add(new Range(), node.input(0), node.input(1), step));
    }

    private static void expandDims(OnnxNode node) {
        Edge axis = new Arithmetic(node).cast(node.input(1), ElementType.INT64);
        node.output(0, node.add(new AxesFromInput(false), node.input(0), node.add(Reshape.To.of(-1), axis)));
    }

    private static void unique(OnnxNode node) {
        Node all = node.add(new Unique(true, 0, false), List.of(node.input(0)), 4);
        node.output(0, all.output(0));
        node.output(1, all.output(2));
        node.output(2, all.output(3));
    }

    private static void pad(OnnxNode node) {
        var inputs = new ArrayList<>(node.inputs());
        inputs.set(1, node.add(Reshape.To.of(-1), node.input(1)));
        node.becomes(new Pad(MovementOperators.mode(node)), inputs);
    }

    private static void allFinite(OnnxNode node) {
        boolean infinity = !node.flag("isnan_only", false);
        boolean nan = !node.flag("isinf_only", false);
        var math = new Arithmetic(node);
        Edge flaws = null;
        for (int i = 0; i < node.inputCount(); i++) {
            Edge flat = node.add(Reshape.To.of(-1), node.input(i));
            Edge bad = math.cast(node.add(new Classify(nan, infinity, infinity), flat), ElementType.INT32);
            Edge any = math.reduce(ReduceFunction.MAX, bad, Ints.of(0), false);
            flaws = flaws == null ? any : math.larger(flaws, any);
        }
        if (flaws == null) {
            throw node.error("has no inputs");
        }
        node.output(0, node.add(new Compare(CompareFunction.EQUAL), flaws, math.scalar(0, flaws)));
    }

    private static void distances(OnnxNode node) {
        var math = new Arithmetic(node);
        String metric = node.text("metric", "sqeuclidean");
        if (!metric.equals("sqeuclidean") && !metric.equals("euclidean")) {
            throw node.error("metric is '" + metric + "', expected sqeuclidean or euclidean");
        }
        Edge a = node.add(new dev.lanewise.op.shape.Unsqueeze(Ints.of(1)), node.input(0));
        Edge b = node.add(new dev.lanewise.op.shape.Unsqueeze(Ints.of(0)), node.input(1));
        Edge difference = node.add(new Binary(BinaryFunction.SUB), a, b);
        ReduceFunction norm = metric.equals("euclidean") ? ReduceFunction.L2 : ReduceFunction.SUM_SQUARE;
        node.output(0, math.reduce(norm, difference, Ints.of(2), false));
    }

    /** Axes 0 to before {@code count}. */
    static Ints axes(int count) {
        return Ints.of(IntStream.range(0, count).toArray());
    }
}
