package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType.EffectType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.onnx.proto.GraphProto;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.UnsupportedModelException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A node of the core as its writer sees it: names of its inputs and outputs, and the nodes of ONNX that it becomes. An
 * operator's name stands for one of ai.onnx, {@code domain:name} for one of another domain.
 */
final class OnnxNodeWriter {

    /** Prefix of the operators of ONNX Runtime. */
    static final String MICROSOFT = "com.microsoft:";

    /** Prefix of the operators of classical machine learning. */
    static final String ML = "ai.onnx.ml:";

    private final GraphWriting graph;
    private final Node node;
    private boolean named;

    OnnxNodeWriter(GraphWriting graph, Node node) {
        this.graph = graph;
        this.node = node;
    }

    /** The node of the core. */
    Node node() {
        return node;
    }

    boolean has(int input) {
        return node.input(input) != null;
    }

    /** The edge of input {@code index}, which must be there. */
    Edge edge(int index) {
        return node.requireInput(index);
    }

    Shape shape(int input) {
        return edge(input).shape();
    }

    /** The number of dimensions of input {@code index}, which must be known. */
    int rank(int input) {
        if (!shape(input).isRanked()) {
            throw unsupported("the number of dimensions of '" + edge(input).name() + "' must be known");
        }
        return shape(input).rank();
    }

    ElementType element(int input) {
        return edge(input).type() instanceof TensorType type ? type.element() : ElementType.FLOAT;
    }

    /** The name of input {@code index}, empty where it is absent. */
    String input(int index) {
        Edge edge = node.input(index);
        return edge == null ? "" : graph.name(edge);
    }

    /** The name of an edge that need not be an input of the node. */
    String name(Edge edge) {
        return graph.name(edge);
    }

    /** Names of the inputs from {@code from} on, without those of effects. */
    List<String> inputs(int from) {
        var names = new ArrayList<String>();
        for (int i = from; i < node.inputCount(); i++) {
            Edge edge = node.input(i);
            if (edge == null || !(edge.type() instanceof EffectType)) {
                names.add(input(i));
            }
        }
        return names;
    }

    /** Names of the outputs, empty for one that nothing reads. */
    List<String> outputs() {
        var names = new ArrayList<String>();
        for (Edge output : node.outputs()) {
            if (!(output.type() instanceof EffectType)) {
                names.add(graph.isRead(output) || names.isEmpty() ? graph.name(output) : "");
            }
        }
        while (names.size() > 1 && names.getLast().isEmpty()) {
            names.removeLast();
        }
        return names;
    }

    String output() {
        return graph.name(node.output());
    }

    /** Writes a node with this node's name, inputs and outputs. */
    void becomes(String operator, Attributes attributes) {
        becomes(operator, attributes, inputs(0));
    }

    /** Writes a node with this node's name and outputs. */
    void becomes(String operator, Attributes attributes, List<String> inputs) {
        becomes(operator, attributes, inputs, outputs());
    }

    /** Writes a node with this node's name and outputs. */
    void becomes(String operator, Attributes attributes, String... inputs) {
        becomes(operator, attributes, List.of(inputs));
    }

    /** Writes a node with this node's name. */
    void becomes(String operator, Attributes attributes, List<String> inputs, List<String> outputs) {
        graph.add(named ? helperName(operator) : node.name(), operator, inputs, outputs, attributes);
        named = true;
    }

    /** Writes a node that makes one value of its own, whose name is returned. */
    String add(String operator, Attributes attributes, String... inputs) {
        String output = value(operator);
        graph.add(helperName(operator), operator, Arrays.asList(inputs), List.of(output), attributes);
        return output;
    }

    /** Writes a node without attributes that makes one value of its own. */
    String add(String operator, String... inputs) {
        return add(operator, new Attributes(), inputs);
    }

    /** A name for a value of this node's own. */
    String value(String operator) {
        return graph.unique(helperName(operator));
    }

    private String helperName(String operator) {
        return node.name() + "/" + operator.substring(operator.indexOf(':') + 1);
    }

    String constant(Tensor value) {
        return graph.constant(node.name() + "/constant", value);
    }

    /** A vector of INT64. */
    String longs(long... values) {
        return constant(Tensor.of(values, values.length));
    }

    /** Input {@code index}, which has integers, as INT64. */
    String longInput(int index) {
        if (!has(index) || element(index) == ElementType.INT64) {
            return input(index);
        }
        Tensor value = edge(index).constant();
        return value == null
                ? add("Cast", new Attributes().elementType("to", ElementType.INT64), input(index))
                : constant(Numerals.longs(value));
    }

    /** A number of the element type that {@code input} has. */
    String scalar(double value, int input) {
        return constant(Numerals.scalar(value, element(input)));
    }

    /** Writes a graph inside this node, whose last inputs are this node's inputs from {@code firstCapture} on. */
    GraphProto body(Graph body, int formal, int firstCapture) {
        return graph.body(body, formal, node.inputs().subList(firstCapture, node.inputCount()));
    }

    /** Says that the model needs at least version {@code opset} of ai.onnx. */
    void needs(int opset) {
        graph.needs(opset);
    }

    /** Says that the model needs at least version {@code opset} of ai.onnx.ml. */
    void needsMl(int opset) {
        graph.needsMl(opset);
    }

    /** An error for what ONNX cannot say. */
    UnsupportedModelException unsupported(String why) {
        return new UnsupportedModelException(node + ": " + why);
    }
}
