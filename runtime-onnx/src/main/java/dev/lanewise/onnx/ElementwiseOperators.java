package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.CompareFunction;
import dev.lanewise.kernel.ScaleRounding;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.elementwise.Cast;
import dev.lanewise.op.elementwise.Classify;
import dev.lanewise.op.elementwise.Compare;
import dev.lanewise.op.elementwise.Unary;
import dev.lanewise.op.elementwise.Where;
import dev.lanewise.op.shape.Identity;
import dev.lanewise.op.shape.Unsqueeze;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Operators that work element by element: functions of one number, of two, comparisons, choices and casts. */
final class ElementwiseOperators implements Family {

    private static final Map<String, UnaryFunction> PLAIN = Map.ofEntries(
            Map.entry("Abs", UnaryFunction.ABS),
            Map.entry("Neg", UnaryFunction.NEGATE),
            Map.entry("Sign", UnaryFunction.SIGN),
            Map.entry("Exp", UnaryFunction.EXP),
            Map.entry("Log", UnaryFunction.LOG),
            Map.entry("Sqrt", UnaryFunction.SQRT),
            Map.entry("Reciprocal", UnaryFunction.RECIPROCAL),
            Map.entry("Floor", UnaryFunction.FLOOR),
            Map.entry("Ceil", UnaryFunction.CEIL),
            Map.entry("Round", UnaryFunction.ROUND),
            Map.entry("Sin", UnaryFunction.SIN),
            Map.entry("Cos", UnaryFunction.COS),
            Map.entry("Tan", UnaryFunction.TAN),
            Map.entry("Asin", UnaryFunction.ASIN),
            Map.entry("Acos", UnaryFunction.ACOS),
            Map.entry("Atan", UnaryFunction.ATAN),
            Map.entry("Sinh", UnaryFunction.SINH),
            Map.entry("Cosh", UnaryFunction.COSH),
            Map.entry("Tanh", UnaryFunction.TANH),
            Map.entry("Asinh", UnaryFunction.ASINH),
            Map.entry("Acosh", UnaryFunction.ACOSH),
            Map.entry("Atanh", UnaryFunction.ATANH),
            Map.entry("Erf", UnaryFunction.ERF),
            Map.entry("Sigmoid", UnaryFunction.SIGMOID),
            Map.entry("Softplus", UnaryFunction.SOFTPLUS),
            Map.entry("Softsign", UnaryFunction.SOFTSIGN),
            Map.entry("HardSwish", UnaryFunction.HARD_SWISH),
            Map.entry("Mish", UnaryFunction.MISH),
            Map.entry("Not", UnaryFunction.NOT),
            Map.entry("BitwiseNot", UnaryFunction.BITWISE_NOT));

    private static final Map<String, BinaryFunction> SINCE_7 = Map.of(
            "Add", BinaryFunction.ADD,
            "Sub", BinaryFunction.SUB,
            "Mul", BinaryFunction.MUL,
            "Div", BinaryFunction.DIV,
            "Pow", BinaryFunction.POW,
            "And", BinaryFunction.AND,
            "Or", BinaryFunction.OR,
            "Xor", BinaryFunction.XOR,
            "PRelu", BinaryFunction.PRELU);

    private static final Map<String, BinaryFunction> BITWISE = Map.of(
            "BitwiseAnd", BinaryFunction.AND,
            "BitwiseOr", BinaryFunction.OR,
            "BitwiseXor", BinaryFunction.XOR);

    private static final Map<String, CompareFunction> COMPARISONS = Map.of(
            "Equal", CompareFunction.EQUAL,
            "Less", CompareFunction.LESS,
            "Greater", CompareFunction.GREATER,
            "LessOrEqual", CompareFunction.LESS_OR_EQUAL,
            "GreaterOrEqual", CompareFunction.GREATER_OR_EQUAL);

