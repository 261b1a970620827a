package dev.lanewise.onnx;

import dev.lanewise.LoadOptions;
import dev.lanewise.onnx.proto.SparseTensorProto;
import dev.lanewise.onnx.proto.TensorData;
import dev.lanewise.onnx.proto.TensorProto;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.ModelFormatException;
import dev.lanewise.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;

/** Tensors from TensorProto: from the file's bytes, typed fields, or external data; large ones when first used. */
public final class TensorReader {

    /** Raw data above this size stays in the file until it is used. */
    private static final int DEFERRED_BYTES = 1 << 12;

    private final ExternalData external;

    public TensorReader(LoadOptions options) {
        this.external = new ExternalData(options);
    }

    /** The tensor; sizes are checked against the data before anything is allocated. */
    public Tensor read(TensorProto proto) {
        ElementType type = ElementTypes.of(proto.dataType(), message -> error(proto, message));
        long count = 1;
        for (long dim : proto.dims()) {
            if (dim < 0 || dim > 0 && count > Integer.MAX_VALUE / dim) {
                throw error(
                        proto,
                        "shape " + proto.dims() + " is negative or has more than " + Integer.MAX_VALUE + " elements");
            }
            count *= dim;
        }
        long[] shape = proto.shape();
        return switch (proto.data()) {
            case TensorData.Raw(var bytes) -> raw(proto, type, bytes.buffer(), count, shape);
            case TensorData.External(var entries) ->
                raw(proto, type, external.open(proto.name(), entries), count, shape);
            case TensorData.Empty empty -> {
                checkCount(proto, count, 0);
                yield Tensor.zeros(type, shape);
            }
            case TensorData.Floats floats -> {
                checkCount(proto, count * type.entries(), floats.values().remaining());
                yield Tensor.wrap(type, toArray(floats), shape);
            }
            case TensorData.Doubles doubles -> {
                checkCount(proto, count * type.entries(), doubles.values().remaining());
                var values = new double[doubles.values().remaining()];
                doubles.values().get(values);
                yield Tensor.wrap(type, values, shape);
            }
            case TensorData.Longs longs -> {
                checkCount(proto, count, longs.values().remaining());
                var values = new long[(int) count];
                longs.values().get(values);
                yield Tensor.wrap(type, values, shape);
            }
            case TensorData.UnsignedLongs longs -> {
                checkCount(proto, count, longs.values().remaining());
                var values = new long[(int) count];
                longs.values().get(values);
                yield type == ElementType.UINT64
                        ? Tensor.wrap(type, values, shape)
                        : Tensor.wrap(
                                type,
                                Arrays.stream(values).mapToInt(v -> (int) v).toArray(),
                                shape);
            }
            case TensorData.Ints ints -> fromInts(proto, type, ints.values(), count, shape);
            case TensorData.Strings(var strings) -> {
                checkCount(proto, count, strings.size());
                var values = new String[strings.size()];
                Arrays.setAll(values, i -> strings.get(i).utf8());
                yield Tensor.wrap(type, values, shape);
            }
        };
    }

    private static float[] toArray(TensorData.Floats floats) {
        var values = new float[floats.values().remaining()];
        floats.values().get(values);
        return values;
    }

    private static Tensor raw(TensorProto proto, ElementType type, ByteBuffer bytes, long count, long[] shape) {
        if (type == ElementType.STRING) {
            throw error(proto, "strings cannot be raw data");
        }
        long expected = (count * type.bits() + 7) / 8;
        if (bytes.remaining() != expected) {
            throw error(
                    proto,
                    "has " + bytes.remaining() + " bytes of raw data; " + count + " elements of " + type + " take "
                            + expected);
        }
        return expected <= DEFERRED_BYTES
                ? Tensor.of(type, bytes, shape)
                : Tensor.deferred(type, () -> Tensor.of(type, bytes, shape).array(), shape);
    }

    private static Tensor fromInts(TensorProto proto, ElementType type, IntBuffer values, long count, long[] shape) {
        if (type.bits() < 8) {
            var packed = ByteBuffer.allocate(values.remaining());
            while (values.hasRemaining()) {
                packed.put((byte) values.get());
            }
            return raw(proto, type, packed.flip(), count, shape);
        }
        checkCount(proto, count, values.remaining());
        var ints = new int[(int) count];
        values.get(ints);
        return switch (type.carrier()) {
            case INTS -> Tensor.wrap(type, ints, shape);
            case SHORTS -> {
                var shorts = new short[ints.length];
                for (int i = 0; i < ints.length; i++) {
                    shorts[i] = (short) ints[i];
                }
                yield Tensor.wrap(type, shorts, shape);
            }
            case BYTES -> {
                var bytes = new byte[ints.length];
                for (int i = 0; i < ints.length; i++) {
                    bytes[i] = (byte) ints[i];
                }
                yield Tensor.wrap(type, bytes, shape);
            }
            case FLOATS, DOUBLES, LONGS, STRINGS -> throw error(proto, type + " cannot be in int32_data");
        };
    }

    /** A dense tensor with the sparse one's values at their indices, zeros elsewhere. */
    Tensor readSparse(SparseTensorProto proto) {
        Tensor values = read(proto.values());
        long[] indices = read(proto.indices()).longs();
        long[] shape = proto.dims().stream().mapToLong(Long::longValue).toArray();
        Tensor dense = Tensor.zeros(values.type(), shape);
        int rank = shape.length;
        boolean flat = indices.length == values.size() && read(proto.indices()).rank() == 1;
        for (int i = 0; i < values.size(); i++) {
            long at = flat ? indices[i] : 0;
            for (int axis = 0; !flat && axis < rank; axis++) {
                at = at * shape[axis] + indices[i * rank + axis];
            }
            if (at < 0 || at >= dense.size()) {
                throw error(proto.values(), "a sparse index is outside shape " + proto.dims());
            }
            System.arraycopy(values.array(), i, dense.array(), (int) at, 1);
        }
        return dense;
    }

    private static void checkCount(TensorProto proto, long expected, long found) {
        if (expected != found) {
            throw error(proto, "shape " + proto.dims() + " takes " + expected + " values, the file has " + found);
        }
    }

    private static ModelFormatException error(TensorProto proto, String message) {
        return new ModelFormatException("tensor '" + proto.name() + "': " + message);
    }
}
