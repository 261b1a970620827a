package dev.lanewise.benchmarks;

import dev.lanewise.benchmarks.OperatorFile.Options;
import dev.lanewise.benchmarks.OperatorFile.Spec;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tflite.file.BuiltinNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Files of single operators, of functions, arithmetic, rows and others, and of products from {@link TfliteProductCases}. */
final class TfliteOperatorCases {

    private static final ElementType I8 = ElementType.INT8;
    private static final ElementType U8 = ElementType.UINT8;
    private static final ElementType I16 = ElementType.INT16;
    private static final ElementType I32 = ElementType.INT32;

    private final SplittableRandom random = new SplittableRandom(7);
    private final Map<String, byte[]> files = new LinkedHashMap<>();

    /** The files by their names. */
    Map<String, byte[]> files() {
        functions();
        arithmetic();
        new TfliteProductCases(this, random).add();
        rows();
        others();
        return files;
    }

    void add(String name, String builtin, Options options, List<Spec> inputs, Spec... outputs) {
        files.put(name, OperatorFile.of(BuiltinNames.code(builtin), options, inputs, List.of(outputs)));
    }

    static Options options(int union, Object... fields) {
        var map = new LinkedHashMap<Integer, Object>();
        for (int i = 0; i < fields.length; i += 2) {
            map.put((Integer) fields[i], fields[i + 1]);
        }
        return new Options(union, map);
    }

    static Spec image(ElementType type, double scale, long zero) {
        long given = type == U8 ? zero + 128 : type == I16 ? 0 : zero;
        return Spec.of(type, 2, 7, 9, 5).quantized(type == I16 ? scale / 200 : scale, given);
    }

    private void function(String builtin, Options options, double outputScale, ElementType... types) {
        for (ElementType type : types) {
            add(
                    builtin + "_" + type,
                    builtin,
                    options,
                    List.of(image(type, 0.047, 3)),
                    image(type, outputScale, type == I16 ? 0 : -7));
        }
    }

    private void functions() {
        for (String relu : List.of("RELU", "RELU6", "RELU_N1_TO_1", "RELU_0_TO_1")) {
            function(relu, Options.NONE, 0.0317, I8, U8);
        }
        function("LEAKY_RELU", options(75, 0, 0.13f), 0.0411, I8, U8, I16);
        function("HARD_SWISH", options(91), 0.0401, I8, U8);
        function("EXP", options(33), 0.9, I8, I16);
        function("LOG", Options.NONE, 0.031, I8, I16);
        function("GELU", options(116, 0, true), 0.0401, I8, U8);
        function("ABS", options(78), 0.0331, I8, I16);
        function("TANH", Options.NONE, 1 / 128.0, I8, U8);
        for (ElementType type : List.of(I8, U8, I16)) {
            double unit = type == I16 ? 1 / 32768.0 : 1 / 256.0;
            long least = type == I8 ? -128 : 0;
            Spec x = image(type, 0.047, 3);
            add(
                    "LOGISTIC_" + type,
                    "LOGISTIC",
                    Options.NONE,
                    List.of(x),
                    plain(type).quantized(unit, least));
            add(
                    "SOFTMAX_" + type,
                    "SOFTMAX",
                    options(9, 0, 0.7f),
                    List.of(x),
                    plain(type).quantized(unit, least));
        }
        add(
                "TANH_INT16",
                "TANH",
                Options.NONE,
                List.of(image(I16, 0.06, 0)),
                plain(I16).quantized(1 / 32768.0, 0));
        for (ElementType from : List.of(I8, U8, I16)) {
            for (ElementType to : from == I16 ? List.of(I8) : List.of(I8, U8)) {
                add(
                        "QUANTIZE_" + from + "_" + to,
                        "QUANTIZE",
                        options(89),
                        List.of(image(from, 0.05, 3)),
                        image(to, 0.0613, -9));
            }
        }
        for (ElementType to : List.of(I8, U8, I16)) {
            add(
                    "QUANTIZE_FLOAT_" + to,
                    "QUANTIZE",
                    options(89),
                    List.of(Spec.floats(2, 7, 9, 5)),
                    image(to, 0.0071, -9));
        }
    }

