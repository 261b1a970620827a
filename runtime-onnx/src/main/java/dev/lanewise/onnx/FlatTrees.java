package dev.lanewise.onnx;

import dev.lanewise.op.ml.Trees;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Trees as TreeEnsembleRegressor has them: inner nodes and leaves in one table, numbered anew in each tree. */
final class FlatTrees {

    private final Trees trees;
    private final List<Long> treeIds = new ArrayList<>();
    private final List<Long> nodeIds = new ArrayList<>();
    private final List<Long> features = new ArrayList<>();
    private final List<String> modes = new ArrayList<>();
    private final List<Double> values = new ArrayList<>();
    private final List<Long> whenTrue = new ArrayList<>();
    private final List<Long> whenFalse = new ArrayList<>();
    private final List<Long> missing = new ArrayList<>();
    private final List<Long> targetTrees = new ArrayList<>();
    private final List<Long> targetNodes = new ArrayList<>();
    private final List<Long> targets = new ArrayList<>();
    private final List<Double> weights = new ArrayList<>();

    FlatTrees(Trees trees) {
        this.trees = trees;
        int[] roots = trees.roots();
        for (int tree = 0; tree < roots.length; tree++) {
            tree(tree, roots[tree]);
        }
    }

    static boolean areFloats(double[] values) {
        return Arrays.stream(values).allMatch(v -> Double.isNaN(v) || (float) v == v);
    }

    /** Rows of one tree from the root down, so that a child comes after its parent. */
    private void tree(int tree, int root) {
        var places = new HashMap<Integer, Integer>();
        var order = new ArrayList<Integer>();
        places.put(root, 0);
        order.add(root);
        for (int next = 0; next < order.size(); next++) {
            int at = order.get(next);
            treeIds.add((long) tree);
            nodeIds.add((long) next);
            if (at < 0) {
                leaf(tree, next, ~at);
            } else {
                branch(at, places, order);
            }
        }
    }

    private void branch(int at, Map<Integer, Integer> places, List<Integer> order) {
        Trees.Nodes nodes = trees.nodes();
        features.add((long) nodes.features()[at]);
        modes.add("BRANCH_" + nodes.modes()[at].name());
        values.add(nodes.thresholds()[at]);
        missing.add(nodes.missingIsTrue()[at] ? 1L : 0L);
        whenTrue.add(place(nodes.whenTrue()[at], places, order));
        whenFalse.add(place(nodes.whenFalse()[at], places, order));
    }

    private static long place(int child, Map<Integer, Integer> places, List<Integer> order) {
        Integer known = places.putIfAbsent(child, order.size());
        if (known == null) {
            order.add(child);
            return order.size() - 1L;
        }
        return known;
    }

    private void leaf(int tree, int place, int leaf) {
        features.add(0L);
        modes.add("LEAF");
        values.add(0.0);
        missing.add(0L);
        whenTrue.add(0L);
        whenFalse.add(0L);
        Trees.Leaves leaves = trees.leaves();
        for (int i = leaves.starts()[leaf]; i < leaves.starts()[leaf + 1]; i++) {
            targetTrees.add((long) tree);
            targetNodes.add((long) place);
            targets.add((long) leaves.targets()[i]);
            weights.add(leaves.weights()[i]);
        }
    }

    /** Adds the table; {@code exact} says that floats hold all its numbers. */
    void write(Attributes attributes, boolean exact) {
        attributes
                .integers("nodes_treeids", longs(treeIds))
                .integers("nodes_nodeids", longs(nodeIds))
                .integers("nodes_featureids", longs(features))
                .texts("nodes_modes", modes)
                .integers("nodes_truenodeids", longs(whenTrue))
                .integers("nodes_falsenodeids", longs(whenFalse))
                .integers("target_treeids", longs(targetTrees))
                .integers("target_nodeids", longs(targetNodes))
                .integers("target_ids", longs(targets));
        if (missing.contains(1L)) {
            attributes.integers("nodes_missing_value_tracks_true", longs(missing));
        }
        numbers(attributes, "nodes_values", values, exact);
        numbers(attributes, "target_weights", weights, exact);
    }

    private static void numbers(Attributes attributes, String name, List<Double> numbers, boolean exact) {
        double[] doubles = numbers.stream().mapToDouble(Double::doubleValue).toArray();
        if (!exact) {
            attributes.tensor(name + "_as_tensor", Tensor.of(doubles, doubles.length));
            return;
        }
        var floats = new float[doubles.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) doubles[i];
        }
        attributes.numbers(name, floats);
    }

    private static long[] longs(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }
}
