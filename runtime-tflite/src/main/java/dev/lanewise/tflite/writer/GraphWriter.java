package dev.lanewise.tflite.writer;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.quantize.Dequantize;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.LanewiseException;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.UnsupportedModelException;
import dev.lanewise.tflite.file.Options;
import dev.lanewise.tflite.file.Quantization;
import dev.lanewise.tflite.file.TensorInfo;
import dev.lanewise.tflite.file.WrittenOperator;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tensors, operators and buffers that a graph becomes. */
final class GraphWriter {

    private final Graph graph;
    private final Map<Edge, Integer> numbers = new HashMap<>();
    private final Set<Node> written = new HashSet<>();
    private final List<TensorInfo> tensors = new ArrayList<>();
    private final List<@Nullable Tensor> values = new ArrayList<>();
    private final List<WrittenOperator> operators = new ArrayList<>();
    private final List<ByteBuffer> buffers = new ArrayList<>();

    GraphWriter(Graph graph) {
        this.graph = graph;
    }

    Graph graph() {
        return graph;
    }

    List<TensorInfo> tensors() {
        return tensors;
    }

    List<WrittenOperator> operators() {
        return operators;
    }

    List<ByteBuffer> buffers() {
        return buffers;
    }

    /** An input of the graph, and how its integers stand for real numbers. */
    void input(Edge edge, Quantization quantization) {
        numbers.put(
                edge,
                tensor(edge.name(), edge.tensorType().element(), edge.shape().dims(), quantization));
    }

    /** Writes every node, or fails with a message that names each that cannot be written. */
    void write() {
        var refused = new ArrayList<String>();
        var lost = new HashSet<Edge>();
        for (Node node : graph.sorted()) {
            if (!written.add(node) || isLazy(node)) {
                continue;
            }
            if (node.inputs().stream().anyMatch(lost::contains)) {
                lost.addAll(node.outputs());
                continue;
            }
            try {
                Operators.write(new NodeWriter(this, node, IntegerForm.of(graph, node)));
            } catch (LanewiseException e) {
                refused.add(String.valueOf(e.getMessage()));
                node.outputs().stream().filter(output -> !isTensor(output)).forEach(lost::add);
            }
        }
        if (!refused.isEmpty()) {
            throw new UnsupportedModelException("the model cannot be written as TFLite: " + String.join("; ", refused));
        }
    }

    /** Says that a node needs no operator of its own, since another does its work. */
    void absorb(Node node) {
        written.add(node);
    }

    /** The tensor of an edge; made where there is none yet. */
    int number(Edge edge) {
        Integer known = numbers.get(edge);
        if (known != null) {
            return known;
        }
        Tensor constant = edge.constant();
        int made = constant != null ? constant(edge.name(), constant, Quantization.NONE) : computed(edge);
        numbers.put(edge, made);
        return made;
    }

    private int computed(Edge edge) {
        Node node = edge.producer();
        StoredConstant stored = node == null ? null : StoredConstant.of(edge);
        if (node != null && stored != null) {
            return stored.real(new NodeWriter(this, node));
        }
        if (node != null && node.op() instanceof Dequantize op) {
            return Quantizers.write(new NodeWriter(this, node), op);
        }
        return tensor(edge);
    }

    /** Whether a node does no more than make real numbers of integers or constants, which is done where they are read. */
    private boolean isLazy(Node node) {
        return !graph.outputs().contains(node.output())
                && (node.op() instanceof Dequantize || StoredConstant.of(node.output()) != null);
    }

    private static boolean isTensor(Edge edge) {
        return edge.type() instanceof TensorType(ElementType type, var shape)
                && shape.isRanked()
                && TensorInfo.number(type) >= 0;
    }

    private int tensor(Edge edge) {
        if (!isTensor(edge)) {
            throw new UnsupportedModelException(
                    "'" + edge.name() + "' is " + edge.type() + "; TFLite has tensors of known rank alone");
        }
        return tensor(edge.name(), edge.tensorType().element(), edge.shape().dims(), Quantization.NONE);
    }

    /** Says that an edge is a tensor that has been made. */
    void define(Edge edge, int tensor) {
        numbers.put(edge, tensor);
    }

    /** Replaces what is said of a tensor. */
    void describe(int tensor, TensorInfo info) {
        tensors.set(tensor, info);
    }

    /** A tensor that an operator makes; negative extents are open. */
    int tensor(String name, ElementType type, long[] shape, Quantization quantization) {
        return add(name, type, shape, 0, quantization, null);
    }

    /** A tensor with a value. */
    int constant(String name, Tensor value, Quantization quantization) {
        if (value.type() == ElementType.STRING) {
            throw new UnsupportedModelException("constant '" + name + "' holds strings, which are not written");
        }
        if (value.size() > 0) {
            buffers.add(value.toByteBuffer());
        }
        int buffer = value.size() > 0 ? buffers.size() : 0;
        return add(name, value.type(), value.shape(), buffer, quantization, value);
    }

    private int add(
            String name,
            ElementType type,
            long[] shape,
            int buffer,
            Quantization quantization,
            @Nullable Tensor value) {
        if (TensorInfo.number(type) < 0) {
            throw new UnsupportedModelException("'" + name + "' has type " + type + ", which TFLite does not have");
        }
        long[] dims = Arrays.stream(shape).map(dim -> Math.max(dim, -1)).toArray();
        tensors.add(new TensorInfo(name, type, dims, buffer, quantization, false, null));
        values.add(value);
        return tensors.size() - 1;
    }

    TensorInfo info(int tensor) {
        return tensors.get(tensor);
    }

    /** The value of a constant tensor; null for any other. */
    @Nullable
    Tensor value(int tensor) {
        return values.get(tensor);
    }

    void operator(String builtin, Options options, int[] inputs, int[] outputs) {
        int version = Versions.of(
                builtin,
                Arrays.stream(inputs)
                        .filter(tensor -> tensor >= 0)
                        .mapToObj(tensors::get)
                        .toList());
        operators.add(new WrittenOperator(builtin, version, inputs, outputs, options));
    }
}
