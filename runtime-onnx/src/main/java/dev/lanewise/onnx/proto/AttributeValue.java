package dev.lanewise.onnx.proto;

import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.List;

/**
 * What an {@code AttributeProto} holds: one variant for each {@link AttributeType}, and the reference inside
 * functions.
 */
public sealed interface AttributeValue {

    /** The type by which the file names this variant. */
    AttributeType type();

    /** Field {@code f}. */
    record FloatValue(float value) implements AttributeValue {
        @Override
        public AttributeType type() {
            return AttributeType.FLOAT;
        }
    }

    /** Field {@code i}. */
    record IntValue(long value) implements AttributeValue {
        @Override
        public AttributeType type() {
            return AttributeType.INT;
        }
    }

    /** Field {@code s}: bytes, by convention UTF-8. */
    record StringValue(Bytes value) implements AttributeValue {
        @Override
        public AttributeType type() {
            return AttributeType.STRING;
        }
    }

    /** Field {@code t}. */
    record TensorValue(TensorProto value) implements AttributeValue {
        @Override
        public AttributeType type() {
            return AttributeType.TENSOR;
        }
    }

    /** Field {@code g}. */
    record GraphValue(GraphProto value) implements AttributeValue {
        @Override
        public AttributeType type() {
            return AttributeType.GRAPH;
        }
    }

    /** Field {@code sparse_tensor}. */
    record SparseTensorValue(SparseTensorProto value) implements AttributeValue {
        @Override
        public AttributeType type() {
            return AttributeType.SPARSE_TENSOR;
        }
    }

    /** Field {@code tp}. */
    record TypeValue(TypeProto value) implements AttributeValue {
        @Override
        public AttributeType type() {
            return AttributeType.TYPE_PROTO;
        }
    }

    /** Field {@code floats}; {@link #values()} gives a fresh read-only view. */
    record Floats(FloatBuffer values) implements AttributeValue {
        public Floats {
            values = values.slice().asReadOnlyBuffer();
        }

        /** Copies the numbers given. */
        public static Floats of(float... values) {
            return new Floats(FloatBuffer.wrap(values.clone()));
        }

        @Override
        public FloatBuffer values() {
            return values.duplicate();
        }

        /** A copy of the numbers. */
        public float[] toArray() {
            var copy = new float[values.limit()];
            values.get(0, copy);
            return copy;
        }

        @Override
        public AttributeType type() {
            return AttributeType.FLOATS;
        }
    }

    /** Field {@code ints}; {@link #values()} gives a fresh read-only view. */
    record Ints(LongBuffer values) implements AttributeValue {
        public Ints {
            values = values.slice().asReadOnlyBuffer();
        }

        /** Copies the numbers given. */
        public static Ints of(long... values) {
            return new Ints(LongBuffer.wrap(values.clone()));
        }

        @Override
        public LongBuffer values() {
            return values.duplicate();
        }

        /** A copy of the numbers. */
        public long[] toArray() {
            var copy = new long[values.limit()];
            values.get(0, copy);
            return copy;
        }

        @Override
        public AttributeType type() {
            return AttributeType.INTS;
        }
    }

    /** Field {@code strings}. */
    record Strings(List<Bytes> values) implements AttributeValue {
        public Strings {
            values = List.copyOf(values);
        }

        @Override
        public AttributeType type() {
            return AttributeType.STRINGS;
        }
    }

    /** Field {@code tensors}. */
    record Tensors(List<TensorProto> values) implements AttributeValue {
        public Tensors {
            values = List.copyOf(values);
        }

        @Override
        public AttributeType type() {
            return AttributeType.TENSORS;
        }
    }

    /** Field {@code graphs}. */
    record Graphs(List<GraphProto> values) implements AttributeValue {
        public Graphs {
            values = List.copyOf(values);
        }

        @Override
        public AttributeType type() {
            return AttributeType.GRAPHS;
        }
    }

    /** Field {@code sparse_tensors}. */
    record SparseTensors(List<SparseTensorProto> values) implements AttributeValue {
        public SparseTensors {
            values = List.copyOf(values);
        }

        @Override
        public AttributeType type() {
            return AttributeType.SPARSE_TENSORS;
        }
    }

    /** Field {@code type_protos}. */
    record Types(List<TypeProto> values) implements AttributeValue {
        public Types {
            values = List.copyOf(values);
        }

        @Override
        public AttributeType type() {
            return AttributeType.TYPE_PROTOS;
        }
    }

    /** Field {@code ref_attr_name}: the value of an attribute of the function around this node. */
    record Reference(AttributeType type, String attributeName) implements AttributeValue {}
}
