package dev.lanewise.onnx.proto;

import java.util.List;
import java.util.Map;

/** {@code GraphProto}: nodes in topological order with the tensors and types they name. */
public record GraphProto(
        String name,
        List<NodeProto> nodes,
        List<TensorProto> initializers,
        List<SparseTensorProto> sparseInitializers,
        List<ValueInfoProto> inputs,
        List<ValueInfoProto> outputs,
        List<ValueInfoProto> valueInfo,
        List<TensorAnnotation> quantizationAnnotations,
        String docString,
        Map<String, String> metadata) {

    /** A graph with nothing in it. */
    public static final GraphProto EMPTY = new GraphProto(
            "", List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), "", Map.of());

    public GraphProto {
        nodes = List.copyOf(nodes);
        initializers = List.copyOf(initializers);
        sparseInitializers = List.copyOf(sparseInitializers);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        valueInfo = List.copyOf(valueInfo);
        quantizationAnnotations = List.copyOf(quantizationAnnotations);
        metadata = Copies.ordered(metadata);
    }
}
