package dev.lanewise.exec;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Failures;
import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.EffectType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.DynamicOperator;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.ViewOperator;
import dev.lanewise.tensor.InvalidInputException;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One cut of a graph for given shapes: a plan of all nodes whose shapes are known by now, then dynamic nodes whose inputs
 * the plan makes, then the rest, to be cut anew once the values are there. A graph of fixed shapes is a single stage with
 * nothing but a plan.
 *
 * @param given edges that exist when the stage begins, with the types this stage was made for
 * @param assumed values of given edges on which shapes in this stage depend
 * @param produced constants that a later stage or the caller reads
 */
record Stage(
        Map<Edge, ValueType> given,
        Map<Edge, Tensor> assumed,
        StaticPlan plan,
        Map<Edge, Tensor> produced,
        List<Node> dynamic,
        List<Node> rest,
        NextStages next) {

    /** Whether this stage was made for such values. */
    boolean fits(Map<Edge, Value> values) {
        for (var entry : given.entrySet()) {
            if (!(entry.getValue() instanceof TensorType type)) {
                continue;
            }
            if (!(values.get(entry.getKey()) instanceof Tensor tensor) || !fits(type, tensor)) {
                return false;
            }
        }
        for (var entry : assumed.entrySet()) {
            if (!entry.getValue().equals(values.get(entry.getKey()))) {
                return false;
            }
        }
        return true;
    }

    private static boolean fits(TensorType type, Tensor tensor) {
        Shape shape = type.shape();
        if (tensor.type() != type.element() || tensor.rank() != shape.rank()) {
            return false;
        }
        for (int i = 0; i < tensor.rank(); i++) {
            if (tensor.dim(i) != shape.dim(i)) {
                return false;
            }
        }
        return true;
    }

    /** Makes the stage that begins with {@code values}. */
    static Stage make(
            List<Node> nodes, Map<Edge, Value> values, List<Edge> wanted, Settings settings, FoldingEvaluator folding) {
        return new Maker(nodes, values, wanted, settings, folding).make();
    }

    /** One making; its fields are what is known so far. */
    private static final class Maker {

        /** A tensor larger than this is not computed while planning, even when all it depends on is known. */
        private static final int FOLDABLE = 1 << 16;

        private final List<Node> nodes;
        private final Map<Edge, Value> values;
        private final List<Edge> wanted;
        private final Settings settings;
        private final FoldingEvaluator folding;

        private final Map<Edge, TensorType> types = new HashMap<>();
        private final Map<Edge, Tensor> constants = new HashMap<>();
        private final Map<Edge, Tensor> assumed = new LinkedHashMap<>();
        private final Set<Edge> pending = new HashSet<>();
        private final List<Node> planned = new ArrayList<>();
        private final List<Node> dynamic = new ArrayList<>();
        private final List<Node> rest = new ArrayList<>();

        Maker(
                List<Node> nodes,
                Map<Edge, Value> values,
                List<Edge> wanted,
                Settings settings,
                FoldingEvaluator folding) {
            this.nodes = nodes;
            this.values = values;
            this.wanted = wanted;
            this.settings = settings;
            this.folding = folding;
        }

        Stage make() {
            var given = new LinkedHashMap<Edge, ValueType>();
            values.forEach((edge, value) -> {
                ValueType type = typeOf(value);
                given.put(edge, type);
                if (type instanceof TensorType tensor) {
                    types.put(edge, tensor);
                }
            });
            nodes.forEach(this::sort);
            var reads = new LinkedHashSet<Edge>();
            planned.forEach(node -> addReads(node, reads));
            var later = new LinkedHashSet<>(wanted);
            dynamic.forEach(node -> addReads(node, later));
            rest.forEach(node -> addReads(node, later));
            var inputs = new LinkedHashSet<Edge>();
            for (Edge edge : reads) {
                if (values.containsKey(edge) && !constants.containsKey(edge)) {
                    inputs.add(edge);
                }
            }
            var made = new HashSet<Edge>();
            planned.forEach(node -> made.addAll(node.outputs()));
            var outputs = new ArrayList<Edge>();
            var produced = new LinkedHashMap<Edge, Tensor>();
            for (Edge edge : later) {
                if (made.contains(edge) && types.containsKey(edge)) {
                    outputs.add(edge);
                } else if (constants.containsKey(edge) && !edge.isConstant() && !values.containsKey(edge)) {
                    produced.put(edge, Objects.requireNonNull(constants.get(edge)));
                }
            }
            reads.forEach(edge -> {
                if (edge.constant() != null) {
                    constants.putIfAbsent(edge, edge.requireConstant());
                }
            });
            constants.keySet().forEach(types::remove);
            var plan = new SpecialisedGraph(planned, types, constants, inputs, outputs).plan(settings);
            return new Stage(given, assumed, plan, produced, dynamic, rest, new NextStages());
        }

        private static void addReads(Node node, Set<Edge> into) {
            for (Edge input : node.inputs()) {
                if (input != null && !(input.type() instanceof EffectType)) {
                    into.add(input);
                }
            }
        }

        private static ValueType typeOf(Value value) {
            return value instanceof Tensor tensor
                    ? new TensorType(tensor.type(), Shape.of(tensor.shape()))
                    : new ValueType.UnknownType();
        }

        private void sort(Node node) {
            boolean waits = node.inputs().stream().anyMatch(e -> e != null && pending.contains(e));
            if (waits) {
                defer(node);
                return;
            }
            var inferred = new ArrayList<@Nullable ValueType>();
            var known = new ArrayList<@Nullable Tensor>();
            boolean allKnown = true;
            for (Edge input : node.inputs()) {
                if (input != null && input.type() instanceof EffectType) {
                    continue;
                }
                Tensor value = input == null ? null : knownValue(input);
                inferred.add(input == null ? null : typeOf(input, value));
                known.add(value != null ? value : input == null ? null : givenTensor(input));
                allKnown &= input == null || value != null;
            }
            boolean binds = node.op() instanceof KernelOperator || node.op() instanceof ViewOperator;
            var data = node.outputs().stream()
                    .filter(o -> !(o.type() instanceof EffectType))
                    .toList();
            var in = new Inference(node.toString(), inferred, known, data.size());
            List<Tensor> folded =
                    Failures.guarded(node.toString(), () -> node.op().fold(in));
            if (folded.isEmpty() && node.op() instanceof DynamicOperator && !binds) {
                evaluateLater(node);
                return;
            }
            if (folded.isEmpty()) {
                var results = Failures.guarded(node.toString(), () -> node.op().infer(in));
                if (!fixed(results, data.size())) {
                    if (node.op() instanceof DynamicOperator) {
                        evaluateLater(node);
                    } else {
                        wait(node, in.asked());
                    }
                    return;
                }
                for (int i = 0; i < data.size(); i++) {
                    types.put(data.get(i), (TensorType) results.get(i));
                }
                assume(node, in.asked());
                if (node.op() instanceof ViewOperator && knownValue(node.requireInput(0)) instanceof Tensor value) {
                    folded = List.of(value.reshape(
                            ((TensorType) results.getFirst()).shape().dims()));
                } else if (allKnown && !known.isEmpty() && !node.op().hasEffect() && small(data)) {
                    folded = folding.evaluate(node.op(), known, data.size()).stream()
                            .map(Tensor.class::cast)
                            .toList();
                }
            }
            if (folded.isEmpty()) {
                planned.add(node);
                return;
            }
            for (int i = 0; i < data.size(); i++) {
                constants.put(data.get(i), folded.get(i));
                types.put(data.get(i), (TensorType) typeOf(folded.get(i)));
            }
        }

        private void evaluateLater(Node node) {
            dynamic.add(node);
            pending.addAll(node.outputs());
        }

        private boolean small(List<Edge> edges) {
            return edges.stream().allMatch(edge -> {
                TensorType type = types.get(edge);
                return type != null && type.shape().size() <= FOLDABLE;
            });
        }

        private static boolean fixed(List<? extends ValueType> results, int wantedOutputs) {
            return results.size() >= wantedOutputs
                    && results.stream()
                            .limit(wantedOutputs)
                            .allMatch(t -> t instanceof TensorType(var element, var shape) && shape.isFixed());
        }

        /** A value that is constant, folded, or assumed. */
        private @Nullable Tensor knownValue(Edge edge) {
            Tensor constant = edge.constant();
            return constant != null ? constant : constants.get(edge);
        }

        private @Nullable Tensor givenTensor(Edge edge) {
            return values.get(edge) instanceof Tensor tensor ? tensor : null;
        }

        private ValueType typeOf(Edge edge, @Nullable Tensor value) {
            if (value != null) {
                return typeOf(value);
            }
            TensorType type = types.get(edge);
            return type != null ? type : edge.type();
        }

        /** Given values that were asked for become constants of this stage, which then fits only the same values. */
        private void assume(Node node, BitSet asked) {
            asked.stream().forEach(i -> {
                Edge input = node.requireInput(i);
                Tensor given = givenTensor(input);
                if (knownValue(input) == null && given != null) {
                    Tensor copy = Tensor.of(given);
                    constants.put(input, copy);
                    assumed.put(input, copy);
                }
            });
        }

        /** Shapes depend on a value that this stage makes: the node waits for the next one. */
        private void wait(Node node, BitSet asked) {
            boolean hopeful = asked.stream().anyMatch(i -> {
                Edge input = node.requireInput(i);
                return knownValue(input) == null && givenTensor(input) == null;
            });
            if (!hopeful) {
                throw new InvalidInputException(node + ": the shapes of its outputs do not follow from its inputs "
                        + Arrays.toString(node.inputs().toArray()));
            }
            defer(node);
        }

        private void defer(Node node) {
            rest.add(node);
            pending.addAll(node.outputs());
        }
    }
}
