package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.kernel.CompareFunction;
import dev.lanewise.kernel.ReduceFunction;
import dev.lanewise.kernel.StridedPad;
import dev.lanewise.op.elementwise.Cast;
import dev.lanewise.op.elementwise.Classify;
import dev.lanewise.op.elementwise.Compare;
import dev.lanewise.op.elementwise.Where;
import dev.lanewise.op.ml.CastMap;
import dev.lanewise.op.ml.DictVectorizer;
import dev.lanewise.op.ml.Dictionary;
import dev.lanewise.op.ml.MapElements;
import dev.lanewise.op.ml.OneHotCategories;
import dev.lanewise.op.ml.ZipMap;
import dev.lanewise.op.shape.Concat;
import dev.lanewise.op.shape.Gather;
import dev.lanewise.op.shape.Pad;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.stream.IntStream;

/** Operators of {@code ai.onnx.ml} that prepare features, and ImageScaler, which did so for images. */
final class MlOperators implements Family {

    @Override
    public void register(Registry on) {
        on.on("ImageScaler").builds(MlOperators::imageScaler);
        on.on(Registry.ML, "ArrayFeatureExtractor").builds(MlOperators::extract);
        on.on(Registry.ML, "Binarizer").builds(MlOperators::binarize);
        on.on(Registry.ML, "CastMap")
                .reads(node -> new CastMap(
                        castTo(node), node.text("map_form", "DENSE").equals("SPARSE") ? node.int32("max_map", 1) : 0));
        on.on(Registry.ML, "CategoryMapper").builds(node -> mapCategories(node, "cats_strings", "cats_int64s"));
        on.on(Registry.ML, "DictVectorizer")
                .reads(node -> new DictVectorizer(MlAttributes.either(node, "int64_vocabulary", "string_vocabulary")));
        on.on(Registry.ML, "FeatureVectorizer").builds(MlOperators::joinFeatures);
        on.on(Registry.ML, "Imputer").builds(MlOperators::impute);
        on.on(Registry.ML, "LabelEncoder").builds(node -> mapCategories(node, "classes_strings", ""));
        on.on(Registry.ML, "LabelEncoder").since(2).builds(MlOperators::encodeLabels);
        on.on(Registry.ML, "Normalizer").builds(MlOperators::normalize);
        on.on(Registry.ML, "OneHotEncoder").builds(MlOperators::oneHot);
        on.on(Registry.ML, "Scaler").builds(MlOperators::scale);
        on.on(Registry.ML, "ZipMap")
                .reads(node -> new ZipMap(MlAttributes.either(node, "classlabels_int64s", "classlabels_strings")));
    }

    private static void imageScaler(OnnxNode node) {
        var arithmetic = new Arithmetic(node);
        float[] bias = node.numbers("bias");
        Edge scaled = arithmetic.multiply(node.input(0), node.constant(Tensor.scalar(node.number("scale", 1))));
        node.output(
                0,
                bias.length == 0
                        ? scaled
                        : arithmetic.add(scaled, MlAttributes.constant(node, bias, bias.length, 1, 1)));
    }

    private static void extract(OnnxNode node) {
        Edge indices = node.add(Reshape.To.of(-1), node.input(1));
        Edge taken = node.add(new Gather(-1), node.input(0), indices);
        node.output(0, node.input(0).shape().hasRank(1) ? node.add(Reshape.To.of(1, -1), taken) : taken);
    }

    private static void binarize(OnnxNode node) {
        ElementType type = node.input(0).tensorType().element();
        Edge x = type.isFloating() ? node.input(0) : node.add(new Cast(ElementType.DOUBLE), node.input(0));
        Edge threshold = new Arithmetic(node).scalar(node.number("threshold", 0), x);
        node.output(0, node.add(new Cast(type), node.add(new Compare(CompareFunction.GREATER), x, threshold)));
    }

    private static ElementType castTo(OnnxNode node) {
        return switch (node.text("cast_to", "TO_FLOAT")) {
            case "TO_FLOAT" -> ElementType.FLOAT;
            case "TO_INT64" -> ElementType.INT64;
            case "TO_STRING" -> ElementType.STRING;
            case String other -> throw node.error("cast_to is '" + other + "'");
        };
    }

    /** Strings to integers, or integers to strings, by the input's type; {@code integers} may be 0, 1, … */
    private static void mapCategories(OnnxNode node, String strings, String integers) {
        String[] names = node.texts(strings).toArray(String[]::new);
        long[] given = node.integers(integers);
        long[] numbers = given != null
                ? given
                : IntStream.range(0, names.length).asLongStream().toArray();
        Tensor texts = Tensor.of(names, names.length);
        Tensor places = Tensor.of(numbers, numbers.length);
        node.becomes(
                node.input(0).tensorType().element() == ElementType.STRING
                        ? new MapElements(
                                new Dictionary(texts), places, Tensor.scalar(node.integer("default_int64", -1)))
                        : new MapElements(new Dictionary(places), texts, Tensor.of(new String[] {
                            node.text("default_string", "_Unused")
                        })));
    }

    private static void encodeLabels(OnnxNode node) {
        Tensor keys = list(node, "keys_");
        Tensor values = list(node, "values_");
        node.becomes(new MapElements(new Dictionary(keys), values, otherwise(node, values.type())));
    }

