package dev.lanewise.onnx;

import dev.lanewise.onnx.proto.GraphProto;
import dev.lanewise.onnx.proto.NodeProto;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Random calls of standard operators of which the backend suite has no or few cases of one node. */
final class OnnxCases {

    private OnnxCases() {}

    /** By the operator's name. */
    static Map<String, Function<CaseBuilder, OperatorCase>> all() {
        var all = new LinkedHashMap<String, Function<CaseBuilder, OperatorCase>>();
        all.put("ArgMax", OnnxCases::extremum);
        all.put("ArgMin", OnnxCases::extremum);
        all.put("Range", OnnxCases::range);
        all.put("GridSample", OnnxCases::gridSample);
        all.put(
                "GlobalLpPool",
                on -> on.with(on.floats(2, 3, 4, 5)).set("p", on.between(1, 3)).build());
        all.put("MaxRoiPool", OnnxCases::regions);
        all.put("RoiAlign", OnnxCases::aligned);
        all.put("SimplifiedLayerNormalization", OnnxCases::simplified);
        all.put(
                "Multinomial",
                on -> on.with(on.floats(2, 5))
                        .set("sample_size", on.between(1, 4))
                        .set("dtype", on.between(6, 7))
                        .build());
        all.put("Bernoulli", on -> on.with(on.scales(1, 2, 3)).version(15).build());
        all.put("RandomNormal", on -> random(on).set("mean", 2f).build());
        all.put("RandomUniform", on -> random(on).set("high", 2f).build());
        all.put("RandomNormalLike", on -> on.with(on.floats(2, 3)).build());
        all.put("RandomUniformLike", on -> on.with(on.floats(2, 3)).build());
        all.put(
                "SequenceConstruct",
                on -> on.with(on.floats(2, 3)).with(on.floats(1, 3)).build());
        all.put("SequenceEmpty", on -> on.set("dtype", on.coin() ? 1 : 7).build());
        all.put("SequenceLength", on -> sequence(on).build());
        all.put(
                "SequenceAt",
                on -> sequence(on).with(on.integers(ElementType.INT64, -3, 2)).build());
        all.put(
                "SequenceErase",
                on -> on.coin()
                        ? sequence(on).build()
                        : sequence(on)
                                .with(on.integers(ElementType.INT64, -3, 2))
                                .build());
        all.put(
                "SequenceInsert",
                on -> sequence(on)
                        .with(on.floats(4))
                        .with(on.integers(ElementType.INT64, -3, 3))
                        .build());
        all.put("ConcatFromSequence", OnnxCases::concatFromSequence);
        all.put("Loop", OnnxCases::loop);
        all.put("Upsample", OnnxCases::upsample);
        all.put("Optional", on -> on.with(on.floats(2, 3)).build());
        return all;
    }

    private static OperatorCase upsample(CaseBuilder on) {
        return on.with(on.floats(1, 2, 3, 4))
                .with(Tensor.of(new float[] {1, 1, on.between(2, 7) / 2f, on.between(2, 7) / 2f}, 4))
                .set("mode", on.coin() ? "nearest" : "linear")
                .version(9)
                .build();
    }

    /** Adds x to what is carried in every round, as long as the condition given holds, and stacks twice the sums. */
    private static OperatorCase loop(CaseBuilder on) {
        var body = new GraphProto(
                "body",
                List.of(
                        new NodeProto("", "", "Identity", List.of("goesOn"), List.of("stillGoesOn"), List.of()),
                        new NodeProto("", "", "Add", List.of("sum", "x3"), List.of("next"), List.of()),
                        new NodeProto("", "", "Add", List.of("next", "next"), List.of("twice"), List.of())),
                List.of(),
                List.of(),
                List.of(
                        CaseBuilder.formal("round", ElementType.INT64),
                        CaseBuilder.formal("goesOn", ElementType.BOOL),
                        CaseBuilder.formal("sum", ElementType.FLOAT, 2)),
                List.of(
                        CaseBuilder.formal("stillGoesOn", ElementType.BOOL),
                        CaseBuilder.formal("next", ElementType.FLOAT, 2),
                        CaseBuilder.formal("twice", ElementType.FLOAT, 2)),
                List.of(),
                List.of(),
                "",
                Map.of());
        return on.with(Tensor.scalar((long) on.between(1, 4)))
                .with(on.integers(ElementType.BOOL, 1, 1))
                .with(on.floats(2))
                .captured(on.floats(2))
                .set("body", body)
                .outputs(2)
                .build();
    }

