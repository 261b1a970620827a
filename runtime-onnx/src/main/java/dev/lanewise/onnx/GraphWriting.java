package dev.lanewise.onnx;

import dev.lanewise.TensorSpec;
import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.ValueType.EffectType;
import dev.lanewise.onnx.proto.GraphProto;
import dev.lanewise.onnx.proto.NodeProto;
import dev.lanewise.onnx.proto.ValueInfoProto;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One graph on its way into a GraphProto: the names of its edges and the nodes written so far. */
final class GraphWriting {

    private final ModelWriting model;
    private final Map<Edge, String> names = new HashMap<>();
    private final List<NodeProto> nodes = new ArrayList<>();
    private Set<Edge> outputs = Set.of();

    GraphWriting(ModelWriting model) {
        this.model = model;
    }

    /** The graph of the model. Names of inputs and outputs are those of the specs. */
    GraphProto main(Graph graph, List<TensorSpec> inputSpecs, List<TensorSpec> outputSpecs) {
        for (int i = 0; i < inputSpecs.size(); i++) {
            names.put(graph.inputs().get(i), inputSpecs.get(i).name());
        }
        var copies = new HashMap<String, Edge>();
        for (int i = 0; i < outputSpecs.size(); i++) {
            Edge edge = graph.outputs().get(i);
            String name = outputSpecs.get(i).name();
            if (edge.producer() == null || names.putIfAbsent(edge, name) != null) {
                copies.put(name, edge);
            }
        }
        nodes(graph);
        copies.forEach((name, edge) -> add(name, "Identity", List.of(name(edge)), List.of(name), new Attributes()));
        return proto(
                graph,
                ModelWriting.infos(graph.inputs(), inputSpecs),
                ModelWriting.infos(graph.outputs(), outputSpecs));
    }

    /** A graph inside a node, whose first {@code formal} inputs stay inputs; the others are values around it. */
    GraphProto body(Graph graph, int formal, List<? extends @Nullable Edge> captures) {
        var inside = new GraphWriting(model);
        var inputs = new ArrayList<ValueInfoProto>();
        for (int i = 0; i < graph.inputs().size(); i++) {
            Edge input = graph.inputs().get(i);
            if (i < formal) {
                inputs.add(new ValueInfoProto(inside.name(input), TypeProtos.of(input.type())));
            } else {
                inside.names.put(input, name(Objects.requireNonNull(captures.get(i - formal), "a captured value")));
            }
        }
        inside.nodes(graph);
        var results = new ArrayList<ValueInfoProto>();
        var taken = new HashSet<Edge>();
        for (Edge output : graph.outputs()) {
            String name = inside.name(output);
            if (output.producer() == null || !taken.add(output)) {
                String copy = model.unique(name);
                inside.add(copy, "Identity", List.of(name), List.of(copy), new Attributes());
                name = copy;
            }
            results.add(new ValueInfoProto(name, TypeProtos.of(output.type())));
        }
        return inside.proto(graph, inputs, results);
    }

    private void nodes(Graph graph) {
        outputs = Set.copyOf(graph.outputs());
        for (Node node : graph.sorted()) {
            model.write(node, this);
        }
    }

    private GraphProto proto(Graph graph, List<ValueInfoProto> inputs, List<ValueInfoProto> results) {
        return new GraphProto(
                graph.name().isEmpty() ? "graph" : graph.name(),
                nodes,
                List.of(),
                List.of(),
                inputs,
                results,
                List.of(),
                List.of(),
                "",
                Map.of());
    }

    /** The name under which {@code edge} is written. */
    String name(Edge edge) {
        if (edge.isConstant()) {
            return model.constant(edge.name(), edge.requireConstant());
        }
        return names.computeIfAbsent(edge, e -> model.unique(e.name()));
    }

    boolean isRead(Edge edge) {
        return outputs.contains(edge)
                || edge.consumers().stream().anyMatch(node -> !(edge.type() instanceof EffectType));
    }

    String unique(String wanted) {
        return model.unique(wanted);
    }

    String constant(String wanted, Tensor value) {
        return model.constant(wanted, value);
    }

    void needs(int opset) {
        model.needs(opset);
    }

    void needsMl(int opset) {
        model.needsMl(opset);
    }

    /** Writes a node of ONNX; {@code operator} may begin with a domain and a colon. Absent inputs are empty. */
    void add(String name, String operator, List<String> inputs, List<String> results, Attributes attributes) {
        int colon = operator.indexOf(':');
        String domain = colon < 0 ? "" : operator.substring(0, colon);
        model.uses(domain);
        var present = new ArrayList<>(inputs);
        while (!present.isEmpty() && present.getLast().isEmpty()) {
            present.removeLast();
        }
        nodes.add(new NodeProto(
                model.uniqueNode(name), domain, operator.substring(colon + 1), present, results, attributes.list()));
    }
}
