package dev.lanewise.tflite;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.op.shape.Identity;
import dev.lanewise.op.state.AssignVariable;
import dev.lanewise.op.state.ReadVariable;
import dev.lanewise.tensor.InvalidInputException;
import dev.lanewise.tensor.ModelFormatException;
import dev.lanewise.tensor.ResourceLimitException;
import dev.lanewise.tensor.RunCancelledException;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.UnsupportedModelException;
import dev.lanewise.tflite.file.ModelFile;
import dev.lanewise.tflite.file.OperatorInfo;
import dev.lanewise.tflite.file.SubgraphInfo;
import dev.lanewise.tflite.file.TensorInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Turns subgraphs into {@link Graph}s; those that an operator runs become graphs of their own or are inlined. */
final class SubgraphReader {

    private static final int DEEPEST = 64;

    /** Subgraphs may run each other several times each: a small file could otherwise stand for a very large graph. */
    private static final int MOST_OPERATORS = 1 << 20;

    private final ModelFile file;
    private final Builtins builtins;
    private final Constants constants;
    private final Resources resources;
    private final BooleanSupplier late;
    private int depth;
    private int operators;

    SubgraphReader(ModelFile file, Builtins builtins, Resources resources, BooleanSupplier late) {
        this.file = file;
        this.builtins = builtins;
        this.constants = new Constants(file);
        this.resources = resources;
        this.late = late;
    }

    ModelFile file() {
        return file;
    }

    Resources resources() {
        return resources;
    }

    /** Tensor {@code index} of a subgraph, which must exist. */
    static TensorInfo tensor(SubgraphInfo subgraph, int index) {
        if (index < 0 || index >= subgraph.tensors().size()) {
            throw new ModelFormatException("subgraph '" + subgraph.name() + "': tensor " + index + " is beyond its "
                    + subgraph.tensors().size());
        }
        return subgraph.tensors().get(index);
    }

    /** A subgraph as a graph whose inputs have these types, and whose inputs and outputs bear these names. */
    Graph read(
            SubgraphInfo subgraph, List<? extends ValueType> types, List<String> inputNames, List<String> outputNames) {
        var graph = new Graph(subgraph.name());
        var inputs = new ArrayList<Edge>();
        for (int i = 0; i < inputNames.size(); i++) {
            inputs.add(graph.addInput(inputNames.get(i), types.get(i)));
        }
        return read(graph, subgraph, inputs, outputNames);
    }

    /** A subgraph as a graph that an operator runs on what it is {@code given}. */
    Graph body(SubgraphInfo subgraph, List<Edge> given) {
        var graph = new Graph(subgraph.name());
        var inputs = new ArrayList<Edge>();
        for (int i = 0; i < given.size(); i++) {
            Edge input = graph.addInput("input" + i, given.get(i).type());
            inputs.add(inside(graph, given.get(i), input));
        }
        var names = IntStream.range(0, subgraph.outputs().length)
                .mapToObj(i -> "output" + i)
                .toList();
        return read(graph, subgraph, inputs, names);
    }

    /** What stands for {@code given} in the graph inside an operator: {@code input}, or a handle, which is known. */
    Edge inside(Graph graph, Edge given, Edge input) {
        return resources.isHandle(given) ? graph.constant(given.name(), given.requireConstant()) : input;
    }

    private Graph read(Graph graph, SubgraphInfo subgraph, List<Edge> inputs, List<String> outputNames) {
        List<Edge> outputs = inline(graph, subgraph, inputs, "");
        for (int i = 0; i < outputs.size(); i++) {
            graph.addOutput(output(graph, outputs.get(i), outputNames.get(i)));
        }
        return graph;
    }

    /** An output bears its name: where the edge is no node's, or an output already, an identity gives it. */
    private static Edge output(Graph graph, Edge edge, String name) {
        if (edge.producer() == null || graph.outputs().contains(edge)) {
            return graph.add(name, new Identity(), edge);
        }
        edge.rename(name);
        return edge;
    }

