package dev.lanewise.onnx;

import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Random calls of the operators that ONNX Runtime's quantizer writes. */
final class MicrosoftQuantizedCases {

    private MicrosoftQuantizedCases() {}

    /** By the operator's name. */
    static Map<String, Function<CaseBuilder, OperatorCase>> all() {
        var all = new LinkedHashMap<String, Function<CaseBuilder, OperatorCase>>();
        all.put("QLinearAdd", MicrosoftQuantizedCases::pair);
        all.put("QLinearMul", MicrosoftQuantizedCases::pair);
        all.put("QLinearSigmoid", on -> one(on, 1 / 256f).build());
        all.put(
                "QLinearLeakyRelu",
                on -> one(on, 0.03f).set("alpha", on.coin() ? 0.1f : 0.01f).build());
        all.put(
                "QLinearSoftmax",
                on -> softmax(on)
                        .set("axis", on.between(-1, 1))
                        .set("opset", 13)
                        .build());
        all.put(
                "QLinearReduceMean",
                on -> one(on, 0.02f)
                        .set("axes", new long[] {on.between(-1, 1)})
                        .set("keepdims", on.between(0, 1))
                        .build());
        all.put(
                "QLinearGlobalAveragePool",
                on -> image(on).set("channels_last", on.between(0, 1)).build());
        all.put(
                "QLinearAveragePool",
                on -> image(on)
                        .set("kernel_shape", 2, 3)
                        .set("pads", 1, 1, 0, 1)
                        .set("strides", on.between(1, 2), 1)
                        .set("count_include_pad", on.between(0, 1))
                        .build());
        all.put("QLinearConcat", MicrosoftQuantizedCases::concat);
        all.put("QLinearWhere", MicrosoftQuantizedCases::where);
        all.put("QLinearConv", MicrosoftQuantizedCases::convolution);
        all.put("QGemm", MicrosoftQuantizedCases::gemm);
        all.put("QuantizeLinear", MicrosoftQuantizedCases::quantize);
        all.put("DequantizeLinear", MicrosoftQuantizedCases::dequantize);
        all.put("DynamicQuantizeMatMul", MicrosoftQuantizedCases::dynamicMatMul);
        all.put("MatMulIntegerToFloat", MicrosoftQuantizedCases::integerMatMul);
        all.put("MatMulNBits", MicrosoftQuantizedCases::matMulBits);
        all.put("GatherBlockQuantized", MicrosoftQuantizedCases::gatherBlocks);
        all.put(
                "NhwcMaxPool",
                on -> on.with(on.bytes(on.byteType(), 1, 5, 6, 3))
                        .set("kernel_shape", 2, 3)
                        .set("strides", on.between(1, 2), on.between(1, 2))
                        .set("pads", 1, 1, 1, 1)
                        .build());
        all.put("DynamicQuantizeLSTM", MicrosoftQuantizedCases::lstm);
        all.put("QEmbedLayerNormalization", MicrosoftQuantizedCases::embedding);
        all.put("QAttention", MicrosoftQuantizedCases::attention);
        return all;
    }

    /** A scale and a zero point. */
    private static CaseBuilder grid(CaseBuilder on, ElementType type, double scale) {
        return on.constant(on.scales(scale)).constant(on.integers(type, 0, 100));
    }

    private static CaseBuilder constantGrid(CaseBuilder on, ElementType type, Tensor values) {
        on.with(values);
        return grid(on, type, 0.02);
    }

    private static OperatorCase pair(CaseBuilder on) {
        ElementType type = on.byteType();
        constantGrid(on, type, on.bytes(type, 3, 1, 7));
        constantGrid(on, type, on.bytes(type, on.coin() ? new long[] {7} : new long[] {3, 2, 7}));
        return grid(on, type, 0.04).build();
    }

    private static CaseBuilder one(CaseBuilder on, double scale) {
        ElementType type = on.byteType();
        constantGrid(on, type, on.bytes(type, 3, 4, 9));
        return grid(on, type, scale);
    }

    /** With 1/256 as the output's scale: ONNX Runtime rounds the reciprocal of others. */
    private static CaseBuilder softmax(CaseBuilder on) {
        ElementType type = on.byteType();
        constantGrid(on, type, on.bytes(type, 3, 4, 9));
        int zero = type == ElementType.UINT8 ? 0 : -128;
        return on.constant(Tensor.scalar(1 / 256f)).constant(on.integers(type, zero, zero));
    }

    private static CaseBuilder image(CaseBuilder on) {
        ElementType type = on.byteType();
        constantGrid(on, type, on.bytes(type, 2, 3, 5, 6));
        return grid(on, type, 0.02);
    }

