package dev.lanewise.onnx;

import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Random calls of operators that ONNX's first releases tried out, each with what it stands for in opset 21. */
final class ExperimentalCases {

    private ExperimentalCases() {}

    /** By the operator's name. */
    static Map<String, Function<CaseBuilder, OperatorCase>> all() {
        var all = new LinkedHashMap<String, Function<CaseBuilder, OperatorCase>>();
        all.put("Affine", on -> {
            constant(on, "alpha", 1.5f);
            constant(on, "beta", -0.5f);
            return on.with(on.floats(2, 3))
                    .set("alpha", 1.5f)
                    .set("beta", -0.5f)
                    .as("", "Mul", List.of("x0", "alpha"), "scaled")
                    .as("", "Add", List.of("scaled", "beta"), "y0")
                    .build();
        });
        all.put("Scale", on -> {
            constant(on, "scale", 2.5f);
            return on.with(on.floats(2, 3))
                    .set("scale", 2.5f)
                    .as("", "Mul", List.of("x0", "scale"), "y0")
                    .build();
        });
        all.put("ScaledTanh", on -> scaled(on, "Tanh"));
        all.put("ParametricSoftplus", on -> scaled(on, "Softplus"));
        all.put("ConstantFill", ExperimentalCases::fill);
        all.put(
                "GivenTensorFill",
                on -> on.set("values", 1f, 2f, 3f, 4f, 5f, 6f)
                        .set("shape", 2, 3)
                        .as("", "Constant", List.of(), "values", Given.numbers("value_floats", 1f, 2f, 3f, 4f, 5f, 6f))
                        .as("", "Constant", List.of(), "shape", Given.integers("value_ints", 2, 3))
                        .as("", "Reshape", List.of("values", "shape"), "y0")
                        .build());
        all.put(
                "FC",
                on -> on.with(on.floats(2, 3, 4))
                        .with(on.floats(5, 12))
                        .with(on.floats(5))
                        .as("", "Flatten", List.of("x0"), "flat")
                        .as("", "Gemm", List.of("flat", "x1", "x2"), "y0", Given.integer("transB", 1))
                        .build());
        all.put("Crop", ExperimentalCases::crop);
        all.put(
                "DynamicSlice",
                on -> on.with(on.floats(5, 6))
                        .with(on.integers(ElementType.INT64, -3, 2, 2))
                        .with(on.integers(ElementType.INT64, 3, 9, 2))
                        .as("", "Slice", List.of("x0", "x1", "x2"), "y0")
                        .build());
        all.put("ImageScaler", on -> {
            constant(on, "scale", 0.5f);
            return on.with(on.floats(2, 3, 4, 5))
                    .set("scale", 0.5f)
                    .set("bias", 1f, 2f, 3f)
                    .as("", "Constant", List.of(), "flat", Given.numbers("value_floats", 1f, 2f, 3f))
                    .as("", "Constant", List.of(), "shape", Given.integers("value_ints", 3, 1, 1))
                    .as("", "Reshape", List.of("flat", "shape"), "bias")
                    .as("", "Mul", List.of("x0", "scale"), "scaled")
                    .as("", "Add", List.of("scaled", "bias"), "y0")
                    .build();
        });
        return all;
    }

    private static OperatorCase scaled(CaseBuilder on, String function) {
        constant(on, "alpha", 1.5f);
        constant(on, "beta", 0.5f);
        return on.with(on.floats(3, 2, 3))
                .set("alpha", 1.5f)
                .set("beta", 0.5f)
                .as("", "Mul", List.of("x0", "beta"), "scaled")
                .as("", function, List.of("scaled"), "value")
                .as("", "Mul", List.of("value", "alpha"), "y0")
                .build();
    }

    private static OperatorCase fill(CaseBuilder on) {
        boolean asShape = on.coin();
        boolean longs = on.coin();
        on.with(asShape ? Tensor.of(new long[] {2, 3}, 2) : on.floats(2, 3))
                .set("input_as_shape", asShape ? 1 : 0)
                .set("extra_shape", 4, 2)
                .set("value", 7f)
                .set("dtype", longs ? 7 : 1);
        on.as("", "Constant", List.of(), "shape", Given.integers("value_ints", 2, 3, 4, 2));
        on.as("", "Constant", List.of(), "value", Given.number("value_float", 7));
        return on.as("", "Cast", List.of("value"), "element", Given.integer("to", longs ? 7 : 1))
                .as("", "Expand", List.of("element", "shape"), "y0")
                .build();
    }

    private static OperatorCase crop(CaseBuilder on) {
        boolean sized = on.coin();
        long[] border = {on.between(0, 2), on.between(0, 2), on.between(0, 2), on.between(0, 2)};
        on.with(on.floats(1, 2, 7, 8)).set("border", border);
        long bottom = sized ? border[1] + 2 : 7 - border[3];
        long right = sized ? border[0] + 3 : 8 - border[2];
        if (sized) {
            on.set("scale", 2, 3);
        }
        on.as("", "Constant", List.of(), "from", Given.integers("value_ints", border[1], border[0]));
        on.as("", "Constant", List.of(), "to", Given.integers("value_ints", bottom, right));
        on.as("", "Constant", List.of(), "axes", Given.integers("value_ints", 2, 3));
        return on.as("", "Slice", List.of("x0", "from", "to", "axes"), "y0").build();
    }

    private static void constant(CaseBuilder on, String name, float value) {
        on.as("", "Constant", List.of(), name, Given.number("value_float", value));
    }
}
