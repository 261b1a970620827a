package dev.lanewise.benchmarks;

import dev.lanewise.benchmarks.OperatorFile.Spec;
import dev.lanewise.tensor.ElementType;
import java.util.List;
import java.util.SplittableRandom;

/** Files of single convolutions and products of matrices. */
final class TfliteProductCases {

    private static final ElementType I8 = ElementType.INT8;
    private static final ElementType U8 = ElementType.UINT8;
    private static final ElementType I16 = ElementType.INT16;
    private static final ElementType I32 = ElementType.INT32;

    private final TfliteOperatorCases cases;
    private final SplittableRandom random;

    TfliteProductCases(TfliteOperatorCases cases, SplittableRandom random) {
        this.cases = cases;
        this.random = random;
    }

    /** Adds them. */
    void add() {
        for (ElementType type : List.of(I8, U8, I16)) {
            ElementType weights = type == U8 ? U8 : I8;
            long zero = type == U8 ? 121 : 0;
            Spec bias = Spec.of(type == I16 ? ElementType.INT64 : I32, 6).random(random, 3000);
            Spec x = TfliteOperatorCases.image(type, 0.05, 3);
            Spec y = Spec.of(type, 2, 4, 5, 6)
                    .quantized(type == I16 ? 0.004 : 0.37, type == I16 ? 0 : type == U8 ? 133 : 5);
            Spec filters = Spec.of(weights, 6, 3, 3, 5).quantized(0.011, zero).random(random, 0);
            for (byte activation : new byte[] {0, 1, 3}) {
                var conv = TfliteOperatorCases.options(1, 0, (byte) 0, 1, 2, 2, 2, 3, activation);
                Spec scaled = bias.quantized((double) x.scales()[0] * 0.011f, 0);
                cases.add("CONV_2D_" + type + "_" + activation, "CONV_2D", conv, List.of(x, filters, scaled), y);
            }
            Spec taps = Spec.of(weights, 1, 3, 3, 5).quantized(0.021, zero).random(random, 0);
            Spec five = Spec.of(bias.type(), 5)
                    .quantized((double) x.scales()[0] * 0.021f, 0)
                    .random(random, 3000);
            cases.add(
                    "DEPTHWISE_CONV_2D_" + type,
                    "DEPTHWISE_CONV_2D",
                    TfliteOperatorCases.options(2, 0, (byte) 0, 1, 2, 2, 2, 3, 1, 4, (byte) 1),
                    List.of(x, taps, five),
                    Spec.of(type, 2, 4, 5, 5).quantized(y.scales()[0], y.zero()));
            Spec rows = Spec.of(type, 4, 19).quantized(x.scales()[0], x.zero());
            Spec matrix = Spec.of(weights, 6, 19).quantized(0.011, zero).random(random, 0);
            cases.add(
                    "FULLY_CONNECTED_" + type,
                    "FULLY_CONNECTED",
                    TfliteOperatorCases.options(8, 0, (byte) 0),
                    List.of(rows, matrix, bias.quantized((double) x.scales()[0] * 0.011f, 0)),
                    Spec.of(type, 4, 6).quantized(y.scales()[0], y.zero()));
        }
        float[] each = {0.011f, 0.02f, 0.007f, 0.013f, 0.009f, 0.017f};
        for (ElementType type : List.of(I8, I16)) {
            Spec x = TfliteOperatorCases.image(type, 0.05, 3);
            float[] steps = each.clone();
            for (int i = 0; i < steps.length; i++) {
                steps[i] *= x.scales()[0];
            }
            Spec bias = Spec.of(type == I16 ? ElementType.INT64 : I32, 6)
                    .scaled(0, steps)
                    .random(random, 3000);
            Spec y = Spec.of(type, 2, 7, 9, 6).quantized(type == I16 ? 0.004 : 0.37, type == I16 ? 0 : 5);
            Spec filters = Spec.of(I8, 6, 3, 3, 5).scaled(0, each).random(random, 0);
            var conv = TfliteOperatorCases.options(1, 0, (byte) 0, 1, 1, 2, 1, 3, (byte) 1, 4, 2, 5, 2);
            cases.add("CONV_2D_channels_" + type, "CONV_2D", conv, List.of(x, filters, bias), y);
            Spec shape = Spec.ints(2, 14, 18, 6);
            cases.add(
                    "TRANSPOSE_CONV_" + type,
                    "TRANSPOSE_CONV",
                    TfliteOperatorCases.options(49, 0, (byte) 0, 1, 2, 2, 2),
                    List.of(shape, filters, x, bias),
                    Spec.of(type, 2, 14, 18, 6).quantized(y.scales()[0], y.zero()));
        }
        Spec large = Spec.of(I8, 1, 1, 1, 4000).quantized(0.05, -128);
        Spec many = Spec.of(I8, 4, 1, 1, 4000).quantized(0.011, 0).random(random, 0);
        Spec four = Spec.of(I32, 4).quantized(0.05f * 0.011f, 0).random(random, 1 << 20);
        cases.add(
                "CONV_2D_deep",
                "CONV_2D",
                TfliteOperatorCases.options(1, 0, (byte) 0, 1, 1, 2, 1),
                List.of(large, many, four),
                Spec.of(I8, 1, 1, 1, 4).quantized(9.7, 5));
        addLargeBiases();
        cases.add(
                "BATCH_MATMUL_INT8",
                "BATCH_MATMUL",
                TfliteOperatorCases.options(101),
                List.of(
                        Spec.of(I8, 3, 4, 19).quantized(0.05, 3),
                        Spec.of(I8, 3, 19, 6).quantized(0.03, -4)),
                Spec.of(I8, 3, 4, 6).quantized(0.37, 5));
    }

    /** Channels whose sums do not fit into floats: those that their bias decides, and one that it does not. */
    private void addLargeBiases() {
        Spec x = TfliteOperatorCases.image(I8, 0.05, 3);
        float[] scales = {0.011f, 1e-7f, 1e-7f, 2e-6f, 0.017f, 2e-6f};
        float[] steps = scales.clone();
        for (int i = 0; i < steps.length; i++) {
            steps[i] *= x.scales()[0];
        }
        Spec filters = Spec.of(I8, 6, 3, 3, 5).scaled(0, scales).random(random, 0);
        Spec bias = Spec.of(I32, 6).scaled(0, steps);
        Spec y = Spec.of(I8, 2, 7, 9, 6).quantized(0.37, 5);
        var conv = TfliteOperatorCases.options(1, 0, (byte) 0, 1, 1, 2, 1, 3, (byte) 0);
        Spec decided = bias.values(2000, 1 << 30, -(1 << 30), 1 << 26, -3000, 1 << 30);
        cases.add("CONV_2D_decided", "CONV_2D", conv, List.of(x, filters, decided), y);
        Spec undecided = bias.values(2000, 1 << 30, -(1 << 30), (1 << 26) + 650_000, -3000, 1 << 30);
        cases.add("CONV_2D_undecided", "CONV_2D", conv, List.of(x, filters, undecided), y);
        Spec matrix = Spec.of(I8, 3, 19).quantized(1e-7, 0).random(random, 0);
        cases.add(
                "FULLY_CONNECTED_decided",
                "FULLY_CONNECTED",
                TfliteOperatorCases.options(8, 0, (byte) 0),
                List.of(
                        Spec.of(I8, 4, 19).quantized(0.05, 3),
                        matrix,
                        Spec.of(I32, 3).quantized(0.05f * 1e-7f, 0).values(1 << 30, -(1 << 29), 40)),
                Spec.of(I8, 4, 3).quantized(0.37, 5));
    }
}
