package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.onnx.proto.AttributeProto;
import dev.lanewise.onnx.proto.AttributeValue;
import dev.lanewise.onnx.proto.Dim;
import dev.lanewise.onnx.proto.FunctionProto;
import dev.lanewise.onnx.proto.GraphProto;
import dev.lanewise.onnx.proto.NodeProto;
import dev.lanewise.onnx.proto.OpsetImport;
import dev.lanewise.onnx.proto.SparseTensorProto;
import dev.lanewise.onnx.proto.TensorProto;
import dev.lanewise.onnx.proto.TypeProto;
import dev.lanewise.onnx.proto.ValueInfoProto;
import dev.lanewise.op.shape.Identity;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.InvalidInputException;
import dev.lanewise.tensor.LanewiseException;
import dev.lanewise.tensor.ModelFormatException;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns a GraphProto and the graphs inside it into a {@link Graph}; functions of the model are inlined. */
final class GraphReader {

    private static final int MOST_NESTED_FUNCTIONS = 64;

    private final OperatorFinder operators;
    private final TensorReader tensors;
    private long nextSymbol = Shape.ANY - 1;
    private int functionDepth;

    GraphReader(OperatorFinder operators, TensorReader tensors) {
        this.operators = operators;
        this.tensors = tensors;
    }

    Graph read(GraphProto proto, List<OpsetImport> opsets) {
        return read(proto, null, (i, declared) -> declared, opsets).graph();
    }

    /** Opset imports in force for the nodes being read: the model's, or those of a function. */
    private List<OpsetImport> imports = List.of();

    private Scope read(
            GraphProto proto,
            @Nullable Scope around,
            BiFunction<Integer, ValueType, ValueType> formalType,
            List<OpsetImport> opsets) {
        imports = opsets;
        var scope = new Scope(new Graph(proto.name()), around);
        var initialised = new HashSet<String>();
        for (TensorProto tensor : proto.initializers()) {
            scope.define(tensor.name(), scope.graph().constant(tensor.name(), tensor(tensor)));
            initialised.add(tensor.name());
        }
        for (SparseTensorProto tensor : proto.sparseInitializers()) {
            String name = tensor.values().name();
            scope.define(name, scope.graph().constant(name, sparseTensor(tensor)));
            initialised.add(name);
        }
        for (int i = 0; i < proto.inputs().size(); i++) {
            ValueInfoProto input = proto.inputs().get(i);
            if (!initialised.contains(input.name())) {
                ValueType type = formalType.apply(i, type(input.type()));
                scope.define(input.name(), scope.graph().addInput(input.name(), type));
            }
        }
        readNodes(proto.nodes(), scope);
        for (ValueInfoProto output : proto.outputs()) {
            scope.graph().addOutput(output(scope, output));
        }
        return scope;
    }

    /** A graph's output bears its name: where the edge has another, or is no node's, an identity gives it. */
    private static Edge output(Scope scope, ValueInfoProto output) {
        Edge edge = scope.find(output.name());
        if (edge == null) {
            throw new ModelFormatException(
                    "graph '" + scope.graph().name() + "': nothing makes the output '" + output.name() + "'");
        }
        boolean taken = scope.graph().outputs().contains(edge);
        if (edge.name().equals(output.name()) && edge.producer() != null && !taken) {
            return edge;
        }
        return scope.graph().add(output.name(), new Identity(), edge);
    }

    private void readNodes(List<NodeProto> nodes, Scope scope) {
        var pending = new ArrayList<>(nodes);
        while (!pending.isEmpty()) {
            var later = new ArrayList<NodeProto>();
            for (NodeProto node : pending) {
                if (isReady(node, scope, pending)) {
                    readNode(node, scope);
                } else {
                    later.add(node);
                }
            }
            if (later.size() == pending.size()) {
                NodeProto stuck = later.getFirst();
                throw new ModelFormatException(where(stuck) + ": is on a cycle, or behind one: its inputs "
                        + stuck.inputs().stream()
                                .filter(i -> !i.isEmpty() && scope.find(i) == null)
                                .toList()
                        + " depend on its outputs " + stuck.outputs());
            }
            pending = later;
        }
    }

    /** Whether no input of {@code node} is the output of a node that is still to be read. */
    private static boolean isReady(NodeProto node, Scope scope, List<NodeProto> pending) {
        for (String input : node.inputs()) {
            if (!input.isEmpty()
                    && scope.find(input) == null
                    && pending.stream().anyMatch(other -> other.outputs().contains(input))) {
                return false;
            }
        }
        return true;
    }

