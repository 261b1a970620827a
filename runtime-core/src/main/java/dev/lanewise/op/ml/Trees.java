package dev.lanewise.op.ml;

import dev.lanewise.tensor.InvalidInputException;
import java.util.Arrays;

/**
 * Decision trees. A child of 0 or more is a node, one below is the complement of a leaf's number; roots are given so
 * too. A leaf adds weights to targets.
 */
public final class Trees {

    /** How a node compares a feature with its threshold; in the order of ONNX ML TreeEnsemble's numbers. */
    public enum Mode {
        LEQ,
        LT,
        GTE,
        GT,
        EQ,
        NEQ,
        MEMBER
    }

    /**
     * Inner nodes, one entry each.
     *
     * @param missingIsTrue whether NaN takes the true branch
     * @param members sorted values, for {@link Mode#MEMBER}
     */
    public record Nodes(
            int[] features,
            Mode[] modes,
            double[] thresholds,
            boolean[] missingIsTrue,
            double[][] members,
            int[] whenTrue,
            int[] whenFalse) {}

    /**
     * Leaves. The entries of leaf i are those from {@code starts[i]} to before {@code starts[i + 1]}.
     */
    public record Leaves(int[] starts, int[] targets, double[] weights) {}

    private final Nodes nodes;
    private final Leaves leaves;
    private final int[] roots;
    private final boolean plain;

    /** Fails where a child does not exist, or when nodes form a cycle. */
    public Trees(Nodes nodes, Leaves leaves, int[] roots) {
        this.nodes = nodes;
        this.leaves = leaves;
        this.roots = roots.clone();
        this.plain = Arrays.stream(nodes.modes).allMatch(mode -> mode == Mode.LEQ) && !anyOf(nodes.missingIsTrue);
        requireChildren(nodes.whenTrue);
        requireChildren(nodes.whenFalse);
        requireChildren(roots);
        requireAcyclic();
        for (int feature : nodes.features) {
            if (feature < 0) {
                throw new InvalidInputException("a tree asks for feature " + feature);
            }
        }
    }

    private static boolean anyOf(boolean[] flags) {
        for (boolean flag : flags) {
            if (flag) {
                return true;
            }
        }
        return false;
    }

    private void requireChildren(int[] children) {
        for (int child : children) {
            if (child >= nodes.features.length || ~child >= leaves.starts.length - 1) {
                throw new InvalidInputException("a tree has a branch to "
                        + (child >= 0 ? "node " + child : "leaf " + ~child) + ", which does not exist");
            }
        }
    }

    private void requireAcyclic() {
        int count = nodes.features.length;
        var parents = new int[count];
        for (int i = 0; i < count; i++) {
            if (nodes.whenTrue[i] >= 0) {
                parents[nodes.whenTrue[i]]++;
            }
            if (nodes.whenFalse[i] >= 0) {
                parents[nodes.whenFalse[i]]++;
            }
        }
        var ready = new int[count];
        int end = 0;
        for (int i = 0; i < count; i++) {
            if (parents[i] == 0) {
                ready[end++] = i;
            }
        }
        for (int next = 0; next < end; next++) {
            for (int child : new int[] {nodes.whenTrue[ready[next]], nodes.whenFalse[ready[next]]}) {
                if (child >= 0 && --parents[child] == 0) {
                    ready[end++] = child;
                }
            }
        }
        if (end < count) {
            throw new InvalidInputException("the branches of a tree form a cycle");
        }
    }

    int count() {
        return roots.length;
    }

    /** The number of features that a row must have. */
    int features() {
        return Arrays.stream(nodes.features).max().orElse(-1) + 1;
    }

    /** The number of targets that leaves speak of. */
    int targets() {
        return Arrays.stream(leaves.targets).max().orElse(-1) + 1;
    }

    /**
     * The leaves that tree {@code tree} leads {@code count} rows of {@code stride} features to. Four rows walk at a
     * time, so that the memory accesses of one do not wait for those of another.
     */
    void leaves(int tree, double[] rows, int start, int stride, int count, int[] found, int to) {
        int root = roots[tree];
        int i = 0;
        for (; plain && i + 4 <= count; i += 4) {
            int row = start + i * stride;
            int a = root;
            int b = root;
            int c = root;
            int d = root;
            while ((a & b & c & d) >= 0) {
                a = next(a, rows, row);
                b = next(b, rows, row + stride);
                c = next(c, rows, row + 2 * stride);
                d = next(d, rows, row + 3 * stride);
            }
            found[to + i] = ~a;
            found[to + i + 1] = ~b;
            found[to + i + 2] = ~c;
            found[to + i + 3] = ~d;
        }
        for (; i < count; i++) {
            found[to + i] = leaf(root, rows, start + i * stride);
        }
    }

    /** The child of a plain node; a leaf stays. */
    private int next(int at, double[] row, int start) {
        if (at < 0) {
            return at;
        }
        return row[start + nodes.features[at]] <= nodes.thresholds[at] ? nodes.whenTrue[at] : nodes.whenFalse[at];
    }

    private int leaf(int root, double[] row, int start) {
        int at = root;
        while (at >= 0) {
            at = test(at, row[start + nodes.features[at]]) ? nodes.whenTrue[at] : nodes.whenFalse[at];
        }
        return ~at;
    }

    private boolean test(int node, double value) {
        double threshold = nodes.thresholds[node];
        return switch (nodes.modes[node]) {
                    case LEQ -> value <= threshold;
                    case LT -> value < threshold;
                    case GTE -> value >= threshold;
                    case GT -> value > threshold;
                    case EQ -> value == threshold;
                    case NEQ -> value != threshold;
                    case MEMBER -> Arrays.binarySearch(nodes.members[node], value + 0.0) >= 0 && !Double.isNaN(value);
                }
                || nodes.missingIsTrue[node] && Double.isNaN(value);
    }

    /** The inner nodes. */
    public Nodes nodes() {
        return nodes;
    }

    /** The root of each tree; a new array. */
    public int[] roots() {
        return roots.clone();
    }

    /** The leaves. */
    public Leaves leaves() {
        return leaves;
    }
}
