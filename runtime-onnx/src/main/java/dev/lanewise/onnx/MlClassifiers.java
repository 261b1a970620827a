package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.kernel.CompareFunction;
import dev.lanewise.op.elementwise.Compare;
import dev.lanewise.op.elementwise.Where;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.ml.PickLabel;
import dev.lanewise.op.ml.ScoreTransform;
import dev.lanewise.op.ml.SupportVectorClassifier;
import dev.lanewise.op.ml.SupportVectorRegressor;
import dev.lanewise.op.ml.SupportVectors;
import dev.lanewise.op.ml.TransformScores;
import dev.lanewise.op.ml.TreeEnsemble;
import dev.lanewise.op.ml.TreeEnsemble.Aggregate;
import dev.lanewise.op.shape.Concat;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;

/** Classifiers and regressors of {@code ai.onnx.ml}. */
final class MlClassifiers implements Family {

    @Override
    public void register(Registry on) {
        on.on(Registry.ML, "LinearRegressor").builds(MlClassifiers::linearRegressor);
        on.on(Registry.ML, "LinearClassifier").builds(MlClassifiers::linearClassifier);
        on.on(Registry.ML, "TreeEnsemble").builds(MlClassifiers::trees);
        on.on(Registry.ML, "TreeEnsembleRegressor").builds(MlClassifiers::treeRegressor);
        on.on(Registry.ML, "TreeEnsembleClassifier").builds(MlClassifiers::treeClassifier);
        on.on(Registry.ML, "SVMRegressor").builds(MlClassifiers::vectorRegressor);
        on.on(Registry.ML, "SVMClassifier").builds(MlClassifiers::vectorClassifier);
    }

    private static void linearRegressor(OnnxNode node) {
        node.output(0, MlAttributes.transformed(node, linear(node, node.int32("targets", 1))));
    }

    private static Edge linear(OnnxNode node, int targets) {
        float[] coefficients = node.numbers("coefficients");
        float[] intercepts = node.numbers("intercepts");
        if (targets < 1 || coefficients.length == 0 || coefficients.length % targets != 0) {
            throw node.error(coefficients.length + " coefficients do not make " + targets + " targets");
        }
        int features = coefficients.length / targets;
        Edge weights = MlAttributes.constant(node, coefficients, targets, features);
        Edge product = node.add(new MatMul(false, true), MlAttributes.rows(node, features), weights);
        return intercepts.length == 0
                ? product
                : new Arithmetic(node).add(product, MlAttributes.constant(node, intercepts, intercepts.length));
    }

    private static void linearClassifier(OnnxNode node) {
        Tensor labels = MlAttributes.either(node, "classlabels_ints", "classlabels_strings");
        int intercepts = node.numbers("intercepts").length;
        int classes = labels.size();
        int targets = classes == 2 && intercepts == 1 ? 1 : classes;
        Edge scores = linear(node, targets);
        if (targets < classes) {
            node.output(0, node.add(new PickLabel(labels), withOpposite(node, scores, false)));
            node.output(1, ofTwo(node, scores, true));
            return;
        }
        node.output(0, node.add(new PickLabel(labels), scores));
        node.output(1, MlAttributes.transformed(node, scores));
    }

    /** Scores [rows, 1] of the second of two classes, with those of the first before it: 1 − s or −s. */
    private static Edge withOpposite(OnnxNode node, Edge scores, boolean fromOne) {
        var arithmetic = new Arithmetic(node);
        Edge opposite = arithmetic.subtract(node.constant(Tensor.scalar(fromOne ? 1f : 0f)), scores);
        return node.add(new Concat(1), opposite, scores);
    }

    /**
     * What a node gives out for scores [rows, 1] of the second of two classes. As in ONNX Runtime, the transforms that
     * compare classes are left out.
     */
    private static Edge ofTwo(OnnxNode node, Edge scores, boolean fromOne) {
        return switch (MlAttributes.transform(node)) {
            case LOGISTIC -> MlAttributes.transformed(node, withOpposite(node, scores, false));
            case PROBIT -> MlAttributes.transformed(node, withOpposite(node, scores, true));
            case NONE, SOFTMAX, SOFTMAX_ZERO -> withOpposite(node, scores, fromOne);
        };
    }

    private static Tensor base(OnnxNode node, int targets) {
        double[] given = TreeReader.numbers(node, "base_values");
        if (given.length > 1 && given.length != targets) {
            throw node.error("has " + given.length + " base values for " + targets + " targets");
        }
        var base = new double[targets];
        if (given.length == 1 && targets > 1) {
            base[0] = given[0];
        } else {
            System.arraycopy(given, 0, base, 0, given.length);
        }
        return Tensor.of(base, targets);
    }

    private static int targets(OnnxNode node) {
        int targets = node.int32("n_targets", 1);
        if (targets < 1) {
            throw node.error("n_targets is " + targets);
        }
        return targets;
    }

    private static void trees(OnnxNode node) {
        int number = node.int32("aggregate_function", 1);
        int transform = node.int32("post_transform", 0);
        if (number < 0 || number >= Aggregate.values().length || transform < 0 || transform > 4) {
            throw node.error("aggregate_function is " + number + " and post_transform is " + transform);
        }
        int targets = targets(node);
        ElementType type = node.input(0).tensorType().element();
        var ensemble = new TreeEnsemble(
                TreeReader.read(node), Aggregate.values()[number], Tensor.of(new double[targets], targets), 0, type);
        var order = new ScoreTransform[] {
            ScoreTransform.NONE,
            ScoreTransform.SOFTMAX,
            ScoreTransform.LOGISTIC,
            ScoreTransform.SOFTMAX_ZERO,
            ScoreTransform.PROBIT
        };
        Edge scores = node.add(ensemble, node.input(0));
        if (order[transform] != ScoreTransform.NONE) {
            Edge floats = MlAttributes.cast(node, scores, ElementType.FLOAT);
            scores = MlAttributes.cast(node, node.add(new TransformScores(order[transform]), floats), type);
        }
        node.output(0, scores);
    }