    private void readNode(NodeProto proto, Scope scope) {
        Optional<FunctionProto> function = operators.function(proto);
        if (function.isPresent()) {
            inline(function.get(), proto, scope);
            return;
        }
        long version = OperatorFinder.version(imports, proto.domain(), GraphReader::where, proto);
        var node = new OnnxNode(proto, this, scope, version);
        try {
            operators.reader(proto, version).accept(node);
        } catch (InvalidInputException e) {
            throw new ModelFormatException(where(proto) + ": " + e.getMessage(), e);
        } catch (LanewiseException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new ModelFormatException(where(proto) + ": its attributes or inputs are out of range: " + e, e);
        }
    }

    private void inline(FunctionProto function, NodeProto call, Scope scope) {
        if (++functionDepth > MOST_NESTED_FUNCTIONS) {
            throw new ModelFormatException(
                    where(call) + ": functions call each other more than " + MOST_NESTED_FUNCTIONS + " deep");
        }
        var outer = imports;
        imports = function.opsetImports();
        var inner = new Scope(scope.graph(), null);
        for (int i = 0; i < function.inputs().size(); i++) {
            if (i < call.inputs().size() && !call.inputs().get(i).isEmpty()) {
                inner.define(
                        function.inputs().get(i),
                        resolve(scope, call, call.inputs().get(i)));
            }
        }
        var absent = new HashSet<>(function.inputs());
        absent.removeIf(name -> inner.find(name) != null);
        readNodes(FunctionBody.instantiate(function, call, absent), inner);
        imports = outer;
        functionDepth--;
        for (int i = 0; i < call.outputs().size(); i++) {
            if (!call.outputs().get(i).isEmpty() && i < function.outputs().size()) {
                Edge made = inner.find(function.outputs().get(i));
                if (made == null) {
                    throw new ModelFormatException(
                            where(call) + ": function '" + function.name() + "' does not make its output '"
                                    + function.outputs().get(i) + "'");
                }
                scope.define(call.outputs().get(i), made);
            }
        }
    }

    OnnxNode.Body body(GraphProto proto, Scope around, BiFunction<Integer, ValueType, ValueType> formalType) {
        Scope scope = read(proto, around, formalType, imports);
        return new OnnxNode.Body(scope.graph(), scope.captures());
    }

    Edge resolve(Scope scope, NodeProto node, String name) {
        Edge edge = scope.find(name);
        if (edge == null) {
            throw new ModelFormatException(where(node) + ": nothing makes its input '" + name + "'");
        }
        return edge;
    }

    Tensor tensor(TensorProto proto) {
        return tensors.read(proto);
    }

    Tensor sparseTensor(SparseTensorProto proto) {
        return tensors.readSparse(proto);
    }

    ValueType type(TypeProto proto) {
        return switch (proto) {
            case TypeProto.TensorType(int element, var shape) ->
                new ValueType.TensorType(elementType(element), shape(shape));
            case TypeProto.SparseTensorType(int element, var shape) ->
                new ValueType.TensorType(elementType(element), shape(shape));
            case TypeProto.SequenceType(var element) -> new ValueType.SequenceType(type(element));
            case TypeProto.OptionalType(var element) -> new ValueType.OptionalType(type(element));
            case TypeProto.MapType(int key, var value) -> new ValueType.MapType(elementType(key), type(value));
            case TypeProto.OpaqueType opaque -> new ValueType.UnknownType();
            case TypeProto.Unknown unknown -> new ValueType.UnknownType();
        };
    }

    private static ElementType elementType(int number) {
        return ElementTypes.of(number, message -> new ModelFormatException("in a type: " + message));
    }

    /** Each named dimension gets a symbol of its own: exporters give one name to dimensions that differ. */
    private Shape shape(Optional<List<Dim>> dims) {
        if (dims.isEmpty()) {
            return Shape.UNRANKED;
        }
        return Shape.of(dims.get().stream()
                .map(dim -> switch (dim) {
                    case Dim.Value(long size) -> size < 0 ? Shape.ANY : size;
                    case Dim.Parameter parameter -> nextSymbol--;
                    case Dim.Unknown unknown -> Shape.ANY;
                })
                .collect(Collectors.toList()));
    }

    /** For messages: {@code node 'encoder/softmax' (Softmax) at byte 1234}. */
    static String where(NodeProto node) {
        String at = node.fileOffset() == NodeProto.NO_OFFSET ? "" : " at byte " + node.fileOffset();
        return "node '" + name(node) + "' (" + node.opType() + ")" + at;
    }

    /** The name of a node, or those of its outputs where it has none. */
    static String name(NodeProto node) {
        return node.name().isEmpty() ? String.join(",", node.outputs()) : node.name();
    }

    /** Names and values of a node's attributes, for functions. */
    static Map<String, AttributeValue> attributes(NodeProto node) {
        return node.attributes().stream()
                .collect(Collectors.toMap(AttributeProto::name, AttributeProto::value, (a, b) -> a));
    }
}
