package dev.lanewise.onnx.proto;

/**
 * A stored value: what stands in the {@code .pb} files beside a test model, and inside sequences, maps and optionals.
 */
public sealed interface ValueProto permits TensorProto, SparseTensorProto, SequenceProto, MapProto, OptionalProto {}
