package dev.lanewise.graph;

import dev.lanewise.graph.ValueType.EffectType;
import dev.lanewise.graph.ValueType.UnknownType;
import dev.lanewise.tensor.ModelFormatException;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A directed acyclic graph of nodes, closed: all it reads are its inputs and constants. Nodes with effects are chained
 * by effect edges, the last of which is a root like an output. Not safe for concurrent change.
 */
public final class Graph {

    private final String name;
    private final List<Edge> inputs = new ArrayList<>();
    private final List<Edge> outputs = new ArrayList<>();
    private final Set<Node> nodes = new LinkedHashSet<>();
    private @Nullable Edge effect;

    public Graph(String name) {
        this.name = name;
    }

    public String name() {
        return name;
    }

    public List<Edge> inputs() {
        return Collections.unmodifiableList(inputs);
    }

    public List<Edge> outputs() {
        return Collections.unmodifiableList(outputs);
    }

    /** All nodes, in the order they were added. */
    public Set<Node> nodes() {
        return Collections.unmodifiableSet(nodes);
    }

    public Edge addInput(String edgeName, ValueType type) {
        var edge = new Edge(edgeName, type, null, null);
        inputs.add(edge);
        return edge;
    }

    public Edge constant(String edgeName, Tensor value) {
        return new Edge(edgeName, new ValueType.TensorType(value.type(), Shape.of(value.shape())), null, value);
    }

    public void addOutput(Edge edge) {
        outputs.add(edge);
    }

    /** Makes {@code edge} the output {@code index}. */
    public void setOutput(int index, Edge edge) {
        outputs.set(index, edge);
    }

    /** Adds a node with one output, named after the node. */
    public Edge add(String nodeName, Operator op, @Nullable Edge... nodeInputs) {
        return add(nodeName, op, java.util.Arrays.asList(nodeInputs), List.of(nodeName))
                .output();
    }

    /** Adds a node; its outputs' types come from {@link Operator#infer}. */
    public Node add(String nodeName, Operator op, List<? extends @Nullable Edge> nodeInputs, List<String> outputNames) {
        var all = new ArrayList<@Nullable Edge>(nodeInputs);
        if (op.hasEffect() && effect != null) {
            all.add(effect);
        }
        var node = new Node(nodeName, op, all);
        for (String outputName : outputNames) {
            node.addOutput(new Edge(outputName, new UnknownType(), node, null));
        }
        infer(node);
        if (op.hasEffect()) {
            effect = new Edge(nodeName + ".effect", new EffectType(), node, null);
            node.addOutput(effect);
        }
        for (Edge input : all) {
            if (input != null) {
                input.consumers.add(node);
            }
        }
        nodes.add(node);
        return node;
    }

    /** Infers the types of a node's outputs anew from its inputs' types. Returns whether any type changed. */
    public static boolean infer(Node node) {
        var types = new ArrayList<@Nullable ValueType>();
        var values = new ArrayList<@Nullable Tensor>();
        for (Edge input : node.inputs()) {
            if (input == null || !(input.type() instanceof EffectType)) {
                types.add(input == null ? null : input.type());
                values.add(input == null ? null : input.constant());
            }
        }
        var data = node.outputs().stream()
                .filter(o -> !(o.type() instanceof EffectType))
                .toList();
        var in = new Inference(node.toString(), types, values, data.size());
        List<? extends ValueType> inferred =
                Failures.guarded(node.toString(), () -> node.op().infer(in));
        if (inferred.size() < data.size()) {
            throw new ModelFormatException(
                    node + " names " + data.size() + " outputs, but the operator has " + inferred.size());
        }
        boolean changed = false;
        for (int i = 0; i < data.size(); i++) {
            if (!data.get(i).type().equals(inferred.get(i))) {
                data.get(i).refine(inferred.get(i));
                changed = true;
            }
        }
        return changed;
    }

    /** Makes every consumer of {@code from}, and every graph output that is {@code from}, read {@code to} instead. */
    public void replace(Edge from, Edge to) {
        for (Node consumer : List.copyOf(from.consumers)) {
            for (int i = 0; i < consumer.inputs.length; i++) {
                if (consumer.inputs[i] == from) {
                    consumer.inputs[i] = to;
                    from.consumers.remove(consumer);
                    to.consumers.add(consumer);
                }
            }
        }
        outputs.replaceAll(output -> output == from ? to : output);
        if (effect == from) {
            effect = to;
        }
    }

    /**
     * Adds a node that reads {@code edge}, and makes everything else that read the edge, outputs of the graph too, read
     * the new node's output.
     */
    public Edge insertAfter(Edge edge, String outputName, Operator op) {
        var readers = List.copyOf(edge.consumers);
        Edge after = add(outputName, op, edge);
        for (Node consumer : new LinkedHashSet<>(readers)) {
            for (int i = 0; i < consumer.inputs.length; i++) {
                if (consumer.inputs[i] == edge) {
                    setInput(consumer, i, after);
                }
            }
        }
        outputs.replaceAll(output -> output == edge ? after : output);
        return after;
    }

