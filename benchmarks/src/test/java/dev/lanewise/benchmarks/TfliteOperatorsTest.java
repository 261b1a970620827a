package dev.lanewise.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.benchmarks.OperatorFile.Options;
import dev.lanewise.benchmarks.OperatorFile.Spec;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tflite.file.BuiltinNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Single operators on random elements: integers are those of TFLite's reference kernels, floats within 1e-4. */
class TfliteOperatorsTest {

    private static final ElementType I8 = ElementType.INT8;
    private static final ElementType U8 = ElementType.UINT8;
    private static final ElementType I16 = ElementType.INT16;
    private static final ElementType I32 = ElementType.INT32;

    private final SplittableRandom random = new SplittableRandom(7);
    private final Map<String, byte[]> files = new LinkedHashMap<>();

    /** Prints the agreement of every file. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var test = new TfliteOperatorsTest();
        test.author();
        test.agreements(Files.createTempDirectory("operators")).forEach(System.out::println);
    }

    @Test
    void areThoseOfTheReferenceKernels(@TempDir Path folder) throws IOException, InterruptedException {
        author();
        var failed = new TreeSet<String>();
        var agreements = agreements(folder);
        assertEquals(files.size(), agreements.size());
        for (TfliteAgreement agreement : agreements) {
            boolean same = agreement.official().equals("ran")
                    && agreement.ours().equals("ran")
                    && agreement.exact() == agreement.integers()
                    && agreement.relative() <= 1e-4;
            if (!same) {
                failed.add(agreement.toString());
            }
        }
        assertEquals(new TreeSet<String>(), failed);
    }

    private List<TfliteAgreement> agreements(Path folder) throws IOException, InterruptedException {
        var paths = new ArrayList<Path>();
        for (var file : files.entrySet()) {
            paths.add(Files.write(folder.resolve(file.getKey() + ".tflite"), file.getValue()));
        }
        return TfliteAgreement.of(paths);
    }

    private void add(String name, String builtin, Options options, List<Spec> inputs, Spec... outputs) {
        files.put(name, OperatorFile.of(BuiltinNames.code(builtin), options, inputs, List.of(outputs)));
    }

    private static Options options(int union, Object... fields) {
        var map = new LinkedHashMap<Integer, Object>();
        for (int i = 0; i < fields.length; i += 2) {
            map.put((Integer) fields[i], fields[i + 1]);
        }
        return new Options(union, map);
    }

    private static Spec image(ElementType type, double scale, long zero) {
        long given = type == U8 ? zero + 128 : type == I16 ? 0 : zero;
        return Spec.of(type, 2, 7, 9, 5).quantized(type == I16 ? scale / 200 : scale, given);
    }

    private void author() {
        functions();
        arithmetic();
        products();
        rows();
        others();
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
            }
            if (type != I16) {
                Spec slope = Spec.of(type, 1, 1, 5)
                        .quantized(0.004, type == U8 ? 100 : 7)
                        .random(random, 0);
                add("PRELU_" + type, "PRELU", Options.NONE, List.of(a, slope), y);
            }
            add("MAXIMUM_" + type, "MAXIMUM", options(39), List.of(a, a), a);
        }
        add(
                "SQUARED_DIFFERENCE_INT8",
                "SQUARED_DIFFERENCE",
                options(76),
                List.of(image(I8, 0.05, 3), image(I8, 0.031, -11)),
                image(I8, 0.3, -100));
    }

    private void products() {
        for (ElementType type : List.of(I8, U8, I16)) {
            ElementType weights = type == U8 ? U8 : I8;
            long zero = type == U8 ? 121 : 0;
            Spec bias = Spec.of(type == I16 ? ElementType.INT64 : I32, 6).random(random, 3000);
            Spec x = image(type, 0.05, 3);
            Spec y = Spec.of(type, 2, 4, 5, 6)
                    .quantized(type == I16 ? 0.004 : 0.37, type == I16 ? 0 : type == U8 ? 133 : 5);
            Spec filters = Spec.of(weights, 6, 3, 3, 5).quantized(0.011, zero).random(random, 0);
            for (byte activation : new byte[] {0, 1, 3}) {
                var conv = options(1, 0, (byte) 0, 1, 2, 2, 2, 3, activation);
                Spec scaled = bias.quantized((double) x.scales()[0] * 0.011f, 0);
                add("CONV_2D_" + type + "_" + activation, "CONV_2D", conv, List.of(x, filters, scaled), y);
            }
            Spec taps = Spec.of(weights, 1, 3, 3, 5).quantized(0.021, zero).random(random, 0);
            Spec five = Spec.of(bias.type(), 5)
                    .quantized((double) x.scales()[0] * 0.021f, 0)
                    .random(random, 3000);
            add(
                    "DEPTHWISE_CONV_2D_" + type,
                    "DEPTHWISE_CONV_2D",
                    options(2, 0, (byte) 0, 1, 2, 2, 2, 3, 1, 4, (byte) 1),
                    List.of(x, taps, five),
                    Spec.of(type, 2, 4, 5, 5).quantized(y.scales()[0], y.zero()));
            Spec rows = Spec.of(type, 4, 19).quantized(x.scales()[0], x.zero());
            Spec matrix = Spec.of(weights, 6, 19).quantized(0.011, zero).random(random, 0);
            add(
                    "FULLY_CONNECTED_" + type,
                    "FULLY_CONNECTED",
                    options(8, 0, (byte) 0),
                    List.of(rows, matrix, bias.quantized((double) x.scales()[0] * 0.011f, 0)),
                    Spec.of(type, 4, 6).quantized(y.scales()[0], y.zero()));
        }
        float[] each = {0.011f, 0.02f, 0.007f, 0.013f, 0.009f, 0.017f};
        for (ElementType type : List.of(I8, I16)) {
            Spec x = image(type, 0.05, 3);
            float[] steps = each.clone();
            for (int i = 0; i < steps.length; i++) {
                steps[i] *= x.scales()[0];
            }
            Spec bias = Spec.of(type == I16 ? ElementType.INT64 : I32, 6)
                    .scaled(0, steps)
                    .random(random, 3000);
            Spec y = Spec.of(type, 2, 7, 9, 6).quantized(type == I16 ? 0.004 : 0.37, type == I16 ? 0 : 5);
            Spec filters = Spec.of(I8, 6, 3, 3, 5).scaled(0, each).random(random, 0);
            var conv = options(1, 0, (byte) 0, 1, 1, 2, 1, 3, (byte) 1, 4, 2, 5, 2);
            add("CONV_2D_channels_" + type, "CONV_2D", conv, List.of(x, filters, bias), y);
            Spec shape = Spec.ints(2, 14, 18, 6);
            add(
                    "TRANSPOSE_CONV_" + type,
                    "TRANSPOSE_CONV",
                    options(49, 0, (byte) 0, 1, 2, 2, 2),
                    List.of(shape, filters, x, bias),
                    Spec.of(type, 2, 14, 18, 6).quantized(y.scales()[0], y.zero()));
        }
        Spec large = Spec.of(I8, 1, 1, 1, 4000).quantized(0.05, -128);
        Spec many = Spec.of(I8, 4, 1, 1, 4000).quantized(0.011, 0).random(random, 0);
        Spec four = Spec.of(I32, 4).quantized(0.05f * 0.011f, 0).random(random, 1 << 20);
        add(
                "CONV_2D_deep",
                "CONV_2D",
                options(1, 0, (byte) 0, 1, 1, 2, 1),
                List.of(large, many, four),
                Spec.of(I8, 1, 1, 1, 4).quantized(9.7, 5));
        add(
                "BATCH_MATMUL_INT8",
                "BATCH_MATMUL",
                options(101),
                List.of(
                        Spec.of(I8, 3, 4, 19).quantized(0.05, 3),
                        Spec.of(I8, 3, 19, 6).quantized(0.03, -4)),
                Spec.of(I8, 3, 4, 6).quantized(0.37, 5));
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
