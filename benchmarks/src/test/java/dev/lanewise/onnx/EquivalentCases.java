package dev.lanewise.onnx;

import dev.lanewise.onnx.proto.AttributeProto;
import dev.lanewise.onnx.proto.AttributeValue;
import dev.lanewise.onnx.proto.Bytes;
import dev.lanewise.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Random calls of ONNX Runtime's operators that it has for other processors alone, each with what it stands for. */
final class EquivalentCases {

    private static final String MS = Registry.MICROSOFT;

    private EquivalentCases() {}

    /** By the operator's name. */
    static Map<String, Function<CaseBuilder, OperatorCase>> all() {
        var all = new LinkedHashMap<String, Function<CaseBuilder, OperatorCase>>();
        all.put(
                "BiasAdd",
                on -> on.with(on.floats(2, 3, 5))
                        .with(on.floats(5))
                        .with(on.floats(2, 3, 5))
                        .as("", "Add", List.of("x0", "x1"), "sum")
                        .as("", "Add", List.of("sum", "x2"), "y0")
                        .build());
        all.put("BiasSoftmax", EquivalentCases::biasSoftmax);
        all.put("BiasSplitGelu", EquivalentCases::biasSplitGelu);
        all.put("FusedMatMulActivation", EquivalentCases::matMulActivation);
        all.put(
                "GemmFastGelu",
                on -> on.with(on.floats(2, 3, 4))
                        .with(on.floats(4, 5))
                        .with(on.floats(5))
                        .as("", "MatMul", List.of("x0", "x1"), "product")
                        .as(MS, "FastGelu", List.of("product", "x2"), "y0")
                        .build());
        all.put("GroupNorm", EquivalentCases::groupNorm);
        all.put("NhwcConv", on -> convolution(on, false));
        all.put("NhwcFusedConv", on -> convolution(on, true));
        all.put(
                "SimplifiedLayerNormalization",
                on -> on.with(on.floats(2, 3, 5))
                        .with(on.floats(5))
                        .as("", "SimplifiedLayerNormalization", List.of("x0", "x1"), "y0")
                        .build());
        all.put("IsAllFinite", EquivalentCases::allFinite);
        return all;
    }

    private static AttributeProto ints(String name, long... values) {
        return new AttributeProto(name, AttributeValue.Ints.of(values));
    }

    private static AttributeProto number(String name, long value) {
        return new AttributeProto(name, new AttributeValue.IntValue(value));
    }

    private static AttributeProto text(String name, String value) {
        return new AttributeProto(name, new AttributeValue.StringValue(Bytes.utf8(value)));
    }

    private static OperatorCase biasSoftmax(CaseBuilder on) {
        return on.with(on.floats(2, 3, 4, 5))
                .with(on.floats(2, 1, 1, 5))
                .set("axis", 3)
                .set("is_inner_broadcast", 0)
                .as("", "Add", List.of("x0", "x1"), "sum")
                .as("", "Softmax", List.of("sum"), "y0", number("axis", -1))
                .build();
    }

    private static OperatorCase biasSplitGelu(CaseBuilder on) {
        on.with(on.floats(2, 3, 10)).with(on.floats(10)).as("", "Add", List.of("x0", "x1"), "sum");
        for (int half = 0; half < 2; half++) {
            on.as("", "Constant", List.of(), "from" + half, ints("value_ints", 5L * half));
            on.as("", "Constant", List.of(), "to" + half, ints("value_ints", 5L * half + 5));
            on.as("", "Slice", List.of("sum", "from" + half, "to" + half, "axes"), "half" + half);
        }
        on.as("", "Gelu", List.of("half1"), "gate").as("", "Mul", List.of("half0", "gate"), "y0");
        return withAxes(on.build());
    }

    /** With the constant "axes" before the rest. */
    private static OperatorCase withAxes(OperatorCase c) {
        var nodes = new java.util.ArrayList<>(c.equivalent());
        nodes.addFirst(new dev.lanewise.onnx.proto.NodeProto(
                "", "", "Constant", List.of(), List.of("axes"), List.of(ints("value_ints", -1))));
        return new OperatorCase(c.name(), c.nodes(), c.opsets(), c.inputs(), c.constants(), nodes);
    }

    private static OperatorCase matMulActivation(CaseBuilder on) {
        String[] activations = {"Relu", "Tanh", "Sigmoid", "Softplus", "Softsign"};
        String activation = activations[on.between(0, 4)];
        return on.with(on.floats(2, 3, 4))
                .with(on.floats(2, 5, 4))
                .set("transB", 1)
                .set("activation", activation)
                .as(MS, "FusedMatMul", List.of("x0", "x1"), "product", number("transB", 1))
                .as("", activation, List.of("product"), "y0")
                .build();
    }

    private static OperatorCase groupNorm(CaseBuilder on) {
        boolean last = on.coin();
        boolean active = on.coin();
        String y = active ? "plain" : "normal";
        on.with(last ? on.floats(2, 3, 4, 6) : on.floats(2, 6, 3, 4))
                .with(on.floats(6))
                .with(on.floats(6))
                .set("groups", 3)
                .set("epsilon", 1e-3f)
                .set("channels_last", last ? 1 : 0)
                .set("activation", active ? 1 : 0)
                .as("", "Transpose", List.of("x0"), "image", last ? ints("perm", 0, 3, 1, 2) : ints("perm", 0, 1, 2, 3))
                .as(
                        "",
                        "GroupNormalization",
                        List.of("image", "x1", "x2"),
                        y,
                        number("num_groups", 3),
                        new AttributeProto("epsilon", new AttributeValue.FloatValue(1e-3f)));
        if (active) {
            on.as("", "Sigmoid", List.of(y), "gate").as("", "Mul", List.of(y, "gate"), "normal");
        }
        return on.as(
                        "",
                        "Transpose",
                        List.of("normal"),
                        "y0",
                        last ? ints("perm", 0, 2, 3, 1) : ints("perm", 0, 1, 2, 3))
                .build();
    }

    private static OperatorCase convolution(CaseBuilder on, boolean activated) {
        on.with(on.floats(1, 5, 6, 2))
                .with(on.floats(3, 2, 3, 3))
                .with(on.floats(3))
                .set("pads", 1, 0, 1, 0);
        if (activated) {
            on.set("activation", "Relu");
        }
        on.as("", "Transpose", List.of("x0"), "image", ints("perm", 0, 3, 1, 2))
                .as(
                        MS,
                        "FusedConv",
                        List.of("image", "x1", "x2"),
                        "y",
                        ints("pads", 1, 0, 1, 0),
                        text("activation", activated ? "Relu" : "Clip"),
                        new AttributeProto("activation_params", AttributeValue.Floats.of(-1e30f, 1e30f)));
        return on.as("", "Transpose", List.of("y"), "y0", ints("perm", 0, 2, 3, 1))
                .build();
    }

    private static OperatorCase allFinite(CaseBuilder on) {
        Tensor second = on.floats(4);
        if (on.coin()) {
            second.floats()[2] = Float.NEGATIVE_INFINITY;
        }
        on.with(on.floats(2, 3)).with(second);
        if (on.coin()) {
            on.set("isinf_only", 1);
        }
        return on.as("", "IsInf", List.of("x1"), "infinite")
                .as("", "Cast", List.of("infinite"), "numbers", number("to", 1))
                .as("", "ReduceMax", List.of("numbers"), "any", number("keepdims", 0))
                .as("", "Cast", List.of("any"), "flag", number("to", 9))
                .as("", "Not", List.of("flag"), "y0")
                .build();
    }
}