    /** Puts {@code op} with other inputs in the place of {@code old}, whose name and outputs' names it takes. */
    public Node substitute(Node old, Operator op, List<? extends @Nullable Edge> newInputs) {
        Node node = add(
                old.name(),
                op,
                newInputs,
                old.outputs().stream().map(Edge::name).toList());
        for (int i = 0; i < old.outputs().size(); i++) {
            replace(old.output(i), node.output(i));
        }
        remove(old);
        return node;
    }

    /** Makes input {@code index} of {@code node} read {@code to}. */
    public void setInput(Node node, int index, Edge to) {
        Edge from = node.inputs[index];
        if (from != null) {
            from.consumers.remove(node);
        }
        node.inputs[index] = to;
        to.consumers.add(node);
    }

    /** Removes a node none of whose outputs is read. */
    public void remove(Node node) {
        for (Edge output : node.outputs()) {
            if (!output.consumers.isEmpty() || outputs.contains(output)) {
                throw new IllegalStateException(output + " is still read");
            }
        }
        for (Edge input : node.inputs()) {
            if (input != null) {
                input.consumers.remove(node);
            }
        }
        nodes.remove(node);
    }

    /** Removes every node that neither an output nor an effect needs. Returns whether there was one. */
    public boolean removeDead() {
        var live = new HashSet<Node>();
        var pending = new ArrayDeque<Node>();
        outputs.forEach(output -> visit(output, live, pending));
        if (effect != null) {
            visit(effect, live, pending);
        }
        while (!pending.isEmpty()) {
            pending.pop().inputs().forEach(input -> visit(input, live, pending));
        }
        var dead = nodes.stream().filter(node -> !live.contains(node)).toList();
        for (Node node : dead) {
            for (Edge input : node.inputs()) {
                if (input != null) {
                    input.consumers.remove(node);
                }
            }
            nodes.remove(node);
        }
        return !dead.isEmpty();
    }

    /** A graph like this one that shares nothing that can change with it: its operators and constants alone. */
    public Graph copy() {
        return copy(outputs);
    }

    /** A copy whose outputs are other edges of this graph, to look inside. */
    public Graph copy(List<Edge> newOutputs) {
        var copy = new Graph(name);
        var twins = new HashMap<Edge, Edge>();
        inputs.forEach(input -> twins.put(input, copy.addInput(input.name(), input.type())));
        for (Node node : sorted()) {
            var twin = new Node(
                    node.name(), node.op().withSubgraphs(copies(node.op().subgraphs())), node.inputs());
            for (int i = 0; i < twin.inputs.length; i++) {
                if (twin.inputs[i] instanceof Edge input) {
                    twin.inputs[i] = twins.computeIfAbsent(input, Graph::copyOfConstant);
                    twin.inputs[i].consumers.add(twin);
                }
            }
            for (Edge output : node.outputs()) {
                var edge = new Edge(output.name(), output.type(), twin, null);
                twin.addOutput(edge);
                twins.put(output, edge);
            }
            copy.nodes.add(twin);
        }
        newOutputs.forEach(output -> copy.outputs.add(twins.computeIfAbsent(output, Graph::copyOfConstant)));
        copy.effect = effect == null ? null : twins.get(effect);
        return copy;
    }

    private static List<Graph> copies(List<Graph> graphs) {
        return graphs.stream().map(Graph::copy).toList();
    }

    private static Edge copyOfConstant(Edge constant) {
        return new Edge(constant.name(), constant.type(), null, constant.requireConstant());
    }

    private static void visit(@Nullable Edge edge, Set<Node> live, ArrayDeque<Node> pending) {
        if (edge != null && edge.producer() != null && live.add(edge.producer())) {
            pending.push(edge.producer());
        }
    }

    /** Nodes ordered so that producers come before consumers, otherwise as added. Fails on a cycle. */
    public List<Node> sorted() {
        var waiting = new HashMap<Node, Integer>();
        var ready = new ArrayDeque<Node>();
        for (Node node : nodes) {
            int count = 0;
            for (Edge input : node.inputs()) {
                count += input != null && input.producer() != null ? 1 : 0;
            }
            waiting.put(node, count);
            if (count == 0) {
                ready.add(node);
            }
        }
        var order = new ArrayList<Node>(nodes.size());
        while (!ready.isEmpty()) {
            Node node = ready.poll();
            order.add(node);
            for (Edge output : node.outputs()) {
                for (Node consumer : output.consumers) {
                    if (waiting.merge(consumer, -1, Integer::sum) == 0) {
                        ready.add(consumer);
                    }
                }
            }
        }
        if (order.size() < nodes.size()) {
            var stuck = new LinkedHashSet<>(nodes);
            order.forEach(stuck::remove);
            throw new ModelFormatException("graph '" + name + "' has a cycle through "
                    + stuck.iterator().next());
        }
        return order;
    }
}