    private static Spec plain(ElementType type) {
        return Spec.of(type, 2, 7, 9, 5);
    }

    private void arithmetic() {
        for (ElementType type : List.of(I8, U8, I16)) {
            Spec a = image(type, 0.05, 3);
            Spec b = image(type, 0.031, -11);
            Spec row = Spec.of(type, 5).quantized(b.scales()[0], b.zero());
            Spec y = image(type, 0.0713, 5);
            for (byte activation : new byte[] {0, 1, 3}) {
                String end = "_" + type + "_" + activation;
                add("ADD" + end, "ADD", options(11, 0, activation, 1, false), List.of(a, b), y);
                add("ADD_row" + end, "ADD", options(11, 0, activation, 1, false), List.of(a, row), y);
                add("SUB" + end, "SUB", options(28, 0, activation, 1, false), List.of(a, b), y);
                add("MUL" + end, "MUL", options(21, 0, activation), List.of(a, b), y);
                add("MUL_row" + end, "MUL", options(21, 0, activation), List.of(a, row), y);
                if (type != I16) {
                    Spec divisor = row.values(b.zero() + 1, b.zero() - 2, b.zero() + 90, b.zero() + 7, b.zero() - 33);
                    add("DIV" + end, "DIV", options(29, 0, activation), List.of(a, divisor), y);
                }
                Spec one = Spec.of(type, 1).quantized(b.scales()[0], b.zero()).values(93);
                add("ADD_one" + end, "ADD", options(11, 0, activation, 1, false), List.of(a, one), y);
                add("SUB_one" + end, "SUB", options(28, 0, activation, 1, false), List.of(a, one), y);
                add("SUB_from_one" + end, "SUB", options(28, 0, activation, 1, false), List.of(one, a), y);
                add("MUL_one" + end, "MUL", options(21, 0, activation), List.of(a, one), y);
            }
            if (type != I16) {
                Spec slope = Spec.of(type, 1, 1, 5)
                        .quantized(0.004, type == U8 ? 100 : 7)
                        .random(random, 0);
                add("PRELU_" + type, "PRELU", Options.NONE, List.of(a, slope), y);
            }
            add("MAXIMUM_" + type, "MAXIMUM", options(39), List.of(a, a), a);
        }
        powersOfTwo();
        add(
                "SQUARED_DIFFERENCE_INT8",
                "SQUARED_DIFFERENCE",
                options(76),
                List.of(image(I8, 0.05, 3), image(I8, 0.031, -11)),
                image(I8, 0.3, -100));
    }

    /** Sums in steps of powers of two, which the kernels of 16-bit integers add in their own way unless told not to. */
    private void powersOfTwo() {
        Spec coarse = plain(I16).quantized(1.0 / (1 << 11), 0);
        for (int finer = 0; finer < 7; finer += 3) {
            Spec fine = plain(I16).quantized(1.0 / (1 << 11 + finer), 0);
            for (byte activation : new byte[] {0, 1, 3}) {
                String end = "_power_" + finer + "_" + activation;
                add("ADD" + end, "ADD", options(11, 0, activation), List.of(fine, coarse), coarse);
                add("SUB" + end, "SUB", options(28, 0, activation), List.of(coarse, fine), coarse);
                add("SUB_first" + end, "SUB", options(28, 0, activation), List.of(fine, coarse), coarse);
                add("ADD_plain" + end, "ADD", options(11, 0, activation, 1, false), List.of(fine, coarse), coarse);
            }
        }
    }

