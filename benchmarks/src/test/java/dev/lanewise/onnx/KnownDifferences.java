package dev.lanewise.onnx;

import dev.lanewise.onnx.proto.AttributeValue;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Where this library and ONNX Runtime are known to disagree, and why. */
final class KnownDifferences {

    private record Known(Pattern operators, Predicate<OperatorCase> when, String why) {}

    private static final List<Known> ALL = List.of(
            known(
                    "Arg.*|Reduce.*|MeanVarianceNormalization",
                    KnownDifferences::hasEmptyInput,
                    "ONNX Runtime keeps the shape of tensors without elements and gives 0, whatever is reduced"),
            known(
                    "(com.microsoft:)?(Gemm|QGemm|QAttention|.*MatMul.*)",
                    KnownDifferences::hasEmptyInput,
                    "ONNX Runtime leaves outputs unset, or ignores beta and zero points, where there is nothing to"
                            + " sum"),
            known(
                    "ConcatFromSequence",
                    KnownDifferences::hasEmptyInput,
                    "ONNX Runtime stacks tensors without elements on those of another shape"),
            known("Scan", KnownDifferences::hasEmptyInput, "ONNX Runtime leaves the state of no rounds unset"),
            known(
                    "Cast|CastLike",
                    c -> c.inputs().values().stream().anyMatch(KnownDifferences::overflowsIntegers) || version(c) < 6,
                    "what NaN, infinity and numbers out of range become as integers is left open"),
            known(
                    "ReduceProd|ReduceSumSquare",
                    c -> c.inputs().values().iterator().next().type().isInteger(),
                    "ONNX Runtime multiplies integers as doubles; here they wrap around"),
            known(
                    "Attention",
                    c -> ranks(c).distinct().count() > 1 && c.node().domain().isEmpty(),
                    "ONNX Runtime mixes inputs of 3 and 4 dimensions, the standard does not"),
            known("GatherND", c -> true, "ONNX Runtime reads beside the data when batch dimensions differ"),
            known("LpPool", c -> integer(c, "p", 2) < 1, "there is no norm of that order"),
            known(
                    "MaxUnpool",
                    c -> c.node().inputs().size() > 2,
                    "ONNX Runtime takes indices as those of the output asked for, the standard as of the pooled one"),
            known(
                    "MeanVarianceNormalization",
                    c -> true,
                    "ONNX Runtime adds no epsilon, and takes any axes for those of images"),
            known(
                    "NegativeLogLikelihoodLoss|SoftmaxCrossEntropyLoss",
                    c -> true,
                    "ONNX Runtime reads beside the scores for classes out of range, and takes weights of any length"),
            known("NonZero", c -> ranks(c).anyMatch(r -> r == 0), "the standard gives no coordinates of a scalar"),
            known(
                    "Resize",
                    c -> true,
                    "ONNX Runtime takes align_corners from the rounded size, the standard from the exact one"),
            known(
                    "ReverseSequence",
                    c -> integer(c, "batch_axis", 1) < 0 || integer(c, "time_axis", 0) < 0,
                    "ONNX Runtime takes axes that are the same"),
            known(
                    "Sequence(Insert|Erase|At)",
                    c -> c.inputs().entrySet().stream()
                            .anyMatch(input -> input.getKey().equals("position")
                                    && input.getValue().size() != 1),
                    "ONNX Runtime takes the first of several positions"),
            known(
                    "Shrink",
                    c -> c.inputs().values().stream().anyMatch(t -> t.type().isInteger()),
                    "ONNX Runtime takes lambda as unsigned, and computes integers as floats"),
            known("StringSplit", c -> true, "ONNX Runtime splits an empty string into nothing"),
            known("DynamicQuantizeLinear", KnownDifferences::hasEmptyInput, "nothing has no range"),
            known(
                    "ConvTranspose",
                    c -> c.node().attribute("auto_pad").isPresent(),
                    "ONNX Runtime gives fewer than input times stride where the kernel is smaller than the stride"),
            known(
                    "GroupNormalization|LayerNormalization|RMSNormalization",
                    c -> true,
                    "ONNX Runtime takes scales and biases of further shapes"),
            known("Loop", c -> c.name().contains("loop1"), "the shape of what no rounds give"),
            known("Mod", KnownDifferences::hasLongs, "ONNX Runtime computes fmod of 64-bit integers as doubles"),
            known(
                    "ReduceLogSumExp|ReduceLogSum|ReduceL2",
                    c -> c.inputs().values().iterator().next().type().isInteger(),
                    "where sums of integers overflow"),
            known("TopK", c -> integer(c, "sorted", 1) == 0, "the order is left open"),
            known(
                    "(Average|Max|Lp)Pool",
                    c -> true,
                    "ONNX Runtime gives one window where the kernel is larger than the padded input"),
            known("CenterCropPad", c -> true, "ONNX Runtime takes negative sizes as 0"),
            known(
                    "FeatureVectorizer|Imputer|LinearClassifier|LinearRegressor",
                    OperatorCase::isChanged,
                    "ONNX Runtime does not compare the numbers of features"),
            known(
                    "(Linear|TreeEnsemble|SVM)Regressor",
                    c -> integer(c, "targets", integer(c, "n_targets", 1)) == 1 && isTransformed(c),
                    "ONNX Runtime transforms no single target; the standard excepts none"),
            known(
                    "LinearClassifier|TreeEnsembleClassifier",
                    c -> text(c, "post_transform").equals("PROBIT"),
                    "ONNX Runtime leaves scores unset, and float is not enough near 0 and 1"),
            known(
                    "TreeEnsembleClassifier",
                    c -> integers(c, "classlabels_int64s").length == 2 || c.isChanged(),
                    "ONNX Runtime gives 0 or 1, whatever the two labels are"),
            known(
                    "TreeEnsembleClassifier",
                    c -> Arrays.stream(integers(c, "class_ids")).distinct().count() == 2
                            && Arrays.stream(integers(c, "class_ids")).max().orElse(0) == 1,
                    "ONNX Runtime labels two classes that both have weights by the sign of the second's score"),
            known(
                    "TreeEnsembleRegressor",
                    c -> text(c, "post_transform").equals("PROBIT")
                            || text(c, "aggregate_function").startsWith("M"),
                    "where no leaf speaks of a target; float is not enough near 0 and 1"),
            known(
                    "TreeEnsemble",
                    c -> integer(c, "post_transform", 0) == 1 || integer(c, "post_transform", 0) == 2,
                    "ONNX Runtime has them interchanged"),
            known(
                    "com.microsoft:MultiHeadAttention",
                    c -> integer(c, "unidirectional", 0) == 1,
                    "ONNX Runtime shows the last query all keys, however many there are"),
            known(
                    "com.microsoft:(QLinearSoftmax|QLinearMul)",
                    c -> true,
                    "ONNX Runtime rounds the reciprocal of the scale, or multiplies scales first"),
            known(
                    "com.microsoft:(EmbedLayerNormalization|FusedConv|MatMulNBits|QGemm|RotaryEmbedding"
                            + "|GroupQueryAttention|Skip.*LayerNormalization|WordConvEmbedding)",
                    OperatorCase::isChanged,
                    "ONNX Runtime takes inputs of other shapes and reads beside them"),
            known(
                    "com.microsoft:MatMulNBits",
                    c -> isGiven(c, 3, ElementType.UINT8) && isGiven(c, 4, ElementType.INT32),
                    "beside group indices ONNX Runtime takes the middle for zero points that are packed"),
            known(
                    "com.microsoft:(DynamicQuantizeMatMul|MatMulIntegerToFloat)",
                    c -> c.isChanged() && ranks(c).skip(1).findFirst().orElse(0) > 2,
                    "ONNX Runtime multiplies the bias, too, by scales that do not have the rank of the weights"),
            known("com.microsoft:Tokenizer", KnownDifferences::hasEmptyInput, "ONNX Runtime drops an axis"),
            known("Range", KnownDifferences::hasLongs, "ONNX Runtime computes the number of 64-bit integers as double"),
            known(
                    "Pow",
                    c -> c.inputs().values().stream().anyMatch(t -> t.type().isInteger()),
                    "powers that overflow integers"),
            known("RotaryEmbedding", OperatorCase::isChanged, "ONNX Runtime takes odd sizes"),
            known("Celu", c -> number(c, "alpha", 1) <= 0, "the formula is for positive alpha"),
            known(
                    "GroupNormalization|LayerNormalization|InstanceNormalization|BatchNormalization",
                    c -> c.inputs().values().stream().anyMatch(KnownDifferences::hasInfinity),
                    "infinities cancel in another order"));

