package dev.lanewise.tensor;

import java.util.Optional;

/** A value that may be missing. ONNX {@code optional}. */
public record OptionalValue(Optional<Value> value) implements Value {}
