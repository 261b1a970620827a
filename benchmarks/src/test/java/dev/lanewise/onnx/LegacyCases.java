package dev.lanewise.onnx;

import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Random calls of operators as they were before opset 7, which ONNX Runtime does not have any more, each with what it
 * stands for in opset 21.
 */
final class LegacyCases {

    private static final List<String> NUMERIC = List.of("Add", "Sub", "Mul", "Div", "Pow");
    private static final List<String> LOGICAL = List.of("And", "Or", "Xor");
    private static final List<String> COMPARISONS = List.of("Equal", "Less", "Greater");

    private static final Map<String, Integer> BEFORE =
            Map.of("Tile", 6, "Selu", 6, "LpPool", 2, "GlobalLpPool", 2, "Split", 2, "Pad", 2);

    private LegacyCases() {}

    /** The version of an operator that takes its cases no more. */
    static int before(String operator) {
        return BEFORE.getOrDefault(operator, 7);
    }

    /** By the operator's name. */
    static Map<String, Function<CaseBuilder, OperatorCase>> all() {
        var all = new LinkedHashMap<String, Function<CaseBuilder, OperatorCase>>();
        NUMERIC.forEach(name -> all.put(name, on -> aligned(on, name, ElementType.FLOAT)));
        LOGICAL.forEach(name -> all.put(name, on -> aligned(on, name, ElementType.BOOL)));
        COMPARISONS.forEach(name ->
                all.put(name, on -> aligned(on, name, name.equals("Equal") ? ElementType.INT32 : ElementType.FLOAT)));
        all.put("PRelu", LegacyCases::slopes);
        all.put("Gemm", LegacyCases::product);
        all.put("BatchNormalization", LegacyCases::normalization);
        all.put("Cast", LegacyCases::cast);
        all.put(
                "Dropout",
                on -> on.with(on.floats(2, 3))
                        .set("is_test", 1)
                        .set("ratio", 0.3f)
                        .as("", "Identity", List.of("x0"), "y0")
                        .build());
        all.put("Tile", LegacyCases::tile);
        all.put("Upsample", LegacyCases::upsample);
        all.put("LpPool", LegacyCases::pool);
        all.put("GlobalLpPool", LegacyCases::globalPool);
        all.put("Pad", LegacyCases::pad);
        all.put(
                "Concat",
                on -> on.with(on.floats(2, 3))
                        .with(on.floats(2, 4))
                        .as("", "Concat", List.of("x0", "x1"), "y0", Given.integer("axis", 1))
                        .build());
        all.put(
                "Selu",
                on -> on.with(on.floats(2, 3))
                        .as(
                                "",
                                "Selu",
                                List.of("x0"),
                                "y0",
                                Given.number("alpha", 1.6732f),
                                Given.number("gamma", 1.0507f))
                        .build());
        all.put("Split", LegacyCases::split);
        all.put("MeanVarianceNormalization", LegacyCases::meanVariance);
        all.putAll(ExperimentalCases.all());
        return all;
    }

    /** The second tensor lies along the axes of the first from {@code axis} on; without broadcast shapes are the same. */
    private static OperatorCase aligned(CaseBuilder on, String name, ElementType type) {
        long[] shape = {on.between(2, 3), on.between(2, 4), on.between(2, 3), on.between(2, 4)};
        boolean broadcast = on.coin();
        boolean hasAxis = broadcast && on.coin();
        int length = broadcast ? on.between(hasAxis ? 1 : 0, 3) : 4;
        int axis = hasAxis ? on.between(0, 4 - length) : 4 - length;
        long[] second = Arrays.copyOfRange(shape, axis, axis + length);
        on.with(tensor(on, name, type, shape)).with(tensor(on, name, type, second));
        if (broadcast) {
            on.set("broadcast", 1);
        }
        if (hasAxis) {
            on.set("axis", on.coin() ? axis : axis - 4);
        }
        long[] placed = Arrays.copyOf(second, 4 - axis);
        Arrays.fill(placed, length, placed.length, 1);
        on.as("", "Constant", List.of(), "shape", Given.integers("value_ints", placed));
        return on.as("", "Reshape", List.of("x1", "shape"), "placed")
                .as("", name, List.of("x0", "placed"), "y0")
                .build();
    }

    private static Tensor tensor(CaseBuilder on, String name, ElementType type, long... shape) {
        return switch (type) {
            case FLOAT -> name.equals("Pow") || name.equals("Div") ? on.scales(2, shape) : on.floats(shape);
            case BOOL -> on.integers(type, 0, 1, shape);
            default -> on.integers(type, -2, 2, shape);
        };
    }

    private static OperatorCase slopes(CaseBuilder on) {
        boolean one = on.coin();
        int channels = on.between(2, 4);
        on.with(on.floats(2, channels, channels, channels)).with(on.floats(one ? 1 : channels));
        on.as("", "Constant", List.of(), "shape", Given.integers("value_ints", one ? 1 : channels, 1, 1));
        return on.as("", "Reshape", List.of("x1", "shape"), "slope")
                .as("", "PRelu", List.of("x0", "slope"), "y0")
                .build();
    }

    private static OperatorCase product(CaseBuilder on) {
        boolean broadcast = on.coin();
        return on.with(on.floats(3, 4))
                .with(on.floats(4, 5))
                .with(broadcast ? on.floats(5) : on.floats(3, 5))
                .set("broadcast", broadcast ? 1 : 0)
                .set("alpha", 0.5f)
                .set("beta", 2f)
                .as("", "Gemm", List.of("x0", "x1", "x2"), "y0", Given.number("alpha", 0.5f), Given.number("beta", 2))
                .build();
    }

