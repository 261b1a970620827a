package dev.lanewise.onnx;

import dev.lanewise.graph.Ints;
import dev.lanewise.op.ml.Trees;
import dev.lanewise.op.ml.Trees.Leaves;
import dev.lanewise.op.ml.Trees.Mode;
import dev.lanewise.op.ml.Trees.Nodes;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntUnaryOperator;

/** Reads decision trees from the attributes of {@code ai.onnx.ml}. */
final class TreeReader {

    private record Place(long tree, long node) {}

    private TreeReader() {}

    /** Trees of TreeEnsemble-5. */
    static Trees read(OnnxNode node) {
        double[] splits = doubles(node, node.tensor("nodes_splits"));
        int count = splits.length;
        byte[] numbers = node.tensor("nodes_modes").bytes();
        var modes = new Mode[count];
        for (int i = 0; i < count; i++) {
            if (i >= numbers.length || numbers[i] < 0 || numbers[i] >= Mode.values().length) {
                throw node.error("nodes_modes has no mode for node " + i + ", or one that is not known");
            }
            modes[i] = Mode.values()[numbers[i]];
        }
        var nodes = new Nodes(
                ints(node, "nodes_featureids", count),
                modes,
                splits,
                flags(node, "nodes_missing_value_tracks_true", count),
                members(node, modes),
                children(node, "nodes_truenodeids", "nodes_trueleafs", count),
                children(node, "nodes_falsenodeids", "nodes_falseleafs", count));
        double[] weights = doubles(node, node.tensor("leaf_weights"));
        int[] starts = new int[weights.length + 1];
        Arrays.setAll(starts, i -> i);
        var leaves = new Leaves(starts, targets(node, ints(node, "leaf_targetids", weights.length)), weights);
        return new Trees(nodes, leaves, node.ints("tree_roots", Ints.of()).toArray());
    }

    private static double[][] members(OnnxNode node, Mode[] modes) {
        var members = new double[modes.length][0];
        double[] all = node.has("membership_values") ? doubles(node, node.tensor("membership_values")) : new double[0];
        int next = 0;
        for (int i = 0; i < modes.length; i++) {
            if (modes[i] == Mode.MEMBER) {
                int start = next;
                while (next < all.length && !Double.isNaN(all[next])) {
                    next++;
                }
                members[i] = Arrays.stream(all, start, next)
                        .map(v -> v + 0.0)
                        .sorted()
                        .toArray();
                next = Math.min(next + 1, all.length);
            }
        }
        return members;
    }

    private static int[] children(OnnxNode node, String ids, String leaves, int count) {
        int[] children = ints(node, ids, count);
        int[] isLeaf = ints(node, leaves, count);
        for (int i = 0; i < count; i++) {
            children[i] = isLeaf[i] != 0 ? ~children[i] : children[i];
        }
        return children;
    }

    private static int[] targets(OnnxNode node, int[] targets) {
        for (int target : targets) {
            if (target < 0) {
                throw node.error("a leaf has target " + target);
            }
        }
        return targets;
    }

    private static int[] ints(OnnxNode node, String attribute, int count) {
        int[] values = node.ints(attribute, Ints.of()).toArray();
        if (values.length != count) {
            throw node.error("attribute '" + attribute + "' has " + values.length + " values, expected " + count);
        }
        return values;
    }

    private static boolean[] flags(OnnxNode node, String attribute, int count) {
        int[] values = node.has(attribute) ? ints(node, attribute, count) : new int[count];
        var flags = new boolean[count];
        for (int i = 0; i < count; i++) {
            flags[i] = values[i] != 0;
        }
        return flags;
    }

    /** The elements of a FLOAT, DOUBLE or FLOAT16 tensor. */
    static double[] doubles(OnnxNode node, Tensor tensor) {
        return switch (tensor.type()) {
            case DOUBLE -> tensor.doubles();
            case FLOAT -> widened(tensor.floats());
            case FLOAT16 -> {
                var values = new double[tensor.size()];
                Arrays.setAll(values, i -> Float.float16ToFloat(tensor.shorts()[i]));
                yield values;
            }
            default -> throw node.error("found " + tensor + ", expected floating-point numbers");
        };
    }

    private static double[] widened(float[] floats) {
        var values = new double[floats.length];
        Arrays.setAll(values, i -> floats[i]);
        return values;
    }

    /** Numbers from {@code attribute}, or from the tensor {@code attribute_as_tensor}. */
    static double[] numbers(OnnxNode node, String attribute) {
        String tensor = attribute + "_as_tensor";
        return node.has(tensor) ? doubles(node, node.tensor(tensor)) : widened(node.numbers(attribute));
    }

