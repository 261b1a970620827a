package dev.lanewise.onnx;

import dev.lanewise.onnx.proto.AttributeProto;
import dev.lanewise.onnx.proto.AttributeValue;
import dev.lanewise.onnx.proto.FunctionProto;
import dev.lanewise.onnx.proto.GraphProto;
import dev.lanewise.onnx.proto.NodeProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Nodes of a function for one call: references to its attributes replaced by their values, absent inputs left out. */
final class FunctionBody {

    private FunctionBody() {}

    /**
     * The nodes, named after the call.
     *
     * @param absent formal inputs that the call does not give
     */
    static List<NodeProto> instantiate(FunctionProto function, NodeProto call, Set<String> absent) {
        Map<String, AttributeValue> values = new HashMap<>();
        function.defaultAttributes().forEach(a -> values.put(a.name(), a.value()));
        values.putAll(GraphReader.attributes(call));
        String prefix = call.name().isEmpty() ? function.name() : call.name();
        return function.nodes().stream()
                .map(node -> substitute(node, values, absent, prefix))
                .toList();
    }

    private static NodeProto substitute(
            NodeProto node, Map<String, AttributeValue> values, Set<String> absent, String prefix) {
        var attributes = new ArrayList<AttributeProto>();
        for (AttributeProto attribute : node.attributes()) {
            switch (attribute.value()) {
                case AttributeValue.Reference(var type, String name) -> {
                    AttributeValue value = values.get(name);
                    if (value != null) {
                        attributes.add(new AttributeProto(attribute.name(), value));
                    }
                }
                case AttributeValue.GraphValue(GraphProto graph) ->
                    attributes.add(new AttributeProto(
                            attribute.name(),
                            new AttributeValue.GraphValue(substitute(graph, values, absent, prefix))));
                case AttributeValue value -> attributes.add(attribute);
            }
        }
        var inputs =
                node.inputs().stream().map(i -> absent.contains(i) ? "" : i).toList();
        String name = prefix + "/" + (node.name().isEmpty() ? String.join(",", node.outputs()) : node.name());
        return new NodeProto(
                inputs,
                node.outputs(),
                name,
                node.opType(),
                node.domain(),
                node.overload(),
                attributes,
                node.metadata(),
                node.fileOffset());
    }

    private static GraphProto substitute(
            GraphProto graph, Map<String, AttributeValue> values, Set<String> absent, String prefix) {
        return new GraphProto(
                graph.name(),
                graph.nodes().stream()
                        .map(node -> substitute(node, values, absent, prefix))
                        .toList(),
                graph.initializers(),
                graph.sparseInitializers(),
                graph.inputs(),
                graph.outputs(),
                graph.valueInfo(),
                graph.quantizationAnnotations(),
                graph.docString(),
                graph.metadata());
    }
}
