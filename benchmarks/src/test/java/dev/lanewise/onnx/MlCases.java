package dev.lanewise.onnx;

import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Random calls of the operators of classical machine learning. */
final class MlCases {

    private static final String[] TRANSFORMS = {"NONE", "SOFTMAX", "LOGISTIC", "SOFTMAX_ZERO", "PROBIT"};
    private static final String[] KERNELS = {"LINEAR", "POLY", "RBF", "SIGMOID"};
    private static final List<ElementType> NUMBERS =
            List.of(ElementType.FLOAT, ElementType.DOUBLE, ElementType.INT64, ElementType.INT32);

    private MlCases() {}

    /** By the operator's name. */
    static Map<String, Function<CaseBuilder, OperatorCase>> all() {
        var all = new LinkedHashMap<String, Function<CaseBuilder, OperatorCase>>();
        all.put("Binarizer", on -> numbers(on, 3, 4).set("threshold", 0.5f).build());
        all.put("CategoryMapper", MlCases::categories);
        all.put("FeatureVectorizer", MlCases::features);
        all.put("Imputer", MlCases::imputer);
        all.put("LinearClassifier", MlCases::linearClassifier);
        all.put("LinearRegressor", MlCases::linearRegressor);
        all.put(
                "Normalizer",
                on -> numbers(on, 3, 4)
                        .set("norm", new String[] {"MAX", "L1", "L2"}[on.between(0, 2)])
                        .build());
        all.put("OneHotEncoder", MlCases::oneHot);
        all.put("SVMClassifier", MlCases::vectorClassifier);
        all.put("SVMRegressor", MlCases::vectorRegressor);
        all.put(
                "Scaler",
                on -> numbers(on, 3, 4)
                        .set("offset", on.coin() ? new float[] {0.5f} : new float[] {0, 1, -1, 0.5f})
                        .set("scale", on.coin() ? new float[] {2f} : new float[] {2, 1, -1, 0.5f})
                        .build());
        all.put("TreeEnsembleClassifier", on -> trees(on, true));
        all.put("TreeEnsembleRegressor", on -> trees(on, false));
        all.put("ZipMap", MlCases::zipMap);
        return all;
    }

    private static CaseBuilder numbers(CaseBuilder on, int rows, int columns) {
        ElementType type = NUMBERS.get(on.between(0, 3));
        Tensor x = type == ElementType.FLOAT ? on.floats(2, rows, columns) : on.integers(type, -4, 4, rows, columns);
        return on.with(x);
    }

    private static OperatorCase categories(CaseBuilder on) {
        on.set("cats_strings", "a", "b", "c")
                .set("cats_int64s", 3, 5, 7)
                .set("default_int64", -1)
                .set("default_string", "none");
        return on.coin()
                ? on.with(Tensor.of(new String[] {"c", "a", "x", "b"}, 2, 2)).build()
                : on.with(Tensor.of(new long[] {7, 4, 3}, 3)).build();
    }

    private static OperatorCase features(CaseBuilder on) {
        ElementType type = NUMBERS.get(on.between(0, 3));
        int count = on.between(1, 3);
        var widths = new long[count];
        for (int i = 0; i < count; i++) {
            widths[i] = on.between(1, 3);
            on.with(on.integers(type, -4, 4, 3, widths[i]));
        }
        return on.set("inputdimensions", widths).build();
    }

    private static OperatorCase imputer(CaseBuilder on) {
        boolean each = on.coin();
        if (on.coin()) {
            return on.with(on.integers(ElementType.INT64, 0, 3, 3, 4))
                    .set("imputed_value_int64s", each ? new long[] {9, 8, 7, 6} : new long[] {9})
                    .set("replaced_value_int64", 2)
                    .build();
        }
        Tensor x = on.integers(ElementType.FLOAT, 0, 3, 3, 4);
        boolean missing = on.coin();
        for (int i = 0; missing && i < 12; i += 5) {
            x.floats()[i] = Float.NaN;
        }
        return on.with(x)
                .set("imputed_value_floats", each ? new float[] {9, 8, 7, 6} : new float[] {9})
                .set("replaced_value_float", missing ? Float.NaN : 2f)
                .build();
    }