    /**
     * Trees of TreeEnsembleClassifier and TreeEnsembleRegressor.
     *
     * @param kind {@code class} or {@code target}
     * @param target what becomes of a target's number
     */
    static Trees readFlat(OnnxNode node, String kind, IntUnaryOperator target) {
        List<String> modes = node.texts("nodes_modes");
        int count = modes.size();
        Map<Place, Integer> places = places(node, count);
        Leaves leaves = leaves(node, kind, target, places, count);
        var inner = new ArrayList<Integer>();
        var numberOf = new int[count];
        for (int i = 0; i < count; i++) {
            numberOf[i] = modes.get(i).equals("LEAF") ? ~i : inner.size();
            if (numberOf[i] >= 0) {
                inner.add(i);
            }
        }
        double[] values = numbers(node, "nodes_values");
        int[] features = ints(node, "nodes_featureids", count);
        boolean[] missing = flags(node, "nodes_missing_value_tracks_true", count);
        if (values.length != count) {
            throw node.error("there are " + count + " nodes but " + values.length + " values");
        }
        var nodes = new Nodes(
                inner.stream().mapToInt(i -> features[i]).toArray(),
                inner.stream().map(i -> mode(node, modes.get(i))).toArray(Mode[]::new),
                inner.stream().mapToDouble(i -> values[i]).toArray(),
                new boolean[inner.size()],
                new double[inner.size()][0],
                branches(node, "nodes_truenodeids", places, inner, numberOf),
                branches(node, "nodes_falsenodeids", places, inner, numberOf));
        for (int i = 0; i < inner.size(); i++) {
            nodes.missingIsTrue()[i] = missing[inner.get(i)];
        }
        return new Trees(nodes, leaves, roots(node, nodes, numberOf));
    }

    private static Map<Place, Integer> places(OnnxNode node, int count) {
        int[] trees = ints(node, "nodes_treeids", count);
        int[] ids = ints(node, "nodes_nodeids", count);
        var places = new HashMap<Place, Integer>();
        for (int i = 0; i < count; i++) {
            if (places.put(new Place(trees[i], ids[i]), i) != null) {
                throw node.error("tree " + trees[i] + " has two nodes " + ids[i]);
            }
        }
        return places;
    }

    private static Mode mode(OnnxNode node, String name) {
        return MlAttributes.constant(node, Mode.class, name.startsWith("BRANCH_") ? name.substring(7) : name);
    }

    private static int[] branches(
            OnnxNode node, String attribute, Map<Place, Integer> places, List<Integer> inner, int[] numberOf) {
        int[] trees = ints(node, "nodes_treeids", numberOf.length);
        int[] ids = ints(node, attribute, numberOf.length);
        return inner.stream()
                .mapToInt(i -> {
                    Integer place = places.get(new Place(trees[i], ids[i]));
                    if (place == null) {
                        throw node.error(
                                "tree " + trees[i] + " has a branch to node " + ids[i] + ", which does not exist");
                    }
                    return numberOf[place];
                })
                .toArray();
    }

    /** The first node of each tree that no other branches to. */
    private static int[] roots(OnnxNode node, Nodes nodes, int[] numberOf) {
        var children = new HashSet<Integer>();
        Arrays.stream(nodes.whenTrue()).forEach(children::add);
        Arrays.stream(nodes.whenFalse()).forEach(children::add);
        int[] trees = ints(node, "nodes_treeids", numberOf.length);
        var roots = new LinkedHashMap<Integer, Integer>();
        for (int i = 0; i < numberOf.length; i++) {
            if (!children.contains(numberOf[i])) {
                roots.putIfAbsent(trees[i], numberOf[i]);
            }
        }
        return roots.values().stream().mapToInt(Integer::intValue).toArray();
    }

    /** Leaf i is node i; nodes that are no leaves have no entries. */
    private static Leaves leaves(
            OnnxNode node, String kind, IntUnaryOperator target, Map<Place, Integer> places, int count) {
        double[] weights = numbers(node, kind + "_weights");
        int[] trees = ints(node, kind + "_treeids", weights.length);
        int[] ids = ints(node, kind + "_nodeids", weights.length);
        int[] targets = targets(node, ints(node, kind + "_ids", weights.length));
        var entries = new ArrayList<List<Integer>>();
        for (int i = 0; i < count; i++) {
            entries.add(new ArrayList<>());
        }
        for (int i = 0; i < weights.length; i++) {
            Integer place = places.get(new Place(trees[i], ids[i]));
            if (place == null) {
                throw node.error("tree " + trees[i] + " has a weight at node " + ids[i] + ", which does not exist");
            }
            entries.get(place).add(i);
        }
        int[] starts = new int[count + 1];
        for (int i = 0; i < count; i++) {
            starts[i + 1] = starts[i] + entries.get(i).size();
        }
        var flat = entries.stream()
                .flatMap(List::stream)
                .map(Objects::requireNonNull)
                .toList();
        return new Leaves(
                starts,
                flat.stream().mapToInt(i -> target.applyAsInt(targets[i])).toArray(),
                flat.stream().mapToDouble(i -> weights[i]).toArray());
    }
}
