package dev.lanewise.benchmarks;

import static dev.lanewise.benchmarks.TfliteOperatorCases.options;

import dev.lanewise.benchmarks.OperatorFile.Options;
import dev.lanewise.benchmarks.OperatorFile.Spec;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tflite.file.BuiltinNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Files of single operators of elements and shapes, each in every element type, also those that a builtin may not take:
 * what the official interpreter refuses says so. Those of windows, rows and texts are {@link TfliteTypeRowCases}.
 */
final class TfliteTypeCases {

    static final List<ElementType> TYPES = List.of(
            ElementType.FLOAT,
            ElementType.INT8,
            ElementType.UINT8,
            ElementType.INT16,
            ElementType.INT32,
            ElementType.INT64,
            ElementType.BOOL,
            ElementType.UINT32,
            ElementType.DOUBLE);

    private final SplittableRandom random = new SplittableRandom(11);
    private final Map<String, byte[]> files = new LinkedHashMap<>();

    /** The files by their names. */
    Map<String, byte[]> files() {
        for (ElementType type : TYPES) {
            unary(type);
            binary(type);
            moving(type);
            indexing(type);
            stableHlo(type);
            new TfliteTypeRowCases(this, type, random).add();
        }
        casts();
        return files;
    }

    void add(String builtin, ElementType type, Options options, List<Spec> inputs, Spec... outputs) {
        add(builtin, "", type, options, inputs, outputs);
    }

    void add(String builtin, String kind, ElementType type, Options options, List<Spec> inputs, Spec... outputs) {
        String name = builtin + kind + "_" + type;
        if (files.put(name, OperatorFile.of(BuiltinNames.code(builtin), options, inputs, List.of(outputs))) != null) {
            throw new IllegalStateException(name + " twice");
        }
    }

    /** A tensor to be given; narrow integers are quantized. */
    static Spec of(ElementType type, int... shape) {
        return scaled(Spec.of(type, shape), 0.05, 3);
    }

    static Spec scaled(Spec spec, double scale, int zero) {
        return switch (spec.type()) {
            case INT8 -> spec.quantized(scale, zero);
            case UINT8 -> spec.quantized(scale, zero + 128);
            case INT16 -> spec.quantized(scale / 200, 0);
            default -> spec;
        };
    }

    /** One element of the type. */
    static Spec one(ElementType type, double value) {
        return of(type).values(value);
    }

    static Spec ints(int... values) {
        return Spec.ints(values);
    }

    private static double outputScale(String builtin) {
        return switch (builtin) {
            case "TANH", "L2_NORMALIZATION" -> 1 / 128.0;
            case "LOGISTIC", "SOFTMAX" -> 1 / 256.0;
            case "LOG_SOFTMAX" -> 16 / 256.0;
            case "SQUARE", "EXP", "SQUARED_DIFFERENCE" -> 0.9;
            default -> 0.05;
        };
    }

    private static Spec output(String builtin, Spec x) {
        Spec plain = Spec.of(x.type(), x.shape());
        if (x.type() == ElementType.INT16
                && List.of("TANH", "LOGISTIC", "SOFTMAX").contains(builtin)) {
            return plain.quantized(1 / 32768.0, 0);
        }
        int zero = switch (builtin) {
            case "LOGISTIC", "SOFTMAX" -> -128;
            case "LOG_SOFTMAX" -> 127;
            case "TANH", "L2_NORMALIZATION" -> 0;
            default -> 3;
        };
        return scaled(plain, outputScale(builtin), zero);
    }