    private static Tensor list(OnnxNode node, String prefix) {
        if (node.has(prefix + "tensor")) {
            return node.tensor(prefix + "tensor");
        }
        if (node.has(prefix + "floats")) {
            float[] floats = node.numbers(prefix + "floats");
            return Tensor.of(floats, floats.length);
        }
        return MlAttributes.either(node, prefix + "int64s", prefix + "strings");
    }

    private static Tensor otherwise(OnnxNode node, ElementType type) {
        if (node.has("default_tensor")) {
            return node.tensor("default_tensor");
        }
        return switch (type) {
            case STRING -> Tensor.of(new String[] {node.text("default_string", "_Unused")});
            case FLOAT -> Tensor.scalar(node.number("default_float", -0f));
            case DOUBLE -> Tensor.of(new double[] {node.number("default_float", -0f)});
            case INT64 -> Tensor.scalar(node.integer("default_int64", -1));
            case INT32 -> Tensor.of(new int[] {node.int32("default_int64", -1)});
            case INT16 -> Tensor.of(new short[] {(short) node.int32("default_int64", -1)});
            default -> throw node.error("values of " + type + " need a default_tensor");
        };
    }

    private static void joinFeatures(OnnxNode node) {
        Ints widths = node.ints("inputdimensions", Ints.of());
        if (widths.size() != node.inputCount()) {
            throw node.error("inputdimensions has " + widths.size() + " values for " + node.inputCount() + " inputs");
        }
        var math = new Arithmetic(node);
        var parts = new ArrayList<Edge>();
        for (int i = 0; i < widths.size(); i++) {
            Edge x = MlAttributes.cast(node, node.input(i), ElementType.FLOAT);
            Edge rows = x.shape().hasRank(1) ? node.add(Reshape.To.of(-1, 1), x) : x;
            boolean fits = !rows.shape().hasRank(2) || rows.shape().dim(1) == widths.get(i);
            if (fits) {
                parts.add(rows);
            } else {
                Edge missing = math.subtract(math.longs(widths.get(i)), math.extent(rows, 1));
                Edge pads = node.add(new Concat(0), math.longs(0, 0, 0), missing);
                parts.add(node.add(new Pad(StridedPad.Mode.CONSTANT), rows, pads));
            }
        }
        node.output(0, node.add(new Concat(1), parts, 1).output());
    }

    private static void impute(OnnxNode node) {
        Edge x = node.input(0);
        float[] floats = node.numbers("imputed_value_floats");
        long[] integers = node.integers("imputed_value_int64s");
        boolean floating = x.tensorType().element().isFloating();
        Edge given = floating || integers == null
                ? MlAttributes.constant(node, floats, floats.length)
                : node.constant(Tensor.of(integers, integers.length));
        Edge values = MlAttributes.cast(node, given, x.tensorType().element());
        float replaced = node.number("replaced_value_float", 0);
        Edge marks;
        if (floating && Float.isNaN(replaced)) {
            marks = node.add(new Classify(true, false, false), x);
        } else {
            Edge wanted = node.constant(
                    floating ? Tensor.scalar(replaced) : Tensor.scalar(node.integer("replaced_value_int64", 0)));
            marks = node.add(
                    new Compare(CompareFunction.EQUAL),
                    x,
                    MlAttributes.cast(node, wanted, x.tensorType().element()));
        }
        node.output(0, node.add(new Where(), marks, values, x));
    }

    private static void normalize(OnnxNode node) {
        var arithmetic = new Arithmetic(node);
        Edge x = MlAttributes.cast(node, node.input(0), ElementType.FLOAT);
        ReduceFunction function = switch (node.text("norm", "MAX")) {
            case "MAX" -> ReduceFunction.MAX;
            case "L1" -> ReduceFunction.L1;
            case "L2" -> ReduceFunction.L2;
            case String other -> throw node.error("norm is '" + other + "', expected MAX, L1 or L2");
        };
        Edge length = arithmetic.reduce(function, x, Ints.of(-1), true);
        Edge isZero = node.add(new Compare(CompareFunction.EQUAL), length, arithmetic.scalar(0, x));
        Edge divisor = node.add(new Where(), isZero, arithmetic.scalar(1, x), length);
        node.output(0, arithmetic.divide(x, divisor));
    }

    private static void oneHot(OnnxNode node) {
        Tensor categories = MlAttributes.either(node, "cats_int64s", "cats_strings");
        Edge x = MlAttributes.cast(node, node.input(0), categories.type());
        node.output(0, node.add(new OneHotCategories(new Dictionary(categories), node.flag("zeros", true)), x));
    }

    private static void scale(OnnxNode node) {
        var arithmetic = new Arithmetic(node);
        float[] offset = node.numbers("offset");
        float[] scale = node.numbers("scale");
        Edge x = MlAttributes.cast(node, node.input(0), ElementType.FLOAT);
        Edge moved =
                offset.length == 0 ? x : arithmetic.subtract(x, MlAttributes.constant(node, offset, offset.length));
        node.output(
                0,
                scale.length == 0
                        ? moved
                        : arithmetic.multiply(moved, MlAttributes.constant(node, scale, scale.length)));
    }
}