    /** Adds a subgraph's operators to {@code graph}, reading {@code inputs}; gives the edges of its outputs. */
    List<Edge> inline(Graph graph, SubgraphInfo subgraph, List<Edge> inputs, String prefix) {
        if (++depth > DEEPEST) {
            throw new ModelFormatException("subgraphs run each other more than " + DEEPEST + " deep");
        }
        if (inputs.size() != subgraph.inputs().length) {
            throw new ModelFormatException("subgraph '" + subgraph.name() + "' has " + subgraph.inputs().length
                    + " inputs, but is given " + inputs.size());
        }
        var scope = new Scope(graph, subgraph, prefix);
        for (int i = 0; i < inputs.size(); i++) {
            scope.define(subgraph.inputs()[i], inputs.get(i));
        }
        for (OperatorInfo operator : subgraph.operators()) {
            operator(scope, operator);
        }
        var outputs = new ArrayList<Edge>();
        for (int output : subgraph.outputs()) {
            outputs.add(scope.require(output, "subgraph '" + subgraph.name() + "'"));
        }
        depth--;
        return outputs;
    }

    private void operator(Scope scope, OperatorInfo operator) {
        if (++operators > MOST_OPERATORS) {
            throw new ResourceLimitException("the model runs more than " + MOST_OPERATORS + " operators");
        }
        if (late.getAsBoolean()) {
            throw new RunCancelledException("the deadline passed while the operators were read");
        }
        Consumer<TfliteNode> reader = builtins.find(operator.name());
        if (reader == null) {
            throw new UnsupportedModelException("operator " + operator.name() + " is not supported here");
        }
        var node = new TfliteNode(operator, this, scope);
        try {
            reader.accept(node);
        } catch (InvalidInputException e) {
            throw node.error(String.valueOf(e.getMessage()), e);
        } catch (ArithmeticException
                | IndexOutOfBoundsException
                | NegativeArraySizeException
                | ClassCastException
                | NullPointerException
                | IllegalArgumentException e) {
            throw node.error("its options or inputs are out of range: " + e, e);
        }
    }

    /** The tensors of a subgraph that is being read. */
    final class Scope {
        private final Graph graph;
        private final SubgraphInfo subgraph;
        private final String prefix;
        private final @Nullable Edge[] edges;

        Scope(Graph graph, SubgraphInfo subgraph, String prefix) {
            this.graph = graph;
            this.subgraph = subgraph;
            this.prefix = prefix;
            this.edges = new @Nullable Edge[subgraph.tensors().size()];
        }

        Graph graph() {
            return graph;
        }

        SubgraphInfo subgraph() {
            return subgraph;
        }

        TensorInfo info(int tensor) {
            return tensor(subgraph, tensor);
        }

        /** Name of a tensor's edge in the graph. */
        String name(int tensor) {
            String name = info(tensor).name();
            return prefix + (name.isEmpty() ? "tensor_" + tensor : name);
        }

        void define(int tensor, Edge edge) {
            Objects.checkIndex(tensor, edges.length);
            edges[tensor] = edge;
        }

        /** Gives a variable tensor a new value. */
        void assign(int tensor, Edge value) {
            if (!info(tensor).isVariable()) {
                throw new ModelFormatException(
                        "tensor '" + info(tensor).name() + "' is assigned to, but is no variable");
            }
            var assignment =
                    new AssignVariable(Resources.ofTensor(subgraph, tensor).name());
            graph.add(name(tensor) + ".assign", assignment, List.of(value), List.of());
            define(tensor, value);
        }

        /** The edge of a tensor that has been made, or whose value the file gives. */
        Edge require(int tensor, String by) {
            TensorInfo info = info(tensor);
            Edge edge = edges[tensor];
            if (edge == null) {
                Tensor value = constants.read(info);
                if (value == null && info.isVariable()) {
                    edge = graph.add(name(tensor), new ReadVariable(Resources.ofTensor(subgraph, tensor)));
                    edges[tensor] = edge;
                    return edge;
                }
                if (value == null && Shape.of(info.shape()).size() == 0) {
                    value = Tensor.zeros(info.type(), info.shape());
                }
                if (value == null) {
                    throw new ModelFormatException(
                            by + " reads tensor '" + info.name() + "', which nothing makes before");
                }
                edge = graph.constant(name(tensor), value);
                edges[tensor] = edge;
            }
            return edge;
        }
    }
}