    private void unary(ElementType type) {
        var with = Map.ofEntries(
                Map.entry("ABS", 78),
                Map.entry("NEG", 42),
                Map.entry("SIGN", 123),
                Map.entry("COS", 84),
                Map.entry("EXP", 33),
                Map.entry("SQUARE", 66),
                Map.entry("LEAKY_RELU", 75),
                Map.entry("GELU", 116),
                Map.entry("HARD_SWISH", 91),
                Map.entry("SOFTMAX", 9),
                Map.entry("LOG_SOFTMAX", 36),
                Map.entry("L2_NORMALIZATION", 12),
                Map.entry("ZEROS_LIKE", 67),
                Map.entry("LOGICAL_NOT", 63));
        with.forEach((name, union) -> {
            Object[] fields = name.equals("LEAKY_RELU")
                    ? new Object[] {0, 0.13f}
                    : name.equals("SOFTMAX") ? new Object[] {0, 1f} : new Object[0];
            Spec x = of(type, 2, 7, 3, 5);
            add(name, type, options(union, fields), List.of(x), output(name, x));
        });
        for (String name : List.of(
                "SIN",
                "LOG",
                "SQRT",
                "RSQRT",
                "FLOOR",
                "CEIL",
                "ROUND",
                "ELU",
                "RELU",
                "RELU6",
                "RELU_N1_TO_1",
                "RELU_0_TO_1",
                "TANH",
                "LOGISTIC")) {
            Spec x = name.contains("SQRT") || name.equals("LOG")
                    ? scaled(Spec.of(type, 2, 7, 3, 5), 0.05, type == ElementType.UINT8 ? -128 : -128)
                    : of(type, 2, 7, 3, 5);
            add(name, type, Options.NONE, List.of(x), output(name, x));
        }
        if (type == ElementType.FLOAT) {
            add("FAKE_QUANT", type, options(58, 0, -1f, 1, 2f, 2, 8), List.of(of(type, 3, 5)), of(type, 3, 5));
        }
        add("SHAPE", type, options(55, 0, (byte) 2), List.of(of(type, 3, 5)), Spec.of(ElementType.INT32, 2));
        add("RANK", type, options(86), List.of(of(type, 3, 5)), Spec.of(ElementType.INT32));
    }

    private void binary(ElementType type) {
        var same = Map.ofEntries(
                Map.entry("ADD", 11),
                Map.entry("SUB", 28),
                Map.entry("MUL", 21),
                Map.entry("DIV", 29),
                Map.entry("MAXIMUM", 39),
                Map.entry("MINIMUM", 39),
                Map.entry("FLOOR_DIV", 65),
                Map.entry("FLOOR_MOD", 72),
                Map.entry("POW", 56),
                Map.entry("SQUARED_DIFFERENCE", 76),
                Map.entry("ATAN2", 122),
                Map.entry("BITWISE_XOR", 125),
                Map.entry("RIGHT_SHIFT", 126),
                Map.entry("LOGICAL_AND", 62),
                Map.entry("LOGICAL_OR", 60));
        same.forEach((name, union) -> {
            Spec x = of(type, 4, 3);
            Spec divisor = of(type, 4, 3).values(1, 2, 9, 5, 7, 1, 2, 9, 4, 6, 1, 2);
            boolean divides = name.equals("DIV") || name.startsWith("FLOOR_") || name.endsWith("SHIFT");
            Spec y = scaled(Spec.of(type, 4, 3), divides ? 0.3 : 0.11, 5);
            boolean bound = name.endsWith("IMUM");
            add(name, type, options(union), List.of(x, divides ? divisor : x), bound ? x : y);
            if (type == ElementType.BOOL) {
                return;
            }
            Spec row = of(type, 3).values(4, 1, 2);
            add(name, "_row", type, options(union), List.of(x, row), bound ? x : y);
            Spec columns = of(type, 4, 4, 1).values(1, 2, 9, 4, 5, 6, 7, 1, 2, 9, 4, 5, 6, 7, 1, 2);
            Spec spread = scaled(Spec.of(type, 2, 4, 4, 3), divides ? 0.3 : 0.11, 5);
            add(
                    name,
                    "_spread",
                    type,
                    options(union),
                    List.of(of(type, 2, 1, 4, 3), columns),
                    bound ? scaled(spread, 0.05, 3) : spread);
        });
        var compared =
                Map.of("EQUAL", 53, "NOT_EQUAL", 54, "LESS", 41, "LESS_EQUAL", 46, "GREATER", 44, "GREATER_EQUAL", 45);
        compared.forEach((name, union) -> add(
                name,
                type,
                options(union),
                List.of(of(type, 4, 3), of(type, 3).random(random, 8)),
                Spec.of(ElementType.BOOL, 4, 3)));
        add("ADD_N", type, options(82), List.of(of(type, 4, 3), of(type, 4, 3), of(type, 4, 3)), of(type, 4, 3));
    }