    private static OperatorCase concat(CaseBuilder on) {
        ElementType type = on.byteType();
        grid(on, type, 0.02);
        for (int i = on.between(1, 3); i > 0; i--) {
            constantGrid(on, type, on.bytes(type, 2, on.between(1, 4), 3));
        }
        return on.set("axis", 1).build();
    }

    private static OperatorCase where(CaseBuilder on) {
        ElementType type = on.byteType();
        on.with(on.integers(ElementType.BOOL, 0, 1, 3, 4));
        constantGrid(on, type, on.bytes(type, 3, 4));
        constantGrid(on, type, on.bytes(type, 4));
        return grid(on, type, 0.03).build();
    }

    private static OperatorCase convolution(CaseBuilder on) {
        ElementType type = on.byteType();
        int filters = on.between(1, 5);
        boolean last = on.coin();
        constantGrid(on, type, on.bytes(type, last ? new long[] {1, 5, 6, 2} : new long[] {1, 2, 5, 6}));
        on.constant(on.integers(ElementType.INT8, -20, 20, filters, 2, 3, 3))
                .constant(on.scales(0.02))
                .constant(on.integers(ElementType.INT8, 0, 0));
        grid(on, type, 0.2);
        if (on.coin()) {
            on.constant(on.integers(ElementType.INT32, -500, 500, filters));
        }
        return on.set("channels_last", last ? 1 : 0).set("pads", 1, 1, 1, 1).build();
    }

    private static OperatorCase gemm(CaseBuilder on) {
        ElementType type = on.byteType();
        boolean a = on.coin();
        boolean b = on.coin();
        int inner = on.between(1, 9);
        int columns = on.between(1, 9);
        constantGrid(on, type, on.bytes(type, a ? new long[] {inner, 4} : new long[] {4, inner}));
        on.constant(on.bytes(ElementType.INT8, b ? new long[] {columns, inner} : new long[] {inner, columns}))
                .constant(on.scales(0.02))
                .constant(on.integers(ElementType.INT8, 0, 9));
        if (on.coin()) {
            on.with(on.integers(ElementType.INT32, -300, 300, columns));
        } else {
            on.without();
        }
        if (on.coin()) {
            grid(on, type, 0.2);
        }
        return on.set("transA", a ? 1 : 0).set("transB", b ? 1 : 0).build();
    }

    private static OperatorCase quantize(CaseBuilder on) {
        ElementType type = on.byteType();
        boolean channels = on.coin();
        on.with(on.floats(3, 2, 5, 3)).with(channels ? on.scales(0.05, 5) : on.scales(0.05));
        return on.with(channels ? on.bytes(type, 5) : on.bytes(type))
                .set("axis", 1)
                .build();
    }

    private static OperatorCase dequantize(CaseBuilder on) {
        ElementType type = on.byteType();
        boolean channels = on.coin();
        on.with(on.bytes(type, 2, 5, 3)).with(channels ? on.scales(0.05, 5) : on.scales(0.05));
        return on.with(channels ? on.bytes(type, 5) : on.bytes(type))
                .set("axis", 1)
                .build();
    }

    private static OperatorCase dynamicMatMul(CaseBuilder on) {
        ElementType type = on.byteType();
        int inner = on.between(1, 20);
        int columns = on.between(1, 9);
        boolean channels = on.coin();
        on.with(on.floats(2, 4, inner)).with(on.bytes(type, inner, columns));
        on.with(channels ? on.scales(0.02, columns) : on.scales(0.02));
        if (on.coin()) {
            on.with(channels ? on.bytes(type, columns) : on.bytes(type));
        } else {
            on.without();
        }
        if (on.coin()) {
            on.with(on.floats(columns));
        }
        return on.build();
    }

    private static OperatorCase integerMatMul(CaseBuilder on) {
        ElementType type = on.byteType();
        int inner = on.between(1, 20);
        int columns = on.between(1, 9);
        boolean channels = on.coin();
        on.with(on.bytes(ElementType.UINT8, 2, 4, inner)).with(on.bytes(type, inner, columns));
        on.with(on.scales(0.02)).with(channels ? on.scales(0.02, columns) : on.scales(0.02));
        on.with(on.bytes(ElementType.UINT8)).with(channels ? on.bytes(type, columns) : on.bytes(type));
        if (on.coin()) {
            on.with(on.floats(columns));
        }
        return on.build();
    }