    @Override
    public void register(Registry on) {
        PLAIN.forEach((name, f) -> on.on(name).reads(node -> new Unary(f)));
        parametric(on);
        SINCE_7.forEach((name, f) -> {
            on.on(name)
                    .builds(
                            f == BinaryFunction.PRELU
                                    ? ElementwiseOperators::legacyPRelu
                                    : node -> node.output(0, node.add(new Binary(f), aligned(node))));
            on.on(name).since(7).builds(node -> binary(node, f));
        });
        BITWISE.forEach((name, f) -> on.on(name).reads(node -> new Binary(f)));
        COMPARISONS.forEach((name, f) -> {
            on.on(name).builds(node -> node.output(0, node.add(new Compare(f), aligned(node))));
            on.on(name).since(7).reads(node -> new Compare(f));
        });
        variadic(on, "Max", BinaryFunction.MAX);
        variadic(on, "Min", BinaryFunction.MIN);
        variadic(on, "Sum", BinaryFunction.ADD);
        on.on("Mean").builds(node -> {
            Edge sum = fold(node, BinaryFunction.ADD);
            Edge count = scalar(node, sum, node.inputCount());
            node.output(0, node.add(new Binary(BinaryFunction.DIV), sum, count));
        });
        on.on("Mod").reads(node -> new Binary(node.flag("fmod", false) ? BinaryFunction.FMOD : BinaryFunction.MOD));
        on.on("BitShift")
                .reads(node -> new Binary(
                        switch (node.text("direction", "")) {
                            case "LEFT" -> BinaryFunction.SHIFT_LEFT;
                            case "RIGHT" -> BinaryFunction.SHIFT_RIGHT;
                            case String other ->
                                throw node.error("direction is '" + other + "', expected LEFT or RIGHT");
                        }));
        on.on("Where").reads(node -> new Where());
        on.on("IsNaN").reads(node -> new Classify(true, false, false));
        on.on("IsInf")
                .reads(node ->
                        new Classify(false, node.flag("detect_positive", true), node.flag("detect_negative", true)));
        casts(on);
    }

    private static void parametric(Registry on) {
        on.on("Relu").reads(node -> Unary.relu());
        on.on("LeakyRelu").reads(node -> new Unary(UnaryFunction.LEAKY_RELU, node.number("alpha", 0.01f), 0));
        on.on("Elu").reads(node -> new Unary(UnaryFunction.ELU, node.number("alpha", 1f), 0));
        on.on("Celu").reads(node -> new Unary(UnaryFunction.CELU, node.number("alpha", 1f), 0));
        on.on("Selu")
                .reads(node -> new Unary(
                        UnaryFunction.SELU,
                        node.number("alpha", node.opset() < 6 ? 1.6732f : 1.67326319217681884765625f),
                        node.number("gamma", node.opset() < 6 ? 1.0507f : 1.05070102214813232421875f)));
        on.on("HardSigmoid")
                .reads(node ->
                        new Unary(UnaryFunction.HARD_SIGMOID, node.number("alpha", 0.2f), node.number("beta", 0.5f)));
        on.on("ThresholdedRelu").reads(node -> new Unary(UnaryFunction.THRESHOLDED_RELU, node.number("alpha", 1f), 0));
        on.on("Shrink")
                .reads(node -> new Unary(UnaryFunction.SHRINK, node.number("lambd", 0.5f), node.number("bias", 0f)));
        on.on("Swish").reads(node -> new Unary(UnaryFunction.SWISH, node.number("alpha", 1f), 0));
        on.on("Gelu")
                .reads(node -> new Unary(
                        switch (node.text("approximate", "none")) {
                            case "none" -> UnaryFunction.GELU;
                            case "tanh" -> UnaryFunction.GELU_TANH;
                            case String other ->
                                throw node.error("approximate is '" + other + "', expected none or tanh");
                        }));
        on.on("Clip")
                .reads(node -> Unary.clip(node.number("min", -Float.MAX_VALUE), node.number("max", Float.MAX_VALUE)));
        on.on("Clip").since(11).builds(ElementwiseOperators::clip);
    }

    /** Bounds that are constant floats become parameters; others are compared with, the upper one last. */
    private static void clip(OnnxNode node) {
        Edge x = node.input(0);
        Edge low = node.inputOrNull(1);
        Edge high = node.inputOrNull(2);
        boolean floats = x.tensorType().element() == ElementType.FLOAT;
        boolean fixed = (low == null || low.isConstant()) && (high == null || high.isConstant());
        if (floats && fixed) {
            node.becomes(
                    Unary.clip(
                            low == null
                                    ? Float.NEGATIVE_INFINITY
                                    : low.requireConstant().floats()[0],
                            high == null
                                    ? Float.POSITIVE_INFINITY
                                    : high.requireConstant().floats()[0]),
                    List.of(x));
            return;
        }
        Edge y = low == null ? x : node.add(new Binary(BinaryFunction.MAX), x, low);
        y = high == null ? y : node.add(new Binary(BinaryFunction.MIN), y, high);
        node.output(0, y == x ? node.add(new Identity(), x) : y);
    }