    private void moving(ElementType type) {
        Spec x = of(type, 2, 4, 6, 3);
        add("RESHAPE", type, options(17), List.of(x, ints(8, -1)), of(type, 8, 18));
        add("TRANSPOSE", type, options(26), List.of(x, ints(3, 1, 0, 2)), of(type, 3, 4, 2, 6));
        add("SQUEEZE", type, options(30, 0, new int[] {1}), List.of(of(type, 2, 1, 3)), of(type, 2, 3));
        add("EXPAND_DIMS", type, options(52), List.of(x, ints(1)), of(type, 2, 1, 4, 6, 3));
        add("PACK", type, options(59, 0, 2, 1, 1), List.of(of(type, 3, 4), of(type, 3, 4)), of(type, 3, 2, 4));
        add("UNPACK", type, options(64, 0, 2, 1, 1), List.of(of(type, 3, 2, 4)), of(type, 3, 4), of(type, 3, 4));
        add("SPLIT", type, options(35, 0, 2), List.of(one32(2), x), of(type, 2, 4, 3, 3), of(type, 2, 4, 3, 3));
        add(
                "SPLIT_V",
                type,
                options(79, 0, 2),
                List.of(x, ints(2, 4), one32(2)),
                of(type, 2, 4, 2, 3),
                of(type, 2, 4, 4, 3));
        add("CONCATENATION", type, options(10, 0, 1), List.of(of(type, 2, 3), of(type, 2, 4)), of(type, 2, 7));
        add("SLICE", type, options(48), List.of(x, ints(0, 1, 2, 0), ints(2, 2, -1, 2)), of(type, 2, 2, 4, 2));
        add(
                "STRIDED_SLICE",
                type,
                options(32, 0, 1, 4, 8),
                List.of(x, ints(0, 3, 0, 1), ints(2, 0, 6, 2), ints(1, -1, 2, 1)),
                of(type, 2, 3, 3));
        add("REVERSE_V2", type, options(81), List.of(x, ints(2)), x);
        add("REVERSE_SEQUENCE", type, options(87, 0, 1, 1, 0), List.of(of(type, 2, 4), ints(3, 2)), of(type, 2, 4));
        add("TILE", type, options(51), List.of(of(type, 2, 3), ints(2, 3)), of(type, 4, 9));
        Spec pads = new Spec(
                ElementType.INT32,
                new int[] {2, 2},
                new float[0],
                0,
                0,
                ints(1, 2, 0, 1).data());
        add("PAD", type, options(22), List.of(of(type, 3, 4), pads), of(type, 6, 5));
        add("PADV2", type, options(43), List.of(of(type, 3, 4), pads, one(type, 7)), of(type, 6, 5));
        add("MIRROR_PAD", type, options(77, 0, (byte) 0), List.of(of(type, 3, 4), pads), of(type, 6, 5));
        add("MIRROR_PAD", "_edge", type, options(77, 0, (byte) 1), List.of(of(type, 3, 4), pads), of(type, 6, 5));
        add("SPACE_TO_DEPTH", type, options(19, 0, 2), List.of(x), of(type, 2, 2, 3, 12));
        add("DEPTH_TO_SPACE", type, options(94, 0, 2), List.of(of(type, 2, 2, 3, 12)), x);
        Spec blocks = ints(2, 2);
        Spec nothing = new Spec(
                ElementType.INT32,
                new int[] {2, 2},
                new float[0],
                0,
                0,
                ints(0, 0, 0, 0).data());
        add("SPACE_TO_BATCH_ND", type, options(25), List.of(x, blocks, nothing), of(type, 8, 2, 3, 3));
        add("BATCH_TO_SPACE_ND", type, options(24), List.of(of(type, 8, 2, 3, 3), blocks, nothing), x);
        add("BROADCAST_TO", type, options(104), List.of(of(type, 2, 1, 3), ints(2, 4, 3)), of(type, 2, 4, 3));
        add("FILL", type, options(68), List.of(ints(2, 3), of(type)), of(type, 2, 3));
        add("RESIZE_BILINEAR", type, options(15), List.of(x, ints(7, 9)), of(type, 2, 7, 9, 3));
        add("RESIZE_NEAREST_NEIGHBOR", type, options(74), List.of(x, ints(7, 9)), of(type, 2, 7, 9, 3));
        add("CUMSUM", type, options(102, 1, true), List.of(of(type, 3, 4), one32(1)), of(type, 3, 4));
        add("MATRIX_DIAG", type, options(88), List.of(of(type, 2, 3)), of(type, 2, 3, 3));
        add("MATRIX_SET_DIAG", type, options(90), List.of(of(type, 2, 3, 3), of(type, 2, 3)), of(type, 2, 3, 3));
        add("DILATE", type, opt2(18), List.of(of(type, 3, 4), ints(2, 3), one(type, 1)), of(type, 5, 10));
    }

