package dev.lanewise.quant;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.Numbers;
import dev.lanewise.quant.Comparison.Layer;
import dev.lanewise.quant.Comparison.Unmatched;
import dev.lanewise.spi.ModelDefinition;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Compares the outputs, and what comes in, of a model's layers with the edges of the same name in a changed model. A layer
 * is a node with weights (an input of two or more dimensions that follows from constants alone) and other inputs.
 */
final class LayerComparison implements AutoCloseable {

    private final List<Node> layers = new ArrayList<>();
    private final Map<Edge, Boolean> weights = new HashMap<>();
    private final Map<Edge, Difference.Sum> sums = new LinkedHashMap<>();
    private final List<Edge> edges;
    private final List<Unmatched> unmatched = new ArrayList<>();
    private final Probe original;
    private final Probe changed;

    LayerComparison(ModelDefinition original, ModelDefinition changed, int threads) {
        Map<String, Edge> named = named(changed.graph());
        Set<Edge> wanted = new LinkedHashSet<>();
        for (Node node : original.graph().sorted()) {
            if (isFloating(node.output()) && isLayer(node)) {
                if (named.containsKey(node.output().name())) {
                    layers.add(node);
                    wanted.add(node.output());
                    wanted.addAll(nearest(node, edge -> isFloating(edge) && named.containsKey(edge.name())));
                } else {
                    unmatched.add(new Unmatched(node.output().name(), "the changed model has no edge of this name"));
                }
            }
        }
        edges = List.copyOf(wanted);
        edges.forEach(edge -> sums.put(edge, new Difference.Sum()));
        List<Edge> twins = edges.stream()
                .map(edge -> Objects.requireNonNull(named.get(edge.name())))
                .toList();
        this.original = new Probe(original, edges, threads);
        this.changed = new Probe(changed, twins, threads);
    }

    private static Map<String, Edge> named(Graph graph) {
        var named = new HashMap<String, Edge>();
        for (Node node : graph.nodes()) {
            node.outputs().stream().filter(LayerComparison::isFloating).forEach(e -> named.putIfAbsent(e.name(), e));
        }
        return named;
    }

    private static boolean isFloating(Edge edge) {
        return edge.type() instanceof TensorType type && type.element().isFloating();
    }

    private boolean isLayer(Node node) {
        var inputs = node.inputs().stream().filter(edge -> edge != null).toList();
        return inputs.stream().anyMatch(edge -> isWeight(edge) && isMatrix(edge))
                && !inputs.stream().allMatch(this::isWeight);
    }

    private static boolean isMatrix(Edge edge) {
        return isFloating(edge) && edge.shape().isRanked() && edge.shape().rank() >= 2;
    }

    /** Whether an edge follows from constants alone. */
    private boolean isWeight(Edge edge) {
        Boolean known = weights.get(edge);
        if (known == null) {
            Node producer = edge.producer();
            known = edge.isConstant()
                    || producer != null
                            && !producer.op().hasEffect()
                            && producer.inputCount() > 0
                            && producer.inputs().stream().allMatch(input -> input == null || isWeight(input));
            weights.put(edge, known);
        }
        return known;
    }

    /** The {@code known} edges from which the inputs of {@code node} follow, the nearest ones. */
    private Set<Edge> nearest(Node node, Predicate<Edge> known) {
        var found = new LinkedHashSet<Edge>();
        var seen = new HashSet<Edge>();
        var pending = new ArrayDeque<>(List.of(node));
        while (!pending.isEmpty()) {
            for (Edge input : pending.pop().inputs()) {
                if (input == null || isWeight(input) || !seen.add(input)) {
                    continue;
                }
                if (known.test(input)) {
                    found.add(input);
                } else if (input.producer() != null) {
                    pending.push(input.producer());
                }
            }
        }
        return found;
    }

    /** Runs both models on one sample. */
    void add(Map<String, ? extends Value> sample) {
        if (edges.isEmpty()) {
            return;
        }
        List<Tensor> left = original.run(sample);
        List<Tensor> right = changed.run(sample);
        for (int i = 0; i < left.size(); i++) {
            Edge edge = edges.get(i);
            Difference.Sum sum = sums.get(edge);
            if (sum != null && Arrays.equals(left.get(i).shape(), right.get(i).shape())) {
                sum.add(Numbers.of(left.get(i)), Numbers.of(right.get(i)));
            } else if (sum != null) {
                sums.remove(edge);
                unmatched.add(new Unmatched(edge.name(), shapes(left.get(i), right.get(i))));
            }
        }
    }

    static String shapes(Tensor original, Tensor changed) {
        return "its shape was " + Arrays.toString(original.shape()) + " and is " + Arrays.toString(changed.shape());
    }

    /** The layers that could be compared, in the order in which they run. */
    List<Layer> layers() {
        var compared = new ArrayList<Layer>();
        for (Node node : layers) {
            Difference.Sum sum = sums.get(node.output());
            if (sum != null) {
                Difference difference = sum.difference();
                double brought = nearest(node, sums::containsKey).stream()
                        .mapToDouble(edge -> Objects.requireNonNull(sums.get(edge))
                                .difference()
                                .noise())
                        .max()
                        .orElse(0);
                double own = Difference.decibels(difference.noise() - brought);
                compared.add(new Layer(node.output().name(), node.op().name(), difference, own));
            }
        }
        return compared;
    }

    List<Unmatched> unmatched() {
        return unmatched;
    }

    @Override
    public void close() {
        original.close();
        changed.close();
    }
}
