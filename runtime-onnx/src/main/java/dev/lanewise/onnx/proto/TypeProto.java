package dev.lanewise.onnx.proto;

import java.util.List;
import java.util.Optional;

/** {@code TypeProto}: the type of a value. Element and key types are numbers of {@code TensorProto.DataType}. */
public sealed interface TypeProto {

    /** A type that the file leaves open. */
    record Unknown() implements TypeProto {}

    /** A dense tensor; without a shape, of any rank. */
    record TensorType(int elementType, Optional<List<Dim>> shape) implements TypeProto {
        public TensorType {
            shape = shape.map(List::copyOf);
        }
    }

    /** A sparse tensor; without a shape, of any rank. */
    record SparseTensorType(int elementType, Optional<List<Dim>> shape) implements TypeProto {
        public SparseTensorType {
            shape = shape.map(List::copyOf);
        }
    }

    /** A sequence of values of one type. */
    record SequenceType(TypeProto element) implements TypeProto {}

    /** A map from integers or strings. */
    record MapType(int keyType, TypeProto value) implements TypeProto {}

    /** A value or nothing. */
    record OptionalType(TypeProto element) implements TypeProto {}

    /** A type that only its domain knows. */
    record OpaqueType(String domain, String name) implements TypeProto {}
}
