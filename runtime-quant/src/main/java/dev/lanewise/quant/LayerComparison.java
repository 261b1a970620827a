package dev.lanewise.quant;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.Numbers;
import dev.lanewise.quant.Comparison.Layer;
import dev.lanewise.quant.Comparison.Unmatched;
import dev.lanewise.spi.ModelDefinition;
import dev.lanewise.tensor.InvalidInputException;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compares the outputs of a model's layers with the edges of the same name in a changed model, once as they come and once
 * with the changed layer given what the original had before it, which shows the layer's own error. A layer is a node with
 * weights (an input of two or more dimensions that follows from constants alone) and other inputs.
 */
final class LayerComparison implements AutoCloseable {

    /** A layer that both models have: what differs as it comes, and what with the original's inputs. */
    private record Pair(Node layer, Difference.Sum sum, Difference.Sum own) {

        Layer result() {
            return new Layer(
                    layer.output().name(),
                    layer.op().name(),
                    sum.difference(),
                    own.difference().snr());
        }
    }

    private final Map<Edge, Boolean> weights = new HashMap<>();
    private final List<Pair> pairs = new ArrayList<>();
    private final List<Unmatched> unmatched = new ArrayList<>();
    private final List<String> given;
    private final Probe original;
    private final Probe changed;
    private final Probe alone;

    /** The definitions' graphs are this object's to change. */
    LayerComparison(ModelDefinition original, ModelDefinition changed, int threads) {
        Map<String, Edge> named = named(changed.graph());
        var twins = new LinkedHashMap<Edge, Edge>();
        named(original.graph()).forEach((name, edge) -> {
            Edge twin = named.get(name);
            if (twin != null && areComparable(edge.tensorType(), twin.tensorType())) {
                twins.put(edge, twin);
            }
        });
        Set<Edge> before = new LinkedHashSet<>();
        for (Node node : original.graph().sorted()) {
            Edge output = node.output();
            if (isLayer(node) && twins.containsKey(output)) {
                pairs.add(new Pair(node, new Difference.Sum(), new Difference.Sum()));
                before.addAll(nearest(node, twins.keySet()));
            } else if (isLayer(node)) {
                unmatched.add(new Unmatched(output.name(), reason(output, named.get(output.name()))));
            }
        }
        List<Edge> outputs = pairs.stream().map(pair -> pair.layer().output()).toList();
        List<Edge> twinsOfOutputs = outputs.stream().map(twins::get).toList();
        this.original = new Probe(
                original, Stream.concat(outputs.stream(), before.stream()).toList(), threads);
        this.changed = new Probe(changed, twinsOfOutputs, threads);
        this.given = before.stream().map(edge -> edge.name() + ".original").toList();
        this.alone = new Probe(cut(changed, before.stream().map(twins::get).toList(), given), twinsOfOutputs, threads);
    }

    /** Makes what reads the edges read new inputs of these names instead. */
    private static ModelDefinition cut(ModelDefinition definition, List<Edge> edges, List<String> names) {
        var inputs = new ArrayList<>(definition.inputs());
        for (int i = 0; i < edges.size(); i++) {
            Edge input = definition.graph().addInput(names.get(i), edges.get(i).type());
            definition.graph().replace(edges.get(i), input);
            inputs.add(Probe.spec(input));
        }
        return new ModelDefinition(definition.graph(), inputs, definition.outputs(), definition.metadata());
    }

    /** Edges of floats that nodes give, by name; none whose name is another's too. */
    private static Map<String, Edge> named(Graph graph) {
        return graph.nodes().stream()
                .flatMap(node -> node.outputs().stream())
                .collect(Collectors.groupingBy(Edge::name, LinkedHashMap::new, Collectors.toList()))
                .values()
                .stream()
                .filter(edges -> edges.size() == 1 && isFloating(edges.getFirst()))
                .map(List::getFirst)
                .collect(Collectors.toMap(Edge::name, Function.identity(), (a, _) -> a, LinkedHashMap::new));
    }

    private static boolean areComparable(TensorType type, TensorType other) {
        Shape shape = type.shape();
        Shape twin = other.shape();
        if (type.element() != other.element() || !shape.isRanked() || !twin.hasRank(shape.rank())) {
            return false;
        }
        return IntStream.range(0, shape.rank())
                .allMatch(axis -> shape.dim(axis) < 0 || twin.dim(axis) < 0 || shape.dim(axis) == twin.dim(axis));
    }

    private static String reason(Edge edge, @Nullable Edge twin) {
        return twin == null
                ? "the changed model has no edge of floats of this name"
                : "it was " + edge.type() + " and is " + twin.type();
    }

    private static boolean isFloating(Edge edge) {
        return edge.type() instanceof TensorType type && type.element().isFloating();
    }

    private boolean isLayer(Node node) {
        if (!isFloating(node.output())) {
            return false;
        }
        var inputs = node.inputs().stream().filter(Objects::nonNull).toList();
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
    private Set<Edge> nearest(Node node, Set<Edge> known) {
        var found = new LinkedHashSet<Edge>();
        var seen = new HashSet<Edge>();
        var pending = new ArrayDeque<>(List.of(node));
        while (!pending.isEmpty()) {
            for (Edge input : pending.pop().inputs()) {
                if (input == null || isWeight(input) || !seen.add(input)) {
                    continue;
                }
                if (known.contains(input)) {
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
        if (pairs.isEmpty()) {
            return;
        }
        List<Tensor> values = original.run(sample);
        List<Tensor> changes = changed.run(sample);
        var inputs = new HashMap<String, Value>(sample);
        for (int i = 0; i < given.size(); i++) {
            inputs.put(given.get(i), values.get(pairs.size() + i));
        }
        List<Tensor> own = alone.run(inputs);
        for (int i = 0; i < pairs.size(); i++) {
            Pair pair = pairs.get(i);
            if (!values.get(i).hasTypeAndShapeOf(changes.get(i))) {
                throw new InvalidInputException(pair.layer() + " gives " + values.get(i) + " in the original and "
                        + changes.get(i) + " in the changed model");
            }
            double[] value = Numbers.of(values.get(i));
            pair.sum().add(value, Numbers.of(changes.get(i)));
            pair.own().add(value, Numbers.of(own.get(i)));
        }
    }

    /** The layers that could be compared, in the order in which they run. */
    List<Layer> layers() {
        return pairs.stream().map(Pair::result).toList();
    }

    List<Unmatched> unmatched() {
        return unmatched;
    }

    @Override
    public void close() {
        original.close();
        changed.close();
        alone.close();
    }
}
