package dev.lanewise.onnx.proto;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.List;
import java.util.Map;

/**
 * Where the elements of a {@link TensorProto} are: exactly one of its data fields, or another file. Buffers are
 * read-only and each accessor gives a fresh view at position 0.
 */
public sealed interface TensorData {

    /** No data field, or only empty ones: a tensor without elements. */
    record Empty() implements TensorData {}

    /** {@code raw_data}: little-endian, elements of fewer than 8 bits packed from the low end. */
    record Raw(Bytes bytes) implements TensorData {}

    /** {@code float_data}: FLOAT, and COMPLEX64 as pairs. */
    record Floats(FloatBuffer values) implements TensorData {
        public Floats {
            values = values.slice().asReadOnlyBuffer();
        }

        @Override
        public FloatBuffer values() {
            return values.duplicate();
        }
    }

    /**
     * {@code int32_data}: INT32 and the narrower types, float16 and float8 by their bits, packed 4-bit types by the
     * byte.
     */
    record Ints(IntBuffer values) implements TensorData {
        public Ints {
            values = values.slice().asReadOnlyBuffer();
        }

        @Override
        public IntBuffer values() {
            return values.duplicate();
        }
    }

    /** {@code int64_data}: INT64. */
    record Longs(LongBuffer values) implements TensorData {
        public Longs {
            values = values.slice().asReadOnlyBuffer();
        }

        @Override
        public LongBuffer values() {
            return values.duplicate();
        }
    }

    /** {@code uint64_data}: UINT64 and UINT32. */
    record UnsignedLongs(LongBuffer values) implements TensorData {
        public UnsignedLongs {
            values = values.slice().asReadOnlyBuffer();
        }

        @Override
        public LongBuffer values() {
            return values.duplicate();
        }
    }

    /** {@code double_data}: DOUBLE, and COMPLEX128 as pairs. */
    record Doubles(DoubleBuffer values) implements TensorData {
        public Doubles {
            values = values.slice().asReadOnlyBuffer();
        }

        @Override
        public DoubleBuffer values() {
            return values.duplicate();
        }
    }

    /** {@code string_data}: STRING, by convention UTF-8. */
    record Strings(List<Bytes> values) implements TensorData {
        public Strings {
            values = List.copyOf(values);
        }
    }

    /**
     * {@code external_data} with {@code data_location} EXTERNAL: keys location, offset, length, checksum, unchecked.
     */
    record External(Map<String, String> entries) implements TensorData {
        public External {
            entries = Copies.ordered(entries);
        }
    }
}