    private void rows() {
        for (ElementType type : List.of(I8, U8, I16)) {
            Spec x = image(type, 0.05, 3);
            Spec pooled = Spec.of(type, 2, 4, 5, 5).quantized(x.scales()[0], x.zero());
            var pool = options(5, 0, (byte) 0, 1, 2, 2, 2, 3, 3, 4, 3, 5, (byte) 1);
            add("AVERAGE_POOL_2D_" + type, "AVERAGE_POOL_2D", pool, List.of(x), pooled);
            add("MAX_POOL_2D_" + type, "MAX_POOL_2D", pool, List.of(x), pooled);
            Spec mean = Spec.of(type, 2, 5).quantized(x.scales()[0] * 0.7, type == I16 ? 0 : x.zero() + 4);
            add("MEAN_" + type, "MEAN", options(27, 0, false), List.of(x, Spec.ints(1, 2)), mean);
            Spec resized = Spec.of(type, 2, 11, 13, 5).quantized(x.scales()[0], x.zero());
            add("RESIZE_" + type, "RESIZE_BILINEAR", options(15), List.of(x, Spec.ints(11, 13)), resized);
            add("RESIZE_half_" + type, "RESIZE_BILINEAR", options(15, 3, true), List.of(x, Spec.ints(11, 13)), resized);
            add(
                    "RESIZE_corners_" + type,
                    "RESIZE_BILINEAR",
                    options(15, 2, true),
                    List.of(x, Spec.ints(11, 13)),
                    resized);
        }
        add(
                "L2_NORM_INT8",
                "L2_NORMALIZATION",
                options(12),
                List.of(image(I8, 0.05, 3)),
                plain(I8).quantized(1 / 128.0, 0));
        add(
                "L2_NORM_UINT8",
                "L2_NORMALIZATION",
                options(12),
                List.of(image(U8, 0.05, 3)),
                plain(U8).quantized(1 / 128.0, 128));
        add(
                "CONCATENATION_UINT8",
                "CONCATENATION",
                options(10, 0, 3),
                List.of(image(U8, 0.05, 3), image(U8, 0.031, -11)),
                Spec.of(U8, 2, 7, 9, 10).quantized(0.05, 131));
    }

