package dev.lanewise.onnx.proto;

/**
 * {@code AttributeProto}: a named constant of a node, or the declaration of a function's attribute with its default.
 */
public record AttributeProto(String name, AttributeValue value) {

    /** The type of the value. */
    public AttributeType type() {
        return value.type();
    }
}
