package dev.lanewise.onnx;

import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Random calls of ONNX Runtime's own operators, except attention and quantized ones. */
final class MicrosoftCases {

    private MicrosoftCases() {}

    /** By the operator's name. */
    static Map<String, Function<CaseBuilder, OperatorCase>> all() {
        var all = new LinkedHashMap<String, Function<CaseBuilder, OperatorCase>>();
        all.put("BiasGelu", MicrosoftCases::biased);
        all.put("FastGelu", MicrosoftCases::biased);
        all.put("Gelu", on -> on.with(on.floats(3, 2, 5)).build());
        all.put(
                "QuickGelu",
                on -> on.with(on.floats(3, 2, 5))
                        .set("alpha", on.coin() ? 1.702f : 1f)
                        .build());
        all.put("CDist", MicrosoftCases::distances);
        all.put("FusedMatMul", MicrosoftCases::fusedMatMul);
        all.put("TransposeMatMul", MicrosoftCases::transposeMatMul);
        all.put("FusedGemm", MicrosoftCases::fusedGemm);
        all.put("FusedConv", MicrosoftCases::fusedConv);
        all.put("ConvTransposeWithDynamicPads", MicrosoftCases::dynamicPads);
        all.put(
                "ExpandDims",
                on -> on.with(on.floats(2, 3))
                        .with(on.integers(ElementType.INT32, -3, 2))
                        .build());
        all.put(
                "GatherND",
                on -> on.with(on.floats(3, 4, 2))
                        .with(on.integers(ElementType.INT64, 0, 2, on.between(1, 4), on.between(1, 2)))
                        .build());
        all.put("GridSample", MicrosoftCases::gridSample);
        all.put("Inverse", MicrosoftCases::inverse);
        all.put("Pad", MicrosoftCases::pad);
        all.put("Range", MicrosoftCases::range);
        all.put(
                "Trilu",
                on -> on.with(on.floats(3, 4, 5))
                        .with(on.integers(ElementType.INT64, -3, 3))
                        .set("upper", on.between(0, 1))
                        .build());
        all.put(
                "Unique",
                on -> on.with(on.integers(ElementType.FLOAT, 0, 4, on.between(1, 9)))
                        .outputs(3)
                        .build());
        all.put("Tokenizer", MicrosoftCases::tokenizer);
        all.put("WordConvEmbedding", MicrosoftCases::wordConvolution);
        all.put("NGramRepeatBlock", MicrosoftCases::ngrams);
        all.put("EmbedLayerNormalization", MicrosoftCases::embedding);
        all.put("SkipLayerNormalization", on -> skip(on, true));
        all.put("SkipSimplifiedLayerNormalization", on -> skip(on, false));
        all.put(
                "MatMulInteger16",
                on -> on.with(on.integers(ElementType.INT16, -99, 99, 3, 5))
                        .with(on.integers(ElementType.INT16, -99, 99, 5, 4))
                        .build());
        return all;
    }

    private static OperatorCase biased(CaseBuilder on) {
        int width = on.between(1, 20);
        return on.with(on.floats(3, on.between(1, 3), 4, width))
                .with(on.floats(width))
                .build();
    }

    private static OperatorCase distances(CaseBuilder on) {
        int width = on.between(1, 9);
        return on.with(on.floats(on.between(1, 6), width))
                .with(on.floats(on.between(1, 6), width))
                .set("metric", on.coin() ? "euclidean" : "sqeuclidean")
                .build();
    }

    private static long[] matrix(boolean transposed, long rows, long columns, long batch) {
        return transposed ? new long[] {batch, columns, rows} : new long[] {batch, rows, columns};
    }

    private static OperatorCase transposeMatMul(CaseBuilder on) {
        boolean a = on.coin();
        boolean b = on.coin();
        int inner = on.between(1, 9);
        return on.with(on.floats(matrix(a, on.between(1, 6), inner, 2)))
                .with(on.floats(matrix(b, inner, on.between(1, 6), 2)))
                .set("transA", a ? 1 : 0)
                .set("transB", b ? 1 : 0)
                .set("alpha", on.coin() ? 1f : 0.5f)
                .build();
    }

    private static OperatorCase fusedMatMul(CaseBuilder on) {
        boolean batchA = on.coin();
        boolean batchB = on.coin();
        int rows = on.between(1, 5);
        int inner = on.between(1, 9);
        int columns = on.between(1, 5);
        boolean a = on.coin();
        boolean b = on.coin();
        return on.with(on.floats(batched(batchA, a, rows, inner)))
                .with(on.floats(batched(batchB, b, inner, columns)))
                .set("transA", a ? 1 : 0)
                .set("transB", b ? 1 : 0)
                .set("transBatchA", batchA ? 1 : 0)
                .set("transBatchB", batchB ? 1 : 0)
                .set("alpha", on.coin() ? 1f : -0.25f)
                .build();
    }

    /** Three batches of matrices; with {@code batch}, they are not the first axis but the one before the last. */
    private static long[] batched(boolean batch, boolean transposed, long rows, long columns) {
        if (batch) {
            return transposed ? new long[] {columns, 3, rows} : new long[] {rows, 3, columns};
        }
        return matrix(transposed, rows, columns, 3);
    }