    private KnownDifferences() {}

    /** Why a case may end otherwise than under ONNX Runtime; nothing when it may not. */
    static Optional<String> reason(OperatorCase c) {
        return ALL.stream()
                .filter(known -> known.operators()
                        .matcher((c.node().domain().equals("com.microsoft") ? "com.microsoft:" : "")
                                + c.node().opType())
                        .matches())
                .filter(known -> known.when().test(c))
                .map(Known::why)
                .findFirst();
    }

    private static Known known(String operators, Predicate<OperatorCase> when, String why) {
        return new Known(Pattern.compile(operators), when, why);
    }

    private static long version(OperatorCase c) {
        return c.version();
    }

    private static boolean hasEmptyInput(OperatorCase c) {
        return c.inputs().values().stream().anyMatch(t -> t.size() == 0);
    }

    private static java.util.stream.IntStream ranks(OperatorCase c) {
        return c.inputs().values().stream().mapToInt(Tensor::rank);
    }

    private static boolean isGiven(OperatorCase c, int input, ElementType type) {
        List<String> names = c.node().inputs();
        return names.size() > input
                && c.inputs().get(names.get(input)) instanceof Tensor tensor
                && tensor.type() == type;
    }

    private static boolean hasLongs(OperatorCase c) {
        return c.inputs().values().stream()
                .anyMatch(t -> t.type() == ElementType.INT64 || t.type() == ElementType.UINT64);
    }

