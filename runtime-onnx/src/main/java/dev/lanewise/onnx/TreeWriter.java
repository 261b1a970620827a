package dev.lanewise.onnx;

import dev.lanewise.op.ml.TreeEnsemble;
import dev.lanewise.op.ml.Trees;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Writes decision trees: as TreeEnsembleRegressor, or as TreeEnsemble where only that can say them. */
final class TreeWriter {

    private TreeWriter() {}

    static void write(TreeEnsemble op, OnnxNodeWriter node) {
        boolean members = Arrays.asList(op.trees().nodes().modes()).contains(Trees.Mode.MEMBER);
        if (op.to() == ElementType.FLOAT && !members) {
            flat(op, node);
        } else {
            ensemble(op, node);
        }
    }

    private static void ensemble(TreeEnsemble op, OnnxNodeWriter node) {
        Trees.Nodes nodes = op.trees().nodes();
        Trees.Leaves leaves = op.trees().leaves();
        int count = leaves.starts().length - 1;
        boolean single = IntStream.range(0, count).allMatch(i -> leaves.starts()[i + 1] == leaves.starts()[i] + 1);
        boolean based = Arrays.stream(op.base().doubles()).anyMatch(b -> b != 0);
        boolean bare = Arrays.stream(op.trees().roots()).anyMatch(root -> root < 0);
        if (!single || based || bare || op.to() != node.element(0)) {
            throw node.unsupported(
                    "its trees need leaves of several targets, a base or a type that TreeEnsemble lacks");
        }
        byte[] modes = new byte[nodes.modes().length];
        for (int i = 0; i < modes.length; i++) {
            modes[i] = (byte) nodes.modes()[i].ordinal();
        }
        node.needsMl(5);
        var attributes = new Attributes()
                .integer("aggregate_function", op.aggregate().ordinal())
                .integer("n_targets", op.base().size())
                .integers("tree_roots", longs(op.trees().roots()))
                .integers("nodes_featureids", longs(nodes.features()))
                .tensor("nodes_modes", Tensor.wrap(ElementType.UINT8, modes, modes.length))
                .tensor("nodes_splits", numbers(nodes.thresholds(), op.to(), node))
                .integers("leaf_targetids", longs(leaves.targets()))
                .tensor("leaf_weights", numbers(leaves.weights(), op.to(), node));
        branches(attributes, "true", nodes.whenTrue());
        branches(attributes, "false", nodes.whenFalse());
        missing(attributes, nodes);
        members(attributes, nodes, op.to(), node);
        MlWriters.becomes("TreeEnsemble", attributes, node);
    }

    private static void branches(Attributes attributes, String when, int[] children) {
        attributes
                .integers(
                        "nodes_" + when + "nodeids",
                        Arrays.stream(children).mapToLong(c -> c >= 0 ? c : ~c).toArray())
                .integers(
                        "nodes_" + when + "leafs",
                        Arrays.stream(children).mapToLong(c -> c >= 0 ? 0 : 1).toArray());
    }

    private static void missing(Attributes attributes, Trees.Nodes nodes) {
        var flags = new long[nodes.missingIsTrue().length];
        for (int i = 0; i < flags.length; i++) {
            flags[i] = nodes.missingIsTrue()[i] ? 1 : 0;
        }
        if (Arrays.stream(flags).anyMatch(flag -> flag != 0)) {
            attributes.integers("nodes_missing_value_tracks_true", flags);
        }
    }

    /** The values of every node that tests membership, in their order, a NaN behind those of each. */
    private static void members(Attributes attributes, Trees.Nodes nodes, ElementType type, OnnxNodeWriter node) {
        var values = new ArrayList<Double>();
        for (int i = 0; i < nodes.modes().length; i++) {
            if (nodes.modes()[i] == Trees.Mode.MEMBER) {
                Arrays.stream(nodes.members()[i]).forEach(values::add);
                values.add(Double.NaN);
            }
        }
        if (!values.isEmpty()) {
            double[] all = values.stream().mapToDouble(Double::doubleValue).toArray();
            attributes.tensor("membership_values", numbers(all, type, node));
        }
    }

    private static Tensor numbers(double[] values, ElementType type, OnnxNodeWriter node) {
        return switch (type) {
            case DOUBLE -> Tensor.of(values, values.length);
            case FLOAT -> Tensor.of(floats(values), values.length);
            case FLOAT16 -> {
                var bytes = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
                Arrays.stream(values).forEach(v -> bytes.putShort(Float.floatToFloat16((float) v)));
                yield Tensor.of(type, bytes.flip(), values.length);
            }
            default -> throw node.unsupported("its trees give " + type);
        };
    }

    private static float[] floats(double[] values) {
        var floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static long[] longs(int[] values) {
        return Arrays.stream(values).asLongStream().toArray();
    }

    private static void flat(TreeEnsemble op, OnnxNodeWriter node) {
        var table = new FlatTrees(op.trees());
        boolean exact = FlatTrees.areFloats(op.trees().nodes().thresholds())
                && FlatTrees.areFloats(op.trees().leaves().weights())
                && FlatTrees.areFloats(op.base().doubles());
        var attributes = new Attributes()
                .text("aggregate_function", op.aggregate().name())
                .integer("n_targets", op.base().size());
        table.write(attributes, exact);
        if (Arrays.stream(op.base().doubles()).anyMatch(b -> b != 0)) {
            if (exact) {
                attributes.numbers("base_values", floats(op.base().doubles()));
            } else {
                attributes.tensor("base_values_as_tensor", op.base());
            }
        }
        MlWriters.becomes("TreeEnsembleRegressor", attributes, node);
    }
}