    private static OperatorCase fusedGemm(CaseBuilder on) {
        String[] activations = {"Relu", "LeakyRelu", "Tanh", "Sigmoid", ""};
        int inner = on.between(1, 9);
        int columns = on.between(1, 9);
        on.with(on.floats(4, inner)).with(on.floats(inner, columns));
        if (on.coin()) {
            on.with(on.floats(columns));
        }
        String activation = activations[on.between(0, 4)];
        if (activation.equals("LeakyRelu")) {
            on.set("activation_alpha", 0.2f);
        }
        return on.set("activation", activation)
                .set("alpha", 0.5f)
                .set("beta", 2f)
                .build();
    }

    private static OperatorCase fusedConv(CaseBuilder on) {
        int group = on.between(1, 2);
        int out = group * on.between(1, 5);
        on.with(on.floats(1, 2L * group, 7, 6)).with(on.floats(out, 2, 3, 3)).with(on.floats(out));
        if (on.coin()) {
            on.with(on.floats(1, out, 7, 6));
        }
        switch (on.between(0, 5)) {
            case 0 -> on.set("activation", "Relu");
            case 1 -> on.set("activation", "Tanh");
            case 2 -> on.set("activation", "Sigmoid");
            case 3 -> on.set("activation", "LeakyRelu").set("activation_params", new float[] {0.1f});
            case 4 -> on.set("activation", "Clip").set("activation_params", -0.5f, 0.5f);
            default -> on.set("activation", "HardSigmoid").set("activation_params", 0.2f, 0.5f);
        }
        return on.set("pads", 1, 1, 1, 1)
                .set("group", group)
                .set("kernel_shape", 3, 3)
                .build();
    }

    private static OperatorCase dynamicPads(CaseBuilder on) {
        return on.with(on.floats(1, 2, 4, 5))
                .with(on.floats(2, 3, 3, 3))
                .with(on.integers(ElementType.INT64, 0, 1, 4))
                .set("strides", on.between(1, 2), on.between(1, 2))
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
                .build();
    }

    private static OperatorCase inverse(CaseBuilder on) {
        int n = on.between(1, 4);
        Tensor x = on.floats(2, n, n);
        for (int i = 0; i < 2 * n; i++) {
            x.floats()[i * n + i % n] += 3;
        }
        return on.with(x).build();
    }

    private static OperatorCase pad(CaseBuilder on) {
        String[] modes = {"constant", "reflect", "edge"};
        return on.with(on.floats(3, 4))
                .with(on.integers(ElementType.INT64, 0, 2, 4))
                .with(on.floats())
                .set("mode", modes[on.between(0, 2)])
                .build();
    }

    private static OperatorCase range(CaseBuilder on) {
        ElementType type = on.coin() ? ElementType.FLOAT : ElementType.INT64;
        on.with(on.integers(type, -5, 5)).with(on.integers(type, -5, 9));
        return on.coin()
                ? on.build()
                : on.with(on.integers(type, 1, on.coin() ? 1 : 3)).build();
    }

    private static OperatorCase tokenizer(CaseBuilder on) {
        var text = new String[] {"aa bc,d", "", "bc  a", "aab,c"};
        on.with(Tensor.of(text, 2, 2))
                .set("mark", on.between(0, 1))
                .set("mincharnum", on.between(1, 2))
                .set("pad_value", "#");
        return switch (on.between(0, 2)) {
            case 0 -> on.set("separators", new String[] {" ", ","}).build();
            case 1 -> on.set("tokenexp", "[a-b]+").build();
            default -> on.set("separators", new String[] {""}).build();
        };
    }

    private static OperatorCase wordConvolution(CaseBuilder on) {
        int characters = 6;
        int embedding = 3;
        int window = 2;
        int filters = 4;
        Tensor words = on.integers(ElementType.INT32, 1, characters - 1, 3, 5);
        for (int word = 0; word < 3; word++) {
            for (int end = on.between(1, 5); end < 5; end++) {
                words.ints()[word * 5 + end] = 0;
            }
        }
        return on.with(words)
                .with(on.floats(filters, 1, window, embedding))
                .with(on.floats(filters))
                .with(on.floats(characters, embedding))
                .set("embedding_size", filters)
                .set("conv_window_size", window)
                .set("char_embedding_size", embedding)
                .build();
    }

    private static OperatorCase ngrams(CaseBuilder on) {
        return on.with(on.integers(ElementType.INT64, 0, 3, 2, on.between(2, 9)))
                .with(on.floats(2, 4))
                .set("ngram_size", on.between(1, 3))
                .build();
    }

    private static OperatorCase embedding(CaseBuilder on) {
        int width = on.between(1, 9);
        boolean segments = on.coin();
        on.with(on.integers(ElementType.INT32, 0, 6, 2, 4));
        if (segments) {
            on.with(on.integers(ElementType.INT32, 0, 1, 2, 4));
        } else {
            on.without();
        }
        on.with(on.floats(7, width)).with(on.floats(5, width));
        if (segments) {
            on.with(on.floats(2, width));
        } else {
            on.without();
        }
        on.with(on.floats(width)).with(on.floats(width));
        if (on.coin()) {
            on.with(on.integers(ElementType.INT32, 0, 1, 2, 4));
        }
        return on.set("epsilon", 1e-5f).outputs(on.between(1, 3)).build();
    }

    private static OperatorCase skip(CaseBuilder on, boolean centred) {
        int width = on.between(2, 20);
        on.with(on.floats(2, 3, width)).with(on.floats(2, 3, width)).with(on.floats(width));
        if (centred) {
            on.with(on.floats(width));
        }
        if (on.coin()) {
            on.with(on.floats(width));
        }
        return on.set("epsilon", 1e-5f).build();
    }
}