    private static OperatorCase extremum(CaseBuilder on) {
        ElementType[] types = {ElementType.INT64, ElementType.UINT64, ElementType.INT32, ElementType.FLOAT};
        Tensor x = on.integers(types[on.between(0, 3)], 0, 5, 3, 4);
        return on.with(Samples.enlarged(x, on.random()))
                .set("axis", on.between(-2, 1))
                .set("keepdims", on.between(0, 1))
                .set("select_last_index", on.between(0, 1))
                .build();
    }

    private static OperatorCase range(CaseBuilder on) {
        long start = on.random().nextLong() >> 2;
        long delta = on.random().nextLong(1, 1L << 59);
        long limit = start + delta * on.between(-1, 7) + on.between(-1, 1);
        return on.with(Tensor.scalar(start))
                .with(Tensor.scalar(limit))
                .with(Tensor.scalar(delta))
                .build();
    }

    private static OperatorCase gridSample(CaseBuilder on) {
        String[] modes = {"bilinear", "nearest", "bicubic"};
        String[] paddings = {"zeros", "border", "reflection"};
        return on.with(on.floats(2, 3, 4, 5))
                .with(on.floats(1.3, 2, 3, 2, 2))
                .set("mode", modes[on.between(0, 2)])
                .set("padding_mode", paddings[on.between(0, 2)])
                .set("align_corners", on.between(0, 1))
                .version(16)
                .build();
    }

    private static OperatorCase regions(CaseBuilder on) {
        int count = on.between(1, 3);
        Tensor regions = on.integers(ElementType.FLOAT, 0, 3, count, 5);
        for (int i = 0; i < count; i++) {
            regions.floats()[i * 5] = on.between(0, 1);
            regions.floats()[i * 5 + 3] += 2;
            regions.floats()[i * 5 + 4] += 2;
        }
        return on.with(on.floats(2, 3, 6, 7))
                .with(regions)
                .set("pooled_shape", on.between(1, 3), on.between(1, 3))
                .set("spatial_scale", on.coin() ? 1f : 0.5f)
                .build();
    }

    private static OperatorCase aligned(CaseBuilder on) {
        int count = on.between(1, 3);
        Tensor regions = on.integers(ElementType.FLOAT, 0, 3, count, 4);
        for (int i = 0; i < count; i++) {
            regions.floats()[i * 4 + 2] += 3;
            regions.floats()[i * 4 + 3] += 3;
        }
        return on.with(on.floats(2, 3, 6, 7))
                .with(regions)
                .with(on.integers(ElementType.INT64, 0, 1, count))
                .set("output_height", on.between(1, 3))
                .set("output_width", on.between(1, 3))
                .set("sampling_ratio", on.between(0, 2))
                .set("mode", on.coin() ? "avg" : "max")
                .set("coordinate_transformation_mode", on.coin() ? "half_pixel" : "output_half_pixel")
                .version(16)
                .build();
    }

    private static OperatorCase simplified(CaseBuilder on) {
        int width = on.between(1, 9);
        return on.with(on.floats(2, 3, width)).with(on.floats(width)).build();
    }

    private static CaseBuilder random(CaseBuilder on) {
        return on.set("shape", 2, 3).set("seed", 1f).set("dtype", on.coin() ? 1 : 11);
    }

    private static CaseBuilder sequence(CaseBuilder on) {
        return on.sequence(on.floats(2, 3), on.floats(1, 3), on.floats(3));
    }

    private static OperatorCase concatFromSequence(CaseBuilder on) {
        int rows = on.between(1, 3);
        return on.sequence(on.floats(rows, 3), on.floats(rows, 3))
                .set("axis", on.between(0, 1))
                .set("new_axis", on.between(0, 1))
                .build();
    }
}