    private static OperatorCase matMulBits(CaseBuilder on) {
        int bits = 1 << on.between(1, 3);
        int block = on.coin() ? 16 : 32;
        int inner = on.between(1, 80);
        int columns = on.between(1, 9);
        int blocks = (inner + block - 1) / block;
        on.with(on.floats(on.between(1, 5), inner))
                .constant(on.bytes(ElementType.UINT8, columns, blocks, (long) block * bits / 8))
                .constant(on.scales(0.1, (long) columns * blocks));
        switch (on.between(0, 2)) {
            case 0 -> on.without();
            case 1 -> on.constant(on.bytes(ElementType.UINT8, (long) columns * ((blocks * bits + 7) / 8)));
            default -> on.constant(on.floats(9.0, (long) columns * blocks));
        }
        if (on.coin()) {
            if (bits == 4 && on.coin()) {
                on.constant(on.integers(ElementType.INT32, 0, blocks - 1, (long) blocks * block));
            } else {
                on.without();
            }
            on.constant(on.floats(columns));
        }
        return on.set("K", inner)
                .set("N", columns)
                .set("bits", bits)
                .set("block_size", block)
                .build();
    }

    private static OperatorCase gatherBlocks(CaseBuilder on) {
        int block = on.coin() ? 16 : 32;
        int rows = on.between(1, 6);
        int blocks = on.between(1, 3);
        int bits = on.coin() ? 4 : 8;
        int width = block * blocks * bits / 8;
        on.with(on.bytes(ElementType.UINT8, rows, width))
                .with(on.integers(ElementType.INT64, -rows, rows - 1, 2, 3))
                .with(on.scales(0.1, rows, blocks));
        if (on.coin()) {
            on.with(on.bytes(ElementType.UINT8, rows, (blocks * bits + 7) / 8));
        }
        return on.set("gather_axis", 0)
                .set("quantize_axis", 1)
                .set("block_size", block)
                .set("bits", bits)
                .build();
    }

    private static OperatorCase lstm(CaseBuilder on) {
        ElementType type = on.byteType();
        int directions = on.between(1, 2);
        int input = on.between(1, 5);
        int hidden = on.between(1, 5);
        boolean columns = on.coin();
        long[] grid = columns ? new long[] {directions, 4L * hidden} : new long[] {directions};
        Tensor zero = type == ElementType.UINT8 ? on.integers(type, 120, 130, grid) : on.integers(type, 0, 0, grid);
        on.with(on.floats(4, 2, input))
                .constant(on.bytes(type, directions, input, 4L * hidden))
                .constant(on.bytes(type, directions, hidden, 4L * hidden))
                .with(on.floats(directions, 8L * hidden))
                .without()
                .without()
                .without()
                .without()
                .constant(on.scales(0.01, grid))
                .constant(zero)
                .constant(on.scales(0.01, grid))
                .constant(zero);
        return on.set("hidden_size", hidden)
                .set("direction", directions == 2 ? "bidirectional" : on.coin() ? "forward" : "reverse")
                .outputs(3)
                .build();
    }

    private static OperatorCase embedding(CaseBuilder on) {
        int width = on.between(2, 9);
        ElementType type = on.byteType();
        boolean segments = on.coin();
        on.with(on.integers(ElementType.INT32, 0, 6, 2, 4));
        if (segments) {
            on.with(on.integers(ElementType.INT32, 0, 1, 2, 4));
        } else {
            on.without();
        }
        on.constant(on.bytes(type, 7, width)).constant(on.bytes(type, 5, width));
        if (segments) {
            on.constant(on.bytes(type, 2, width));
        } else {
            on.without();
        }
        on.constant(on.bytes(type, width)).constant(on.bytes(type, width));
        if (on.coin()) {
            on.with(on.integers(ElementType.INT32, 0, 1, 2, 4));
        } else {
            on.without();
        }
        for (int i = 0; i < 5; i++) {
            on.constant(on.scales(0.02));
        }
        for (int i = 0; i < 5; i++) {
            on.constant(on.integers(type, 0, 100));
        }
        return on.set("epsilon", 1e-5f).outputs(2).build();
    }

    private static OperatorCase attention(CaseBuilder on) {
        int heads = on.between(1, 3);
        int hidden = heads * on.between(1, 4);
        int width = on.between(1, 8);
        boolean past = on.coin();
        on.with(on.bytes(ElementType.UINT8, 2, 3, width))
                .constant(on.bytes(ElementType.INT8, width, 3L * hidden))
                .with(on.floats(3L * hidden))
                .with(on.scales(0.02))
                .constant(on.scales(0.02));
        if (on.coin()) {
            on.with(on.integers(ElementType.INT32, 1, 3, 2));
        } else {
            on.without();
        }
        on.with(on.bytes(ElementType.UINT8)).constant(on.integers(ElementType.INT8, -9, 9));
        if (past) {
            on.with(on.floats(2, 2, heads, 2, hidden / heads));
        }
        return on.set("num_heads", heads)
                .set("unidirectional", on.between(0, 1))
                .outputs(past ? 2 : 1)
                .build();
    }
}