    private static boolean hasInfinity(Tensor t) {
        return t.type() != ElementType.STRING
                && Arrays.stream(Samples.numbers(t)).anyMatch(v -> !Double.isFinite(v) || Math.abs(v) > 1e4);
    }

    private static boolean overflowsIntegers(Tensor t) {
        return t.type().isFloating() && Arrays.stream(Samples.numbers(t)).anyMatch(v -> !(v >= 0 && v < 128));
    }

    private static long integer(OperatorCase c, String attribute, long otherwise) {
        return c.node()
                .attribute(attribute)
                .filter(a -> a.value() instanceof AttributeValue.IntValue)
                .map(a -> ((AttributeValue.IntValue) a.value()).value())
                .orElse(otherwise);
    }

    private static long[] integers(OperatorCase c, String attribute) {
        return c.node()
                .attribute(attribute)
                .filter(a -> a.value() instanceof AttributeValue.Ints)
                .map(a -> ((AttributeValue.Ints) a.value()).toArray())
                .orElse(new long[0]);
    }

    private static String text(OperatorCase c, String attribute) {
        return c.node()
                .attribute(attribute)
                .filter(a -> a.value() instanceof AttributeValue.StringValue)
                .map(a -> ((AttributeValue.StringValue) a.value()).value().utf8())
                .orElse("");
    }

    private static boolean isTransformed(OperatorCase c) {
        return !text(c, "post_transform").isEmpty()
                && !text(c, "post_transform").equals("NONE");
    }

    private static float number(OperatorCase c, String attribute, float otherwise) {
        return c.node()
                .attribute(attribute)
                .filter(a -> a.value() instanceof AttributeValue.FloatValue)
                .map(a -> ((AttributeValue.FloatValue) a.value()).value())
                .orElse(otherwise);
    }
}