    /** Inference, as is_test says; what is consumed is of no concern. */
    private static OperatorCase normalization(CaseBuilder on) {
        int channels = on.between(1, 4);
        on.with(on.floats(2, channels, 3, 2))
                .with(on.floats(channels))
                .with(on.floats(channels))
                .with(on.floats(channels))
                .with(on.scales(1, channels))
                .set("is_test", 1)
                .set("epsilon", 1e-3f)
                .set("consumed_inputs", 0, 0, 0, 1, 1);
        return on.as(
                        "",
                        "BatchNormalization",
                        List.of("x0", "x1", "x2", "x3", "x4"),
                        "y0",
                        Given.number("epsilon", 1e-3f))
                .build();
    }

    private static OperatorCase cast(CaseBuilder on) {
        ElementType[] types = {ElementType.DOUBLE, ElementType.FLOAT16, ElementType.INT64, ElementType.BOOL};
        ElementType to = types[on.between(0, 3)];
        return on.with(on.floats(5, 2, 3))
                .set("to", to.name())
                .as("", "Cast", List.of("x0"), "y0", Given.integer("to", ElementTypes.number(to)))
                .build();
    }

    private static OperatorCase tile(CaseBuilder on) {
        int axis = on.between(0, 2);
        int count = on.between(1, 3);
        long[] repeats = {1, 1, 1};
        repeats[axis] = count;
        return on.with(on.floats(2, 3, 2))
                .constant(Tensor.scalar((float) count))
                .constant(Tensor.scalar((float) axis))
                .as("", "Constant", List.of(), "repeats", Given.integers("value_ints", repeats))
                .as("", "Tile", List.of("x0", "repeats"), "y0")
                .build();
    }

    private static OperatorCase upsample(CaseBuilder on) {
        boolean nearest = on.coin();
        float height = on.between(2, 6) / 2f;
        float width = on.between(2, 6) / 2f;
        return on.with(on.floats(1, 2, 3, 4))
                .set("height_scale", height)
                .set("width_scale", width)
                .set("mode", nearest ? "nearest" : "bilinear")
                .as("", "Constant", List.of(), "scales", Given.numbers("value_floats", 1, 1, height, width))
                .as(
                        "",
                        "Resize",
                        List.of("x0", "", "scales"),
                        "y0",
                        Given.text("mode", nearest ? "nearest" : "linear"),
                        Given.text("coordinate_transformation_mode", "asymmetric"),
                        Given.text("nearest_mode", "floor"))
                .build();
    }

    /** The exponent was a float. */
    private static OperatorCase pool(CaseBuilder on) {
        int p = on.between(1, 3);
        return on.with(on.floats(1, 2, 5, 6))
                .set("p", (float) p)
                .set("kernel_shape", 2, 3)
                .set("strides", 1, 2)
                .as(
                        "",
                        "LpPool",
                        List.of("x0"),
                        "y0",
                        Given.integer("p", p),
                        Given.integers("kernel_shape", 2, 3),
                        Given.integers("strides", 1, 2))
                .build();
    }

    private static OperatorCase globalPool(CaseBuilder on) {
        int p = on.between(1, 3);
        return on.with(on.floats(1, 2, 5, 6))
                .set("p", (float) p)
                .as("", "GlobalLpPool", List.of("x0"), "y0", Given.integer("p", p))
                .build();
    }

    /** The widths were called paddings. */
    private static OperatorCase pad(CaseBuilder on) {
        String[] modes = {"constant", "edge", "reflect"};
        String mode = modes[on.between(0, 2)];
        long[] pads = {on.between(0, 1), on.between(0, 2), on.between(0, 1), on.between(0, 2)};
        return on.with(on.floats(3, 4))
                .set("paddings", pads)
                .set("mode", mode)
                .set("value", 1.5f)
                .as("", "Constant", List.of(), "pads", Given.integers("value_ints", pads))
                .as("", "Constant", List.of(), "value", Given.number("value_float", 1.5f))
                .as("", "Pad", List.of("x0", "pads", "value"), "y0", Given.text("mode", mode))
                .build();
    }

    /** The extents may be an input or an attribute. */
    private static OperatorCase split(CaseBuilder on) {
        boolean input = on.coin();
        on.with(on.floats(2, 5)).set("axis", 1).outputs(2);
        var from = new ArrayList<>(List.of("x0"));
        if (input) {
            on.with(Tensor.of(new float[] {2, 3}, 2));
        } else {
            on.set("split", 2, 3);
        }
        on.as("", "Constant", List.of(), "parts", Given.integers("value_ints", 2, 3));
        from.add("parts");
        return on.asSeveral("Split", from, List.of("y0", "y1"), Given.integer("axis", 1))
                .build();
    }

    private static OperatorCase meanVariance(CaseBuilder on) {
        boolean across = on.coin();
        long[] axes = across ? new long[] {0, 1, 2, 3} : new long[] {0, 2, 3};
        return on.with(on.floats(2, 3, 4, 5))
                .set("across_channels", across ? 1 : 0)
                .set("normalize_variance", 1)
                .as("", "MeanVarianceNormalization", List.of("x0"), "y0", Given.integers("axes", axes))
                .build();
    }
}
