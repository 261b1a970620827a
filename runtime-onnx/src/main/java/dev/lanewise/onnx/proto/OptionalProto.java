package dev.lanewise.onnx.proto;

import java.util.Optional;

/** {@code OptionalProto}: a value or nothing; the element type is the number of {@code OptionalProto.DataType}. */
public record OptionalProto(String name, int elementType, Optional<ValueProto> value) implements ValueProto {}
