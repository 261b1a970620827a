package dev.lanewise.graph;

import dev.lanewise.tensor.ElementType;

/** The type of what flows along an edge. */
public sealed interface ValueType {

    /** An ordered list of values. */
    record SequenceType(ValueType element) implements ValueType {}

    /** A value that may be missing. */
    record OptionalType(ValueType element) implements ValueType {}

    /** Values by key; {@code key} is INT64, another integer type, or STRING. */
    record MapType(ElementType key, ValueType value) implements ValueType {}

    /** Orders operators with effects; carries no data. */
    record EffectType() implements ValueType {}

    /** Nothing is known until the value is there. */
    record UnknownType() implements ValueType {}

    /** A tensor. */
    record TensorType(ElementType element, Shape shape) implements ValueType {

        public static TensorType of(ElementType element, long... dims) {
            return new TensorType(element, Shape.of(dims));
        }

        public TensorType as(ElementType other) {
            return new TensorType(other, shape);
        }

        public TensorType as(Shape other) {
            return new TensorType(element, other);
        }

        @Override
        public String toString() {
            return element + shape.toString();
        }
    }
}
