package dev.lanewise.onnx.proto;

import java.util.Optional;

/** {@code AttributeProto.AttributeType}, with the numbers of the file format. */
public enum AttributeType {
    UNDEFINED(0),
    FLOAT(1),
    INT(2),
    STRING(3),
    TENSOR(4),
    GRAPH(5),
    SPARSE_TENSOR(11),
    TYPE_PROTO(13),
    FLOATS(6),
    INTS(7),
    STRINGS(8),
    TENSORS(9),
    GRAPHS(10),
    SPARSE_TENSORS(12),
    TYPE_PROTOS(14);

    private final int number;

    AttributeType(int number) {
        this.number = number;
    }

    /** The number that stands for this type in a file. */
    public int number() {
        return number;
    }

    /** The type of that number. */
    public static Optional<AttributeType> of(long number) {
        for (var type : values()) {
            if (type.number == number) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