    private static float[] coefficients(CaseBuilder on, int count) {
        return on.floats(count).floats();
    }

    private static void labels(CaseBuilder on, int classes, String integers) {
        if (on.coin()) {
            var names = new String[classes];
            for (int i = 0; i < classes; i++) {
                names[i] = "class" + i;
            }
            on.set("classlabels_strings", names);
        } else {
            var numbers = new long[classes];
            long step = on.between(1, 3);
            long from = on.coin() ? 0 : 10;
            for (int i = 0; i < classes; i++) {
                numbers[i] = from + step * i;
            }
            on.set(integers, numbers);
        }
    }

    private static OperatorCase linearClassifier(CaseBuilder on) {
        int classes = on.between(2, 4);
        int rows = classes == 2 && on.coin() ? 1 : classes;
        labels(on, classes, "classlabels_ints");
        return numbers(on, 5, 3)
                .set("coefficients", coefficients(on, rows * 3))
                .set("intercepts", coefficients(on, rows))
                .set("multi_class", on.between(0, 1))
                .set("post_transform", TRANSFORMS[on.between(0, 4)])
                .outputs(2)
                .build();
    }

    private static OperatorCase linearRegressor(CaseBuilder on) {
        int targets = on.between(1, 3);
        on.with(on.floats(5, 3)).set("coefficients", coefficients(on, targets * 3));
        if (on.coin()) {
            on.set("intercepts", coefficients(on, targets));
        }
        return on.set("targets", targets)
                .set("post_transform", TRANSFORMS[on.between(0, 3)])
                .build();
    }

    private static OperatorCase oneHot(CaseBuilder on) {
        on.set("zeros", 1);
        if (on.coin()) {
            return on.with(Tensor.of(new String[] {"c", "a", "x"}, 3))
                    .set("cats_strings", "a", "b", "c")
                    .build();
        }
        return on.with(on.integers(NUMBERS.get(on.between(0, 3)), 0, 5, 2, 3))
                .set("cats_int64s", 1, 3, 4)
                .build();
    }

    private static void kernel(CaseBuilder on) {
        on.set("kernel_type", KERNELS[on.between(0, 3)]).set("kernel_params", 0.5f, 0.25f, (float) on.between(1, 3));
    }

    private static OperatorCase vectorClassifier(CaseBuilder on) {
        int classes = on.between(2, 4);
        boolean linear = on.between(0, 3) == 0;
        kernel(on);
        labels(on, classes, "classlabels_ints");
        numbers(on, 5, 3);
        if (linear) {
            return on.set("coefficients", coefficients(on, classes * 3))
                    .set("rho", coefficients(on, classes))
                    .set("post_transform", TRANSFORMS[on.between(0, 3)])
                    .outputs(2)
                    .build();
        }
        var counts = new long[classes];
        int vectors = 0;
        for (int i = 0; i < classes; i++) {
            counts[i] = on.between(1, 3);
            vectors += (int) counts[i];
        }
        int pairs = classes * (classes - 1) / 2;
        on.set("vectors_per_class", counts)
                .set("support_vectors", coefficients(on, vectors * 3))
                .set("coefficients", coefficients(on, vectors * (classes - 1)))
                .set("rho", coefficients(on, pairs));
        if (on.coin()) {
            on.set("prob_a", coefficients(on, pairs)).set("prob_b", coefficients(on, pairs));
        }
        return on.set("post_transform", TRANSFORMS[on.between(0, 3)]).outputs(2).build();
    }

    private static OperatorCase vectorRegressor(CaseBuilder on) {
        int vectors = on.between(1, 4);
        kernel(on);
        return on.with(on.floats(5, 3))
                .set("n_supports", vectors)
                .set("support_vectors", coefficients(on, vectors * 3))
                .set("coefficients", coefficients(on, vectors))
                .set("rho", coefficients(on, 1))
                .set("one_class", on.between(0, 1))
                .build();
    }

