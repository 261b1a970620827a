package dev.lanewise.onnx.proto;

/** {@code TensorShapeProto.Dimension}: a size, the name of a size, or neither. Denotations are not kept. */
public sealed interface Dim {

    /** A size as the file has it; some exporters write -1 or 0 for one they do not know. */
    record Value(long size) implements Dim {}

    /** A named size, the same wherever the name stands in the graph. */
    record Parameter(String name) implements Dim {}

    /** Any size. */
    record Unknown() implements Dim {}
}
