package dev.lanewise.exec;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Failures;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.op.DynamicOperator;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.InvalidInputException;
import dev.lanewise.tensor.MapValue;
import dev.lanewise.tensor.OptionalValue;
import dev.lanewise.tensor.SequenceValue;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Runs one graph on values of any shapes, stage by stage, and keeps the stages. Safe for concurrent use. */
final class GraphRunner {

    private final Graph graph;
    private final List<Node> nodes;
    private final Settings settings;
    private final FoldingEvaluator folding;
    private final NextStages first = new NextStages();
    private final ConcurrentHashMap<Graph, GraphRunner> bodies = new ConcurrentHashMap<>();

    GraphRunner(Graph graph, Settings settings) {
        this.graph = graph;
        this.nodes = graph.sorted();
        this.settings = settings;
        this.folding = new FoldingEvaluator(settings);
    }

    GraphRunner body(Graph of) {
        return bodies.computeIfAbsent(of, body -> new GraphRunner(body, settings));
    }

    /** The plan of the whole graph for tensors such as these, when its shapes depend on nothing else. */
    @Nullable
    StaticPlan wholePlan(Tensor[] inputs) {
        var values = new HashMap<Edge, Value>();
        for (int i = 0; i < inputs.length; i++) {
            values.put(graph.inputs().get(i), inputs[i]);
        }
        Stage stage = stage(first, nodes, values);
        boolean whole = stage.dynamic().isEmpty()
                && stage.rest().isEmpty()
                && stage.assumed().isEmpty()
                && stage.plan().outputs().equals(graph.outputs());
        return whole ? stage.plan() : null;
    }

    /** Outputs for {@code inputs}, one value each in the graph's order; the outputs are the caller's own. */
    List<Value> run(List<Value> inputs, RunControl control) {
        var values = new LinkedHashMap<Edge, Value>();
        for (int i = 0; i < inputs.size(); i++) {
            values.put(graph.inputs().get(i), inputs.get(i));
        }
        NextStages candidates = first;
        List<Node> remaining = nodes;
        while (true) {
            Stage stage = stage(candidates, remaining, values);
            runPlan(stage, values, control);
            values.putAll(stage.produced());
            for (Node node : stage.dynamic()) {
                evaluate(node, values, control);
            }
            if (stage.rest().isEmpty()) {
                break;
            }
            remaining = stage.rest();
            candidates = stage.next();
            keepOnly(remaining, values);
        }
        return results(values, inputs);
    }

    /** The outputs, none of which shares an array with a constant, an input or another output. */
    private List<Value> results(Map<Edge, Value> values, List<Value> inputs) {
        Set<Value> taken = Collections.newSetFromMap(new IdentityHashMap<>());
        inputs.forEach(input -> addTensors(input, taken));
        var results = new ArrayList<Value>();
        for (Edge output : graph.outputs()) {
            Value value = output.constant() != null ? output.constant() : values.get(output);
            if (value == null) {
                throw new InvalidInputException("output '" + output.name() + "' was not computed");
            }
            if (output.isConstant()) {
                taken.add(value);
            }
            results.add(own(value, taken));
        }
        return results;
    }

    private static void addTensors(Value value, Set<Value> into) {
        switch (value) {
            case Tensor tensor -> into.add(tensor);
            case SequenceValue(var elements) -> elements.forEach(element -> addTensors(element, into));
            case MapValue(var entries) -> entries.values().forEach(element -> addTensors(element, into));
            case OptionalValue(var element) -> element.ifPresent(e -> addTensors(e, into));
        }
    }

    private static Value own(Value value, Set<Value> taken) {
        return switch (value) {
            case Tensor tensor -> taken.add(tensor) ? tensor : Tensor.of(tensor);
            case SequenceValue(var elements) ->
                new SequenceValue(
                        elements.stream().map(element -> own(element, taken)).toList());
            case MapValue(var entries) -> {
                var copies = new LinkedHashMap<Object, Value>();
                entries.forEach((key, element) -> copies.put(key, own(element, taken)));
                yield new MapValue(copies);
            }
            case OptionalValue(var element) -> new OptionalValue(element.map(e -> own(e, taken)));
        };
    }

    private Stage stage(NextStages candidates, List<Node> remaining, Map<Edge, Value> values) {
        Stage stage = candidates.find(values);
        if (stage == null) {
            stage = Stage.make(remaining, values, graph.outputs(), settings, folding);
            candidates.add(stage, settings.planCacheBytes());
        }
        return stage;
    }

    private void runPlan(Stage stage, Map<Edge, Value> values, RunControl control) {
        StaticPlan plan = stage.plan();
        if (plan.outputs().isEmpty() && plan.steps().isEmpty()) {
            return;
        }
        var in = new Tensor[plan.inputs().size()];
        for (int i = 0; i < in.length; i++) {
            in[i] = (Tensor) Objects.requireNonNull(values.get(plan.inputs().get(i)));
        }
        var out = newOutputs(plan, control);
        plan.run(in, out, control, settings.workers());
        for (int i = 0; i < out.length; i++) {
            values.put(plan.outputs().get(i), out[i]);
        }
    }

    static Tensor[] newOutputs(StaticPlan plan, RunControl control) {
        var out = new Tensor[plan.outputs().size()];
        for (int i = 0; i < out.length; i++) {
            ElementType type = plan.outputTypes().get(i);
            out[i] = allocate(
                    type, plan.outputShapes().get(i), plan.outputs().get(i).name(), control);
        }
        return out;
    }

    static Tensor allocate(ElementType type, long[] shape, String name, RunControl control) {
        long entries = dev.lanewise.graph.Shape.of(shape).size();
        long perElement = (long) type.carrier().bytes() * type.entries();
        control.charge(entries > Long.MAX_VALUE / 16 ? entries : entries * perElement, "tensor '" + name + "'");
        return Tensor.zeros(type, shape);
    }

    private void evaluate(Node node, Map<Edge, Value> values, RunControl control) {
        control.checkpoint(node);
        var inputs = new ArrayList<@Nullable Value>();
        for (Edge input : node.inputs()) {
            if (input == null) {
                inputs.add(null);
            } else if (!(input.type() instanceof dev.lanewise.graph.ValueType.EffectType)) {
                inputs.add(input.constant() != null ? input.constant() : values.get(input));
            }
        }
        var data = node.outputs().stream()
                .filter(o -> !(o.type() instanceof dev.lanewise.graph.ValueType.EffectType))
                .toList();
        long start = System.nanoTime();
        var op = (DynamicOperator) node.op();
        var evaluation = new NodeEvaluation(node, data.size(), this, folding, control);
        List<Value> results = Failures.guarded(node.toString(), () -> op.evaluate(evaluation, inputs));
        Profile profile = control.profile();
        if (profile != null) {
            profile.add(node.name(), node.op().name(), System.nanoTime() - start);
        }
        for (int i = 0; i < data.size(); i++) {
            values.put(data.get(i), results.get(i));
        }
    }

    /** Forgets values that neither the remaining nodes nor the caller reads. */
    private void keepOnly(List<Node> remaining, Map<Edge, Value> values) {
        var needed = new LinkedHashSet<>(graph.outputs());
        for (Node node : remaining) {
            node.inputs().forEach(edge -> {
                if (edge != null) {
                    needed.add(edge);
                }
            });
        }
        values.keySet().retainAll(needed);
    }
}
