package dev.lanewise.exec;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.ValueType.EffectType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.transform.Pipeline;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a stage's nodes with every shape fixed and every known value a constant. Here fusions can be made that hold
 * for these shapes alone, such as a residual that might broadcast with others.
 */
final class SpecialisedGraph {

    private final Graph graph = new Graph("specialised");
    private final Map<Edge, Edge> copies = new HashMap<>();
    private final List<Edge> inputs;
    private final List<Edge> outputs;

    SpecialisedGraph(
            List<Node> nodes,
            Map<Edge, TensorType> types,
            Map<Edge, Tensor> constants,
            Collection<Edge> inputs,
            Collection<Edge> outputs) {
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
        constants.forEach((edge, value) -> copies.put(edge, graph.constant(edge.name(), value)));
        for (Edge input : inputs) {
            copies.put(input, graph.addInput(input.name(), Objects.requireNonNull(types.get(input))));
        }
        nodes.forEach(this::copy);
        for (Edge output : outputs) {
            graph.addOutput(copy(output));
        }
    }

    private Edge copy(Edge edge) {
        return Objects.requireNonNull(copies.get(edge), edge::toString);
    }

    private void copy(Node node) {
        var copied = new ArrayList<@Nullable Edge>();
        for (Edge input : node.inputs()) {
            if (input == null || !(input.type() instanceof EffectType)) {
                copied.add(input == null ? null : copy(input));
            }
        }
        var data = node.outputs().stream()
                .filter(output -> !(output.type() instanceof EffectType))
                .toList();
        Node twin = graph.add(
                node.name(), node.op(), copied, data.stream().map(Edge::name).toList());
        for (int i = 0; i < data.size(); i++) {
            copies.put(data.get(i), twin.output(i));
        }
    }

    StaticPlan plan(Settings settings) {
        Pipeline.specialise(graph);
        var types = new HashMap<Edge, TensorType>();
        var constants = new HashMap<Edge, Tensor>();
        List<Node> nodes = graph.sorted();
        graph.inputs().forEach(edge -> types.put(edge, edge.tensorType()));
        for (Node node : nodes) {
            for (Edge input : node.inputs()) {
                if (input != null && input.isConstant()) {
                    constants.put(input, input.requireConstant());
                }
            }
            for (Edge output : node.outputs()) {
                if (output.type() instanceof TensorType type) {
                    types.put(output, type);
                }
            }
        }
        for (Edge output : graph.outputs()) {
            if (output.isConstant()) {
                constants.put(output, output.requireConstant());
            }
        }
        return new PlanBuilder(settings, nodes, types, constants, graph.inputs(), graph.outputs())
                .build()
                .between(inputs, outputs);
    }
}