    private static void treeRegressor(OnnxNode node) {
        int targets = targets(node);
        Aggregate aggregate = MlAttributes.constant(node, Aggregate.class, node.text("aggregate_function", "SUM"));
        var ensemble = new TreeEnsemble(
                TreeReader.readFlat(node, "target", target -> target),
                aggregate,
                base(node, targets),
                0,
                ElementType.FLOAT);
        node.output(0, MlAttributes.transformed(node, node.add(ensemble, node.input(0))));
    }

    private static void treeClassifier(OnnxNode node) {
        Tensor labels = MlAttributes.either(node, "classlabels_int64s", "classlabels_strings");
        int classes = labels.size();
        boolean single = node.ints("class_ids", Ints.of()).stream().distinct().count() == 1;
        if (classes == 2 && single) {
            binaryTrees(node, labels);
            return;
        }
        boolean based = node.has("base_values");
        var ensemble = new TreeEnsemble(
                TreeReader.readFlat(node, "class", id -> id),
                Aggregate.SUM,
                base(node, classes),
                based ? 0 : Double.NEGATIVE_INFINITY,
                ElementType.FLOAT);
        Edge reached = node.add(ensemble, node.input(0));
        node.output(0, node.add(new PickLabel(labels), reached));
        Edge none = MlAttributes.constant(node, new float[] {Float.NEGATIVE_INFINITY}, 1);
        Edge scores = based
                ? reached
                : node.add(
                        new Where(),
                        node.add(new Compare(CompareFunction.EQUAL), reached, none),
                        node.constant(Tensor.scalar(0f)),
                        reached);
        node.output(1, MlAttributes.transformed(node, scores));
    }

    /** Two classes with weights for one: what they sum to is the second's score. */
    private static void binaryTrees(OnnxNode node, Tensor labels) {
        double[] given = TreeReader.numbers(node, "base_values");
        int weighted = node.ints("class_ids", Ints.of()).get(0);
        double first = given.length == 0 ? 0 : given[given.length == 2 && weighted == 1 ? 1 : 0];
        var ensemble = new TreeEnsemble(
                TreeReader.readFlat(node, "class", id -> 0),
                Aggregate.SUM,
                Tensor.of(new double[] {first}, 1),
                0,
                ElementType.FLOAT);
        Edge score = node.add(ensemble, node.input(0));
        boolean positive =
                Arrays.stream(TreeReader.numbers(node, "class_weights")).allMatch(w -> w >= 0);
        node.output(0, node.add(new PickLabel(labels), withOpposite(node, score, positive)));
        node.output(1, ofTwo(node, score, positive));
    }

    private static SupportVectors vectors(OnnxNode node, String kernel, float[] vectors, int count) {
        float[] parameters = node.numbers("kernel_params");
        if (count < 1 || vectors.length % count != 0) {
            throw node.error(vectors.length + " numbers do not make " + count + " support vectors");
        }
        return new SupportVectors(
                MlAttributes.constant(node, SupportVectors.Kernel.class, kernel.toUpperCase(Locale.ROOT)),
                parameters.length > 0 ? parameters[0] : 0,
                parameters.length > 1 ? parameters[1] : 0,
                parameters.length > 2 ? parameters[2] : 0,
                vectors,
                count);
    }

    private static float rho(OnnxNode node) {
        float[] rho = node.numbers("rho");
        return rho.length == 0 ? 0 : rho[0];
    }

    private static void vectorRegressor(OnnxNode node) {
        int supports = node.int32("n_supports", 0);
        float[] coefficients = node.numbers("coefficients");
        boolean linear = supports == 0;
        SupportVectors vectors = linear
                ? vectors(node, "LINEAR", coefficients, 1)
                : vectors(node, node.text("kernel_type", "LINEAR"), node.numbers("support_vectors"), supports);
        var regressor = new SupportVectorRegressor(
                vectors, linear ? new float[] {1} : coefficients, rho(node), node.flag("one_class", false));
        node.output(0, MlAttributes.transformed(node, node.add(regressor, node.input(0))));
    }

    private static void vectorClassifier(OnnxNode node) {
        Tensor labels = MlAttributes.either(node, "classlabels_ints", "classlabels_strings");
        int[] perClass = node.ints("vectors_per_class", Ints.of()).toArray();
        float[] coefficients = node.numbers("coefficients");
        for (int count : perClass) {
            if (count < 0) {
                throw node.error("vectors_per_class has " + count);
            }
        }
        SupportVectors vectors = perClass.length == 0
                ? vectors(node, "LINEAR", coefficients, labels.size())
                : vectors(
                        node,
                        node.text("kernel_type", "LINEAR"),
                        node.numbers("support_vectors"),
                        Arrays.stream(perClass).sum());
        node.becomes(new SupportVectorClassifier(
                vectors,
                coefficients,
                node.numbers("rho"),
                node.numbers("prob_a"),
                node.numbers("prob_b"),
                labels,
                perClass,
                MlAttributes.transform(node)));
    }
}