    private void others() {
        Spec root = Spec.of(I8, 2, 7, 9, 5).quantized(0.047, -128);
        add("RSQRT_INT8", "RSQRT", Options.NONE, List.of(root), plain(I8).quantized(0.02, -128));
        add(
                "LOG_SOFTMAX_INT8",
                "LOG_SOFTMAX",
                options(36),
                List.of(image(I8, 0.05, 3)),
                plain(I8).quantized(16 / 256.0, 127));
        add(
                "LOG_SOFTMAX_UINT8",
                "LOG_SOFTMAX",
                options(36),
                List.of(image(U8, 0.05, 3)),
                plain(U8).quantized(16 / 256.0, 255));
        add(
                "SUM_UINT8",
                "SUM",
                options(27),
                List.of(image(U8, 0.05, 3), Spec.ints(1)),
                Spec.of(U8, 2, 9, 5).quantized(0.3, 120));
        add("NEG_FLOAT", "NEG", options(42), List.of(Spec.floats(3, 4)), Spec.floats(3, 4));
        add(
                "REDUCE_MAX_INT8",
                "REDUCE_MAX",
                options(27),
                List.of(image(I8, 0.05, 3), Spec.ints(1)),
                Spec.of(I8, 2, 9, 5).quantized(0.05, 3));
        add(
                "DILATE",
                "DILATE",
                Options.NONE,
                List.of(
                        Spec.floats(3, 4),
                        new Spec(
                                I32,
                                new int[] {2},
                                new float[0],
                                0,
                                0,
                                Spec.ints(2, 3).data()),
                        number(0.5f)),
                Spec.floats(5, 10));
        add(
                "STABLEHLO_ADD",
                "STABLEHLO_ADD",
                Options.NONE,
                List.of(Spec.floats(3, 4), Spec.floats(3, 4)),
                Spec.floats(3, 4));
        add(
                "STABLEHLO_MINIMUM",
                "STABLEHLO_MINIMUM",
                Options.NONE,
                List.of(Spec.floats(3, 4), Spec.floats(3, 4)),
                Spec.floats(3, 4));
        add(
                "UNIQUE",
                "UNIQUE",
                options(80, 0, (byte) 2),
                List.of(Spec.ints(4, 1, 4, 2, 1, 7)),
                Spec.of(I32, 4),
                Spec.of(I32, 6));
        add(
                "CONV_3D_TRANSPOSE",
                "CONV_3D_TRANSPOSE",
                options(106, 0, (byte) 0, 1, 2, 2, 2, 3, 2),
                List.of(Spec.ints(1, 4, 6, 8, 2), Spec.floats(3, 3, 3, 2, 3), Spec.floats(1, 2, 3, 4, 3)),
                Spec.floats(1, 4, 6, 8, 2));
        Spec x = Spec.floats(6, 4);
        Spec ids = Spec.ints(0, 2, 1, -1, 2, 0);
        for (String kind : List.of("SUM", "PROD", "MAX", "MIN")) {
            int union = Map.of("PROD", 118, "MAX", 119, "MIN", 120, "SUM", 121).get(kind);
            add(
                    "UNSORTED_SEGMENT_" + kind,
                    "UNSORTED_SEGMENT_" + kind,
                    options(union),
                    List.of(x, ids, scalar(4)),
                    Spec.floats(4, 4));
        }
        add("MATRIX_DIAG", "MATRIX_DIAG", options(88), List.of(x), Spec.floats(6, 4, 4));
        add(
                "MATRIX_SET_DIAG",
                "MATRIX_SET_DIAG",
                Options.NONE,
                List.of(Spec.floats(2, 3, 4), Spec.floats(2, 3)),
                Spec.floats(2, 3, 4));
        add(
                "MATRIX_SET_DIAG_tall",
                "MATRIX_SET_DIAG",
                Options.NONE,
                List.of(Spec.floats(2, 4, 3), Spec.floats(2, 3)),
                Spec.floats(2, 4, 3));
        add(
                "DYNAMIC_UPDATE_SLICE",
                "DYNAMIC_UPDATE_SLICE",
                options(117),
                List.of(x, Spec.floats(2, 3), Spec.ints(3, 2)),
                Spec.floats(6, 4));
        add("BUCKETIZE", "BUCKETIZE", options(115, 0, new float[] {-0.5f, 0, 0.25f}), List.of(x), Spec.of(I32, 6, 4));
        add(
                "BROADCAST_ARGS",
                "BROADCAST_ARGS",
                Options.NONE,
                List.of(Spec.ints(3, 1, 4), Spec.ints(5, 1)),
                Spec.of(I32, 3));
        Spec bits = Spec.ints(0, 1, 2, 3, 4, 5, 6, 7, 8, 31);
        add(
                "RIGHT_SHIFT",
                "RIGHT_SHIFT",
                options(126),
                List.of(Spec.of(I32, 10).random(random, 1 << 30), bits),
                Spec.of(I32, 10));
        Spec boxes = Spec.floats(12, 4).random(random, 0);
        Spec scores = Spec.floats(12).random(random, 0);
        add(
                "NON_MAX_SUPPRESSION_V4",
                "NON_MAX_SUPPRESSION_V4",
                options(95),
                List.of(boxes, scores, scalar(5), number(0.3f), number(-0.5f)),
                Spec.of(I32, 5),
                Spec.of(I32));
        add(
                "NON_MAX_SUPPRESSION_V5",
                "NON_MAX_SUPPRESSION_V5",
                options(96),
                List.of(boxes, scores, scalar(5), number(0.9f), number(-0.5f), number(0.4f)),
                Spec.of(I32, 5),
                Spec.floats(5),
                Spec.of(I32));
        add(
                "SPARSE_TO_DENSE",
                "SPARSE_TO_DENSE",
                options(50),
                List.of(Spec.ints(1, 3, 5), Spec.ints(8), Spec.ints(7, 8, 9), scalar(2)),
                Spec.of(I32, 8));
    }

    private static Spec scalar(int value) {
        return new Spec(I32, new int[0], new float[0], 0, 0, Spec.ints(value).data());
    }

    private static Spec number(float value) {
        int bits = Float.floatToIntBits(value);
        return new Spec(
                ElementType.FLOAT,
                new int[0],
                new float[0],
                0,
                0,
                Spec.ints(bits).data());
    }
}