    /** Pow-12 lets the exponent have another type; the result has that of the base. */
    private static void binary(OnnxNode node, BinaryFunction f) {
        Edge a = node.input(0);
        Edge b = node.input(1);
        boolean mixed = a.type() instanceof TensorType(var p, var shapeA)
                && b.type() instanceof TensorType(var q, var shapeB)
                && p != q;
        if (f != BinaryFunction.POW || !mixed) {
            node.becomes(new Binary(f));
            return;
        }
        ElementType base = a.tensorType().element();
        boolean fraction = !base.isFloating() && b.tensorType().element().isFloating();
        if (fraction) {
            Edge power = node.add(
                    new Binary(f),
                    node.add(new Cast(ElementType.DOUBLE), a),
                    node.add(new Cast(ElementType.DOUBLE), b));
            node.output(0, node.add(new Cast(base), power));
        } else {
            node.output(0, node.add(new Binary(f), a, node.add(new Cast(base), b)));
        }
    }

    /** Before opset 7 the second input was aligned to the first by the attributes broadcast and axis. */
    private static Edge[] aligned(OnnxNode node) {
        Edge a = node.input(0);
        Edge b = node.input(1);
        boolean placed = node.flag("broadcast", false) && node.has("axis");
        int axis = node.int32("axis", 0);
        if (placed && (axis < -a.shape().rank() || axis > a.shape().rank())) {
            throw node.error("axis " + axis + " is outside shape " + a.shape());
        }
        return new Edge[] {a, placed ? withTrailingOnes(node, a, b, axis) : b};
    }

    private static void legacyPRelu(OnnxNode node) {
        Edge slope = node.input(1);
        boolean perChannel = slope.shape().isRanked()
                && slope.shape().rank() == 1
                && slope.shape().dim(0) != 1;
        node.output(
                0,
                node.add(
                        new Binary(BinaryFunction.PRELU),
                        node.input(0),
                        perChannel ? withTrailingOnes(node, node.input(0), slope, 1) : slope));
    }

    /** {@code b} with dimensions of 1 behind, so that its first one lines up with dimension {@code axis} of {@code a}. */
    private static Edge withTrailingOnes(OnnxNode node, Edge a, Edge b, int axis) {
        int rank = a.shape().rank();
        int first = (axis < 0 ? axis + rank : axis) + b.shape().rank();
        var axes = new ArrayList<Integer>();
        for (int i = first; i < rank; i++) {
            axes.add(b.shape().rank() + i - first);
        }
        var ints = Ints.of(axes.stream().mapToInt(Integer::intValue).toArray());
        return ints.isEmpty() ? b : node.add(new Unsqueeze(ints), b);
    }

    private static void variadic(Registry on, String name, BinaryFunction f) {
        on.on(name).builds(node -> {
            if (node.inputCount() == 1) {
                node.becomes(new Identity());
            } else {
                node.output(0, fold(node, f));
            }
        });
    }

    private static Edge fold(OnnxNode node, BinaryFunction f) {
        Edge result = node.input(0);
        for (int i = 1; i < node.inputCount(); i++) {
            result = node.add(new Binary(f), result, node.input(i));
        }
        return result;
    }

    /** A constant of {@code like}'s element type. */
    private static Edge scalar(OnnxNode node, Edge like, float value) {
        Edge constant = node.constant(Tensor.scalar(value));
        ElementType type = like.tensorType().element();
        return type == ElementType.FLOAT ? constant : node.add(new Cast(type), constant);
    }

    private static void casts(Registry on) {
        on.on("Cast").reads(node -> new Cast(castTarget(node), node.flag("saturate", true), rounding(node)));
        on.on("CastLike")
                .builds(node -> node.becomes(
                        new Cast(node.input(1).tensorType().element(), node.flag("saturate", true), rounding(node)),
                        List.of(node.input(0))));
    }

    /** Before opset 6, and in some files of later ones, the type is given by its name. */
    private static ElementType castTarget(OnnxNode node) {
        if (!node.hasText("to")) {
            return node.elementType("to", ElementType.FLOAT);
        }
        String name = node.text("to", "");
        return Arrays.stream(ElementType.values())
                .filter(type -> type.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> node.error("attribute 'to' is '" + name + "', which is no element type"));
    }

    private static ScaleRounding rounding(OnnxNode node) {
        return switch (node.text("round_mode", "up")) {
            case "up" -> ScaleRounding.UP;
            case "down" -> ScaleRounding.DOWN;
            case "nearest" -> ScaleRounding.NEAREST;
            case String other -> throw node.error("round_mode is '" + other + "', expected up, down or nearest");
        };
    }
}