    private static OperatorCase trees(CaseBuilder on, boolean classifier) {
        String prefix = classifier ? "class" : "target";
        int targets = classifier ? on.between(2, 4) : on.between(1, 3);
        boolean binary = classifier && targets == 2 && on.coin();
        var nodes = new ForestNodes();
        int count = on.between(1, 4);
        for (int tree = 0; tree < count; tree++) {
            nodes.grow(on, tree, on.between(0, 3), binary ? 1 : targets);
        }
        numbers(on, on.between(1, 5), 3);
        if (classifier) {
            labels(on, targets, "classlabels_int64s");
            on.outputs(2);
        } else {
            on.set("n_targets", targets)
                    .set("aggregate_function", new String[] {"SUM", "AVERAGE", "MIN", "MAX"}[on.between(0, 3)]);
        }
        if (targets > 2 && on.coin()) {
            on.set("base_values", coefficients(on, targets));
        }
        nodes.set(on, prefix);
        return on.set("post_transform", TRANSFORMS[on.between(0, 4)]).build();
    }

    /** The attributes of old tree ensembles. */
    private static final class ForestNodes {
        private static final String[] MODES = {
            "BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ"
        };
        private final List<Long> trees = new ArrayList<>();
        private final List<Long> ids = new ArrayList<>();
        private final List<Long> features = new ArrayList<>();
        private final List<Float> values = new ArrayList<>();
        private final List<String> modes = new ArrayList<>();
        private final List<Long> lower = new ArrayList<>();
        private final List<Long> upper = new ArrayList<>();
        private final List<Long> missing = new ArrayList<>();
        private final List<Long> leafTrees = new ArrayList<>();
        private final List<Long> leafNodes = new ArrayList<>();
        private final List<Long> leafTargets = new ArrayList<>();
        private final List<Float> leafWeights = new ArrayList<>();

        /** Adds a tree of that depth. */
        void grow(CaseBuilder on, int tree, int depth, int targets) {
            int inner = (1 << depth) - 1;
            int all = 2 * inner + 1;
            for (int node = 0; node < all; node++) {
                boolean leaf = node >= inner;
                trees.add((long) tree);
                ids.add((long) node);
                features.add(leaf ? 0L : (long) on.between(0, 2));
                values.add(
                        leaf
                                ? 0f
                                : on.coin()
                                        ? (float) on.between(-2, 2)
                                        : on.floats(1).floats()[0]);
                modes.add(leaf ? "LEAF" : MODES[on.between(0, 2) == 0 ? on.between(0, 5) : 0]);
                lower.add(leaf ? 0L : 2L * node + 1);
                upper.add(leaf ? 0L : 2L * node + 2);
                missing.add((long) on.between(0, 1));
                for (int target = 0; leaf && target < targets; target++) {
                    if (target == node % targets || on.coin()) {
                        leafTrees.add((long) tree);
                        leafNodes.add((long) node);
                        leafTargets.add((long) target);
                        leafWeights.add(on.floats(1).floats()[0]);
                    }
                }
            }
        }

        void set(CaseBuilder on, String prefix) {
            on.set("nodes_treeids", longs(trees))
                    .set("nodes_nodeids", longs(ids))
                    .set("nodes_featureids", longs(features))
                    .set("nodes_values", floats(values))
                    .set("nodes_modes", modes.toArray(String[]::new))
                    .set("nodes_truenodeids", longs(lower))
                    .set("nodes_falsenodeids", longs(upper))
                    .set("nodes_missing_value_tracks_true", longs(missing))
                    .set(prefix + "_treeids", longs(leafTrees))
                    .set(prefix + "_nodeids", longs(leafNodes))
                    .set(prefix + "_ids", longs(leafTargets))
                    .set(prefix + "_weights", floats(leafWeights));
        }

        private static long[] longs(List<Long> values) {
            return values.stream().mapToLong(Long::longValue).toArray();
        }

        private static float[] floats(List<Float> values) {
            var array = new float[values.size()];
            for (int i = 0; i < array.length; i++) {
                array[i] = values.get(i);
            }
            return array;
        }
    }

    private static OperatorCase zipMap(CaseBuilder on) {
        on.with(on.floats(on.between(1, 3), 3));
        return on.coin()
                ? on.set("classlabels_strings", "a", "b", "c").build()
                : on.set("classlabels_int64s", 5, 7, 9).build();
    }
}
