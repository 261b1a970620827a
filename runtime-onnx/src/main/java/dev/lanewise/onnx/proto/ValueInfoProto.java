package dev.lanewise.onnx.proto;

import java.util.Map;

/** {@code ValueInfoProto}: a value's name and type. */
public record ValueInfoProto(String name, TypeProto type, String docString, Map<String, String> metadata) {

    public ValueInfoProto {
        metadata = Copies.ordered(metadata);
    }

    /** A name and a type alone. */
    public ValueInfoProto(String name, TypeProto type) {
        this(name, type, "", Map.of());
    }
}
