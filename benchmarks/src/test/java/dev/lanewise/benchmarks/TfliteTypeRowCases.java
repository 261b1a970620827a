package dev.lanewise.benchmarks;

import static dev.lanewise.benchmarks.TfliteOperatorCases.options;
import static dev.lanewise.benchmarks.TfliteTypeCases.ints;
import static dev.lanewise.benchmarks.TfliteTypeCases.of;
import static dev.lanewise.benchmarks.TfliteTypeCases.one;
import static dev.lanewise.benchmarks.TfliteTypeCases.opt2;
import static dev.lanewise.benchmarks.TfliteTypeCases.scaled;

import dev.lanewise.benchmarks.OperatorFile.Options;
import dev.lanewise.benchmarks.OperatorFile.Spec;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tflite.file.BuiltinNames;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Files of single reductions, windows, products and embeddings in one element type. */
final class TfliteTypeRowCases {

    private static final ElementType I32 = ElementType.INT32;
    private static final ElementType I64 = ElementType.INT64;

    private final TfliteTypeCases cases;
    private final ElementType type;
    private final SplittableRandom random;

    TfliteTypeRowCases(TfliteTypeCases cases, ElementType type, SplittableRandom random) {
        this.cases = cases;
        this.type = type;
        this.random = random;
    }

    /** Adds them. */
    void add() {
        reductions();
        windows();
        products();
        embeddings();
        if (type == ElementType.FLOAT) {
            floats();
        }
    }

    private void reductions() {
        for (String name :
                List.of("SUM", "MEAN", "REDUCE_PROD", "REDUCE_MAX", "REDUCE_MIN", "REDUCE_ANY", "REDUCE_ALL")) {
            boolean bound = name.endsWith("MAX") || name.endsWith("MIN");
            Spec y = bound ? of(type, 2, 3) : scaled(Spec.of(type, 2, 3), name.equals("SUM") ? 0.4 : 0.07, -9);
            cases.add(name, type, options(27), List.of(of(type, 2, 4, 3), ints(1)), y);
            Spec kept = Spec.of(type, 1, 4, 1).quantized(1, 0);
            Spec same = y.scales().length == 0 ? Spec.of(type, 1, 4, 1) : kept.quantized(y.scales()[0], y.zero());
            cases.add(name, "_kept", type, options(27, 0, true), List.of(of(type, 2, 4, 3), ints(0, 2)), same);
        }
    }

    private void windows() {
        Spec x = of(type, 2, 7, 9, 5);
        var pool = options(5, 0, (byte) 0, 1, 2, 2, 2, 3, 3, 4, 3);
        for (String name : List.of("AVERAGE_POOL_2D", "MAX_POOL_2D", "L2_POOL_2D")) {
            cases.add(name, type, pool, List.of(x), of(type, 2, 4, 5, 5));
        }
        int[] functions = {1, 2, 3, 4, 5, 6};
        for (int function : functions) {
            cases.add(
                    "REDUCE_WINDOW",
                    "_" + function,
                    type,
                    opt2(20, 0, function),
                    List.of(
                            of(type, 6, 7),
                            one(type, 1),
                            Spec.of(I64, 2).values(2, 3),
                            Spec.of(I64, 2).values(1, 2),
                            Spec.of(I64, 2).values(2, 1)),
                    of(type, 4, 3));
        }
        var reduce = opt2(
                13,
                0,
                new long[] {2, 3},
                1,
                new long[] {2, 1},
                2,
                new long[] {1, 2},
                3,
                new long[] {1, 2},
                4,
                new long[] {1, 0, 2, -1},
                5,
                1);
        for (String body : List.of(
                "STABLEHLO_ADD", "STABLEHLO_MULTIPLY", "STABLEHLO_MAXIMUM", "STABLEHLO_MINIMUM", "ADD", "MINIMUM")) {
            cases.add(
                    "STABLEHLO_REDUCE_WINDOW",
                    "_" + body,
                    type,
                    reduce.applying(BuiltinNames.code(body), type),
                    List.of(of(type, 5, 4), one(type, 1)),
                    of(type, 3, 4));
        }
    }

