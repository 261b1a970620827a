package dev.lanewise.onnx.proto;

import java.util.List;

/** {@code SequenceProto}: values of one kind; the element type is the number of {@code SequenceProto.DataType}. */
public record SequenceProto(String name, int elementType, List<ValueProto> values) implements ValueProto {

    public SequenceProto {
        values = List.copyOf(values);
    }
}
