package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.Operator;
import dev.lanewise.graph.ValueType;
import dev.lanewise.onnx.proto.AttributeProto;
import dev.lanewise.onnx.proto.AttributeValue;
import dev.lanewise.onnx.proto.Bytes;
import dev.lanewise.onnx.proto.NodeProto;
import dev.lanewise.op.shape.Transpose;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.ModelFormatException;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** A node being read: its attributes and inputs, and the graph that it is added to. */
public final class OnnxNode {

    /** A subgraph, with the edges around it that it reads beyond its formal inputs; they are its last inputs. */
    public record Body(Graph graph, List<Edge> captures) {}

    private final NodeProto proto;
    private final GraphReader reader;
    private final Scope scope;
    private final long opset;
    private final String name;
    private final Set<Node> made = new HashSet<>();
    private int added;

    OnnxNode(NodeProto proto, GraphReader reader, Scope scope, long opset) {
        this.proto = proto;
        this.reader = reader;
        this.scope = scope;
        this.opset = opset;
        this.name = !proto.name().isEmpty()
                ? proto.name()
                : proto.outputs().stream().filter(o -> !o.isEmpty()).findFirst().orElse(proto.opType());
    }

    /** The node's name, or that of its first output. */
    public String name() {
        return name;
    }

    /** The operator's name in the file. */
    public String operator() {
        return proto.opType();
    }

    /** Version of the operator's domain that the model imports. */
    public long opset() {
        return opset;
    }

    public int inputCount() {
        return proto.inputs().size();
    }

    public boolean hasInput(int index) {
        return index < proto.inputs().size() && !proto.inputs().get(index).isEmpty();
    }

    /** Input {@code index}, which must be there. */
    public Edge input(int index) {
        Edge edge = inputOrNull(index);
        if (edge == null) {
            throw error("input " + index + " is missing");
        }
        return edge;
    }

    /** Input {@code index}; null where it is absent. */
    public @Nullable Edge inputOrNull(int index) {
        return hasInput(index) ? reader.resolve(scope, proto, proto.inputs().get(index)) : null;
    }

    /** All inputs, null where one is absent. */
    public List<@Nullable Edge> inputs() {
        var edges = new ArrayList<@Nullable Edge>();
        for (int i = 0; i < proto.inputs().size(); i++) {
            edges.add(inputOrNull(i));
        }
        return edges;
    }

    /** Number of outputs listed, unnamed ones counted. */
    public int outputCount() {
        return proto.outputs().size();
    }

    /** Whether output {@code index} is wanted. */
    public boolean hasOutput(int index) {
        return index < proto.outputs().size() && !proto.outputs().get(index).isEmpty();
    }

    /** The graph that is being built. */
    public Graph graph() {
        return scope.graph();
    }

    /** Adds {@code op} with this node's inputs, and with its outputs. */
    public void becomes(Operator op) {
        becomes(op, inputs());
    }

    /** Adds {@code op} with these inputs and this node's outputs. */
    public void becomes(Operator op, List<? extends @Nullable Edge> inputs) {
        var names = new ArrayList<String>();
        for (int i = 0; i < outputCount(); i++) {
            names.add(hasOutput(i) ? proto.outputs().get(i) : name + ".unused" + i);
        }
        Node node = graph().add(name, op, inputs, names);
        for (int i = 0; i < outputCount(); i++) {
            output(i, node.output(i));
        }
    }

    /** Adds {@code op} with one output. */
    public Edge add(Operator op, @Nullable Edge... inputs) {
        return add(op, Arrays.asList(inputs), 1).output();
    }

    /** Adds {@code op} with {@code outputs} outputs. */
    public Node add(Operator op, List<? extends @Nullable Edge> inputs, int outputs) {
        String unique = name + "." + ++added;
        var names = new ArrayList<String>();
        for (int i = 0; i < outputs; i++) {
            names.add(unique + ":" + i);
        }
        Node node = graph().add(unique, op, inputs, names);
        made.add(node);
        return node;
    }

    /**
     * Says that {@code edge} is this node's output {@code index}; ignored where the output is not wanted. What makes output
     * 0, before its channels come first again, is called as the node is.
     */
    public void output(int index, Edge edge) {
        if (!hasOutput(index)) {
            return;
        }
        String outputName = proto.outputs().get(index);
        Node producer = edge.producer();
        if (producer != null && made.contains(producer) && edge.name().contains(":")) {
            edge.rename(outputName);
        }
        if (index == 0) {
            nameMaker(producer);
        }
        scope.define(outputName, edge);
    }

    private void nameMaker(@Nullable Node producer) {
        if (producer == null || !made.contains(producer)) {
            return;
        }
        boolean moves = producer.op() instanceof Transpose;
        Node before = moves ? producer.requireInput(0).producer() : null;
        Node maker = before != null && made.contains(before) ? before : producer;
        maker.rename(name);
    }

    /** A constant made while reading. */
    public Edge constant(Tensor value) {
        return graph().constant(name + ".constant" + added++, value);
    }

    /** Whether attribute {@code attribute} is given. */
    public boolean has(String attribute) {
        return value(attribute) != null;
    }

    /** Whether attribute {@code attribute} is given as a string. */
    boolean hasText(String attribute) {
        return value(attribute) instanceof AttributeValue.StringValue;
    }

    private @Nullable AttributeValue value(String attribute) {
        return proto.attribute(attribute).map(AttributeProto::value).orElse(null);
    }

    private ModelFormatException wrongType(String attribute, String expected, AttributeValue found) {
        return error("attribute '" + attribute + "' is " + found.type() + ", expected " + expected);
    }

    private ModelFormatException missing(String attribute) {
        return error("attribute '" + attribute + "' is missing");
    }

