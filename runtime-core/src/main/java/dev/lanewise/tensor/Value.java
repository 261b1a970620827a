package dev.lanewise.tensor;

/** What flows through a model: a tensor, or one of ONNX's containers of values. */
public sealed interface Value permits Tensor, SequenceValue, MapValue, OptionalValue {}
