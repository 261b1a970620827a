package dev.lanewise.onnx.proto;

import java.util.List;
import java.util.Map;

/**
 * {@code FunctionProto}: an operator made of nodes. The attribute names have no default and must be given by the
 * caller; the default attributes need not be.
 */
public record FunctionProto(
        String domain,
        String name,
        String overload,
        List<String> inputs,
        List<String> outputs,
        List<String> attributes,
        List<AttributeProto> defaultAttributes,
        List<NodeProto> nodes,
        List<OpsetImport> opsetImports,
        List<ValueInfoProto> valueInfo,
        String docString,
        Map<String, String> metadata) {

    public FunctionProto {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        attributes = List.copyOf(attributes);
        defaultAttributes = List.copyOf(defaultAttributes);
        nodes = List.copyOf(nodes);
        opsetImports = List.copyOf(opsetImports);
        valueInfo = List.copyOf(valueInfo);
        metadata = Copies.ordered(metadata);
    }
}