    static Options opt2(int union, Object... fields) {
        return options(OperatorFile.SECOND_UNION + union, fields);
    }

    static Spec one32(int value) {
        return Spec.of(ElementType.INT32).values(value);
    }

    private void indexing(ElementType type) {
        Spec x = of(type, 6, 4);
        Spec bools = Spec.of(ElementType.BOOL, 6, 4);
        add("GATHER", type, options(23, 0, 1), List.of(x, ints(3, 0, 2)), of(type, 6, 3));
        Spec tuples = Spec.of(ElementType.INT32, 3, 1).values(2, 0, 5);
        add("GATHER_ND", type, options(83), List.of(x, tuples), of(type, 3, 4));
        add("SCATTER_ND", type, options(97), List.of(tuples, of(type, 3, 4), ints(6, 4)), of(type, 6, 4));
        add("SELECT", type, options(47), List.of(bools, x, x), x);
        add("SELECT_V2", type, options(98), List.of(bools, x, of(type, 4)), x);
        add("WHERE", type, options(85), List.of(x), Spec.of(ElementType.INT64, 24, 2));
        add(
                "ONE_HOT",
                type,
                options(61, 0, -1),
                List.of(ints(2, 0, 5), one32(4), one(type, 1), one(type, 0)),
                of(type, 3, 4));
        add("RANGE", type, options(73), List.of(one(type, 1), one(type, 9), one(type, 2)), of(type, 4));
        add(
                "SPARSE_TO_DENSE",
                type,
                options(50),
                List.of(ints(1, 3, 5), ints(8), of(type, 3), one(type, 1)),
                of(type, 8));
        add("TOPK_V2", type, options(34), List.of(x, one32(2)), of(type, 6, 2), Spec.of(ElementType.INT32, 6, 2));
        add("ARG_MAX", type, options(40, 0, (byte) 2), List.of(x, one32(1)), Spec.of(ElementType.INT32, 6));
        add("ARG_MIN", type, options(57, 0, (byte) 4), List.of(x, one32(0)), Spec.of(ElementType.INT64, 4));
        add(
                "UNIQUE",
                type,
                options(80, 0, (byte) 2),
                List.of(of(type, 6).values(4, 1, 4, 2, 1, 1)),
                of(type, 3),
                Spec.of(ElementType.INT32, 6));
        add("DYNAMIC_UPDATE_SLICE", type, options(117), List.of(x, of(type, 2, 3), ints(3, 2)), x);
        add("SEGMENT_SUM", type, options(100), List.of(x, ints(0, 0, 1, 1, 1, 2)), of(type, 3, 4));
        var segments = Map.of("PROD", 118, "MAX", 119, "MIN", 120, "SUM", 121);
        segments.forEach((kind, union) -> add(
                "UNSORTED_SEGMENT_" + kind,
                type,
                options(union),
                List.of(x, ints(0, 2, 1, -1, 2, 0), one32(4)),
                of(type, 4, 4)));
        add("EMBEDDING_LOOKUP", type, Options.NONE, List.of(ints(3, 0, 2), x), of(type, 3, 4));
        add(
                "HASHTABLE_LOOKUP",
                type,
                Options.NONE,
                List.of(ints(3, 7, 2), ints(1, 2, 3, 5, 8, 9), x),
                of(type, 3, 4),
                Spec.of(ElementType.UINT8, 3));
        add(
                "BUCKETIZE",
                type,
                options(115, 0, new float[] {-0.5f, 0, 0.25f, 3}),
                List.of(x),
                Spec.of(ElementType.INT32, 6, 4));
        if (type == ElementType.INT32 || type == ElementType.INT64) {
            Spec a = Spec.of(type, 3).values(3, 1, 4);
            Spec b = Spec.of(type, 2).values(5, 1);
            add("BROADCAST_ARGS", type, options(0), List.of(a, b), Spec.of(type, 3));
        }
    }