    private void products() {
        ElementType weights = type == ElementType.INT16 ? ElementType.INT8 : type;
        ElementType sums = type == ElementType.INT16 ? I64 : type.bits() == 8 ? I32 : type;
        Spec x = of(type, 1, 4, 5, 3);
        Spec filters = weight(weights, 2, 3, 3, 3);
        Spec bias = biased(sums, x, filters, 2);
        Spec y = scaled(Spec.of(type, 1, 4, 5, 2), 0.3, 4);
        cases.add("CONV_2D", type, options(1, 0, (byte) 0, 1, 1, 2, 1), List.of(x, filters, bias), y);
        Spec taps = weight(weights, 1, 3, 3, 3);
        cases.add(
                "DEPTHWISE_CONV_2D",
                type,
                options(2, 0, (byte) 0, 1, 1, 2, 1, 3, 1),
                List.of(x, taps, biased(sums, x, taps, 3)),
                scaled(Spec.of(type, 1, 4, 5, 3), 0.3, 4));
        Spec rows = of(type, 4, 19);
        Spec matrix = weight(weights, 6, 19);
        cases.add(
                "FULLY_CONNECTED",
                type,
                options(8),
                List.of(rows, matrix, biased(sums, rows, matrix, 6)),
                scaled(Spec.of(type, 4, 6), 0.3, 4));
        cases.add(
                "BATCH_MATMUL",
                type,
                options(101),
                List.of(of(type, 3, 4, 19), of(type, 3, 19, 6)),
                scaled(Spec.of(type, 3, 4, 6), 0.3, 4));
        Spec transposed = weight(weights, 2, 3, 3, 3);
        cases.add(
                "TRANSPOSE_CONV",
                type,
                options(49, 0, (byte) 0, 1, 2, 2, 2),
                List.of(ints(1, 8, 10, 2), transposed, x, biased(sums, x, transposed, 2)),
                scaled(Spec.of(type, 1, 8, 10, 2), 0.3, 4));
        cases.add(
                "CONV_3D",
                type,
                options(106, 0, (byte) 0, 1, 1, 2, 1, 3, 1),
                List.of(of(type, 1, 3, 4, 5, 2), of(type, 2, 2, 2, 2, 3)),
                of(type, 1, 3, 4, 5, 3));
        cases.add(
                "PRELU",
                type,
                Options.NONE,
                List.of(
                        of(type, 2, 3, 5),
                        scaled(Spec.of(type, 1, 1, 5), 0.004, 7).random(random, 3)),
                of(type, 2, 3, 5));
    }

    private Spec weight(ElementType weights, int... shape) {
        Spec plain = Spec.of(weights, shape);
        Spec quantized = switch (weights) {
            case INT8 -> plain.quantized(0.011, 0);
            case UINT8 -> plain.quantized(0.011, 121);
            default -> plain;
        };
        return weights == ElementType.DOUBLE ? quantized : quantized.random(random, 5);
    }

    private Spec biased(ElementType sums, Spec x, Spec filters, int count) {
        if (sums == ElementType.DOUBLE) {
            return Spec.of(sums, count);
        }
        Spec bias = Spec.of(sums, count).random(random, 300);
        return x.scales().length == 0 || filters.scales().length == 0
                ? bias
                : bias.quantized((double) x.scales()[0] * filters.scales()[0], 0);
    }

    private void embeddings() {
        for (int combiner = 0; combiner < 3; combiner++) {
            cases.add(
                    "EMBEDDING_LOOKUP_SPARSE",
                    "_" + combiner,
                    type,
                    options(20, 0, (byte) combiner),
                    List.of(
                            ints(1, 3, 0, 5),
                            Spec.of(I32, 4, 2).values(0, 0, 2, 0, 2, 1, 3, 0),
                            ints(4, 2),
                            Spec.of(ElementType.FLOAT, 4).values(1, 2, 4, 3),
                            of(type, 6, 2, 3)),
                    of(type, 4, 2, 3));
        }
        for (int size : new int[] {1, 3, 5, 11, 33}) {
            for (byte kind = 1; kind <= 2; kind++) {
                Spec seeds = Spec.floats(3, 4).random(random, 0);
                cases.add(
                        "LSH_PROJECTION",
                        "_" + size + "_" + kind,
                        type,
                        options(4, 0, kind),
                        size == 5
                                ? List.of(seeds, of(type, 6, size))
                                : List.of(
                                        seeds, of(type, 6, size), Spec.floats(6).random(random, 0)),
                        Spec.of(I32, kind == 1 ? 3 : 12));
            }
        }
        for (byte algorithm = 0; algorithm < 3; algorithm++) {
            Spec state = Spec.of(ElementType.UINT64, 2).values(1e17 + 3, 4294967295.0);
            cases.add(
                    "STABLEHLO_RNG_BIT_GENERATOR",
                    "_" + algorithm,
                    type,
                    opt2(19, 0, algorithm),
                    List.of(state),
                    Spec.of(ElementType.UINT64, 2),
                    Spec.of(type, 3, 5));
        }
    }

    private void floats() {
        cases.add(
                "LOCAL_RESPONSE_NORMALIZATION",
                type,
                options(13, 0, 2, 1, 1f, 2, 0.5f, 3, 0.75f),
                List.of(of(type, 1, 2, 3, 9)),
                of(type, 1, 2, 3, 9));
        cases.add(
                "RFFT2D",
                type,
                options(105),
                List.of(of(type, 2, 8, 16), ints(8, 16)),
                Spec.of(ElementType.COMPLEX64, 2, 8, 9));
        for (String name : List.of("REAL", "IMAG", "COMPLEX_ABS")) {
            cases.add(name, type, Options.NONE, List.of(Spec.of(ElementType.COMPLEX64, 3, 4)), of(type, 3, 4));
        }
        for (var quantized : Map.of(
                        ElementType.INT8, 3, ElementType.UINT8, 3, ElementType.INT16, 0, ElementType.FLOAT16, 0)
                .keySet()) {
            cases.add(
                    "DEQUANTIZE", "_of_" + quantized, type, options(38), List.of(of(quantized, 3, 5)), of(type, 3, 5));
        }
        cases.add(
                "CONV_3D_TRANSPOSE",
                type,
                options(106, 0, (byte) 0, 1, 2, 2, 2, 3, 2),
                List.of(ints(1, 4, 6, 8, 2), of(type, 3, 3, 3, 2, 3), of(type, 1, 2, 3, 4, 3)),
                of(type, 1, 4, 6, 8, 2));
    }
}
