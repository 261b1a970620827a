package dev.lanewise.onnx.proto;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * {@code NodeProto}: one call of an operator or function; an empty input or output name is one left out. The file
 * offset is that of the node's first byte, or {@link #NO_OFFSET}; it takes no part in equality.
 */
public record NodeProto(
        List<String> inputs,
        List<String> outputs,
        String name,
        String opType,
        String domain,
        String overload,
        List<AttributeProto> attributes,
        Map<String, String> metadata,
        long fileOffset) {

    /** The file offset of a node that comes from no file. */
    public static final long NO_OFFSET = -1;

    public NodeProto {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        attributes = List.copyOf(attributes);
        metadata = Copies.ordered(metadata);
    }

    /** A node made by a program. */
    public NodeProto(
            String name,
            String domain,
            String opType,
            List<String> inputs,
            List<String> outputs,
            List<AttributeProto> attributes) {
        this(inputs, outputs, name, opType, domain, "", attributes, Map.of(), NO_OFFSET);
    }

    /** The first attribute of that name. */
    public Optional<AttributeProto> attribute(String attributeName) {
        return attributes.stream().filter(a -> a.name().equals(attributeName)).findFirst();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NodeProto that
                && inputs.equals(that.inputs)
                && outputs.equals(that.outputs)
                && name.equals(that.name)
                && opType.equals(that.opType)
                && domain.equals(that.domain)
                && overload.equals(that.overload)
                && attributes.equals(that.attributes)
                && metadata.equals(that.metadata);
    }

    @Override
    public int hashCode() {
        return Objects.hash(inputs, outputs, name, opType, domain, overload, attributes, metadata);
    }
}