    private void stableHlo(ElementType type) {
        for (String name : List.of("ADD", "MULTIPLY", "MAXIMUM", "MINIMUM", "AND", "SHIFT_LEFT")) {
            if (name.equals("AND") && type.isFloating()) {
                continue;
            }
            Spec other = name.equals("SHIFT_LEFT")
                    ? of(type, 4, 3).values(1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 4)
                    : of(type, 4, 3);
            add("STABLEHLO_" + name, type, Options.NONE, List.of(of(type, 4, 3), other), of(type, 4, 3));
        }
        var pad = opt2(10, 0, new long[] {1, -1}, 1, new long[] {2, 0}, 2, new long[] {1, 2});
        add("STABLEHLO_PAD", type, pad, List.of(of(type, 3, 4), one(type, 1)), of(type, 8, 9));
        var gather =
                opt2(16, 0, new long[] {1, 2}, 1, new long[] {1}, 2, new long[] {0, 1}, 3, 1L, 4, new long[] {2, 1, 3});
        Spec places = Spec.of(ElementType.INT64, 5, 2).values(0, 0, 3, 2, 1, 1, 2, 9, 9, 1);
        add("STABLEHLO_GATHER", type, gather, List.of(of(type, 4, 5, 3), places), of(type, 5, 2, 3));
        var scatter = opt2(7, 1, new long[] {1}, 2, new long[] {0}, 3, new long[] {0, 1}, 4, 1L, 6, 1);
        for (String body : List.of("ADD", "MULTIPLY", "MAXIMUM", "MINIMUM")) {
            int code = BuiltinNames.code("STABLEHLO_" + body);
            add(
                    "STABLEHLO_SCATTER",
                    "_" + body,
                    type,
                    scatter.applying(code, type),
                    List.of(of(type, 4, 5), Spec.of(ElementType.INT32, 3, 2).values(1, 2, 3, 0, 1, 3), of(type, 3, 2)),
                    of(type, 4, 5));
        }
    }

    private void casts() {
        for (ElementType from : TYPES) {
            for (ElementType to : TYPES) {
                add("CAST", "_from_" + from, to, options(37), List.of(Spec.of(from, 3, 5)), Spec.of(to, 3, 5));
                if (from.bits() == to.bits()) {
                    add("BITCAST", "_from_" + from, to, options(124), List.of(Spec.of(from, 3, 5)), Spec.of(to, 3, 5));
                }
            }
        }
    }
}