    /** An integer attribute. */
    public long integer(String attribute, long otherwise) {
        return switch (value(attribute)) {
            case null -> otherwise;
            case AttributeValue.IntValue(long i) -> i;
            case AttributeValue other -> throw wrongType(attribute, "INT", other);
        };
    }

    /** An integer attribute that must be there. */
    public long integer(String attribute) {
        if (!has(attribute)) {
            throw missing(attribute);
        }
        return integer(attribute, 0);
    }

    /** An integer attribute that fits an int. */
    public int int32(String attribute, int otherwise) {
        long value = integer(attribute, otherwise);
        if (value != (int) value) {
            throw error("attribute '" + attribute + "' is " + value + ", which is out of range");
        }
        return (int) value;
    }

    /** Whether an integer attribute is not 0. */
    public boolean flag(String attribute, boolean otherwise) {
        return integer(attribute, otherwise ? 1 : 0) != 0;
    }

    /** A float attribute. */
    public float number(String attribute, float otherwise) {
        return switch (value(attribute)) {
            case null -> otherwise;
            case AttributeValue.FloatValue(float f) -> f;
            case AttributeValue other -> throw wrongType(attribute, "FLOAT", other);
        };
    }

    /** A string attribute. */
    public String text(String attribute, String otherwise) {
        return switch (value(attribute)) {
            case null -> otherwise;
            case AttributeValue.StringValue(var bytes) -> bytes.utf8();
            case AttributeValue other -> throw wrongType(attribute, "STRING", other);
        };
    }

    /** A list of integers; null when it is not given. */
    public long @Nullable [] integers(String attribute) {
        return switch (value(attribute)) {
            case null -> null;
            case AttributeValue.Ints ints -> ints.toArray();
            case AttributeValue other -> throw wrongType(attribute, "INTS", other);
        };
    }

    /** A list of integers that fit ints; {@code otherwise} when it is not given. */
    public Ints ints(String attribute, Ints otherwise) {
        long[] values = integers(attribute);
        if (values == null) {
            return otherwise;
        }
        for (long v : values) {
            if (v != (int) v) {
                throw error("attribute '" + attribute + "' has " + v + ", which is out of range");
            }
        }
        return Ints.of(values);
    }

    /** A list of floats; empty when it is not given. */
    public float[] numbers(String attribute) {
        return switch (value(attribute)) {
            case null -> new float[0];
            case AttributeValue.Floats floats -> floats.toArray();
            case AttributeValue other -> throw wrongType(attribute, "FLOATS", other);
        };
    }

    /** A list of strings; empty when it is not given. */
    public List<String> texts(String attribute) {
        return switch (value(attribute)) {
            case null -> List.of();
            case AttributeValue.Strings(var values) ->
                values.stream().map(Bytes::utf8).toList();
            case AttributeValue other -> throw wrongType(attribute, "STRINGS", other);
        };
    }

    /** A tensor attribute that must be there. */
    public Tensor tensor(String attribute) {
        return switch (value(attribute)) {
            case null -> throw missing(attribute);
            case AttributeValue.TensorValue(var tensor) -> reader.tensor(tensor);
            case AttributeValue.SparseTensorValue(var tensor) -> reader.sparseTensor(tensor);
            case AttributeValue other -> throw wrongType(attribute, "TENSOR", other);
        };
    }

    /** An element type given by its number in ONNX. */
    public ElementType elementType(String attribute, ElementType otherwise) {
        return has(attribute) ? ElementTypes.of(integer(attribute), this::error) : otherwise;
    }

    /** A type attribute that must be there. */
    public ValueType type(String attribute) {
        return switch (value(attribute)) {
            case null -> throw missing(attribute);
            case AttributeValue.TypeValue(var type) -> reader.type(type);
            case AttributeValue other -> throw wrongType(attribute, "TYPE_PROTO", other);
        };
    }

    /** Reads a subgraph. {@code formalType} gives the type of formal input i from i and the type that the file says. */
    public Body body(String attribute, BiFunction<Integer, ValueType, ValueType> formalType) {
        return switch (value(attribute)) {
            case null -> throw missing(attribute);
            case AttributeValue.GraphValue(var graph) -> reader.body(graph, scope, formalType);
            case AttributeValue other -> throw wrongType(attribute, "GRAPH", other);
        };
    }

    /** All attributes as Java values, for custom operators. */
    public Map<String, Object> attributes() {
        var map = new java.util.LinkedHashMap<String, Object>();
        for (AttributeProto attribute : proto.attributes()) {
            String key = attribute.name();
            map.put(
                    key,
                    switch (attribute.value()) {
                        case AttributeValue.IntValue(long i) -> i;
                        case AttributeValue.FloatValue(float f) -> f;
                        case AttributeValue.StringValue(var bytes) -> bytes.utf8();
                        case AttributeValue.TensorValue(var tensor) -> reader.tensor(tensor);
                        case AttributeValue.Ints ints ->
                            Arrays.stream(ints.toArray()).boxed().toList();
                        case AttributeValue.Strings(var values) ->
                            values.stream().map(Bytes::utf8).toList();
                        case AttributeValue.Floats floats -> {
                            var list = new ArrayList<Float>();
                            for (float f : floats.toArray()) {
                                list.add(f);
                            }
                            yield list;
                        }
                        case AttributeValue other ->
                            throw error("attribute '" + key + "' is " + other.type()
                                    + ", which custom operators cannot have");
                    });
        }
        return map;
    }

    /** An error that names the node and its place in the file. */
    public ModelFormatException error(String message) {
        return new ModelFormatException(GraphReader.where(proto) + ": " + message);
    }
}
