package dev.lanewise.tensor;

import dev.lanewise.tensor.ElementType.Carrier;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An n-dimensional array in row-major order, at most 2³¹−1 elements. Made from a Java array, it wraps that array without
 * a copy: changes of the array are changes of the tensor. A tensor may also be deferred, its array read from a file when
 * first asked for.
 */
public final class Tensor implements Value {

    private final ElementType type;
    private final long[] shape;
    private final int size;
    private volatile @Nullable Object array;
    private @Nullable Supplier<Object> source;

    private Tensor(ElementType type, long[] shape, @Nullable Object array, @Nullable Supplier<Object> source) {
        this.type = type;
        this.shape = shape.clone();
        this.size = sizeOf(type, this.shape);
        this.array = array;
        this.source = source;
    }

    /** Wraps {@code data}: 32-bit floats. */
    public static Tensor of(float[] data, long... shape) {
        return wrap(ElementType.FLOAT, data, data.length, shape);
    }

    /** Wraps {@code data}: 64-bit floats. */
    public static Tensor of(double[] data, long... shape) {
        return wrap(ElementType.DOUBLE, data, data.length, shape);
    }

    /** Wraps {@code data}: INT32. */
    public static Tensor of(int[] data, long... shape) {
        return wrap(ElementType.INT32, data, data.length, shape);
    }

    /** Wraps {@code data}: INT64. */
    public static Tensor of(long[] data, long... shape) {
        return wrap(ElementType.INT64, data, data.length, shape);
    }

    /** Wraps {@code data}: INT16. */
    public static Tensor of(short[] data, long... shape) {
        return wrap(ElementType.INT16, data, data.length, shape);
    }

    /** Wraps {@code data}: INT8. */
    public static Tensor of(byte[] data, long... shape) {
        return wrap(ElementType.INT8, data, data.length, shape);
    }

    /** Wraps {@code data}: strings. */
    public static Tensor of(String[] data, long... shape) {
        return wrap(ElementType.STRING, data, data.length, shape);
    }

    /** Copies {@code data} into bytes 0 and 1: BOOL. */
    public static Tensor of(boolean[] data, long... shape) {
        var bytes = new byte[data.length];
        for (int i = 0; i < data.length; i++) {
            bytes[i] = (byte) (data[i] ? 1 : 0);
        }
        return wrap(ElementType.BOOL, bytes, bytes.length, shape);
    }

    /**
     * Reads raw data, as {@link #toByteBuffer} gives it: little-endian whatever the buffer's order, elements narrower
     * than a byte packed from the low bits up. The buffer's position does not change.
     */
    public static Tensor of(ElementType type, ByteBuffer littleEndian, long... shape) {
        var tensor = zeros(type, shape);
        RawData.read(type, littleEndian, tensor.array(), tensor.size());
        return tensor;
    }

    /**
     * Wraps an array of the type's {@linkplain ElementType#carrier carrier}, for the types that share one: UINT8 in a
     * {@code byte[]}, FLOAT16 in a {@code short[]}.
     */
    public static Tensor wrap(ElementType type, Object array, long... shape) {
        return wrap(type, array, lengthOf(type, array), shape);
    }

    /** A tensor of zeros, false, or empty strings. */
    public static Tensor zeros(ElementType type, long... shape) {
        int size = sizeOf(type, shape);
        return new Tensor(type, shape, type.carrier().newArray(Math.multiplyExact(size, type.entries())), null);
    }

    /** A tensor whose array is made when first asked for; {@code source} gives an array of the type's carrier. */
    public static Tensor deferred(ElementType type, Supplier<Object> source, long... shape) {
        return new Tensor(type, shape, null, source);
    }

    /** A tensor of one INT64 and no dimensions. */
    public static Tensor scalar(long value) {
        return of(new long[] {value});
    }

    /** A tensor of one FLOAT and no dimensions. */
    public static Tensor scalar(float value) {
        return of(new float[] {value});
    }

    /** A tensor with an array of its own, a copy of that of {@code other}. */
    public static Tensor of(Tensor other) {
        int length = other.size * other.type.entries();
        Object copy = other.type.carrier().newArray(length);
        System.arraycopy(other.array(), 0, copy, 0, length);
        return new Tensor(other.type, other.shape, copy, null);
    }

    private static Tensor wrap(ElementType type, Object array, int length, long[] shape) {
        Objects.requireNonNull(array, "array");
        int size = sizeOf(type, shape);
        if (length != (long) size * type.entries()) {
            throw new InvalidInputException("an array of " + length + " elements does not fill a tensor of shape "
                    + Arrays.toString(shape) + ", which has " + size);
        }
        return new Tensor(type, shape, array, null);
    }

    private static int lengthOf(ElementType type, Object array) {
        return switch (array) {
            case float[] a when type.carrier() == Carrier.FLOATS -> a.length;
            case double[] a when type.carrier() == Carrier.DOUBLES -> a.length;
            case int[] a when type.carrier() == Carrier.INTS -> a.length;
            case long[] a when type.carrier() == Carrier.LONGS -> a.length;
            case short[] a when type.carrier() == Carrier.SHORTS -> a.length;
            case byte[] a when type.carrier() == Carrier.BYTES -> a.length;
            case String[] a when type.carrier() == Carrier.STRINGS -> a.length;
            default ->
                throw new InvalidInputException(type + " is carried by "
                        + type.carrier().newArray(0).getClass().getSimpleName() + ", not by "
                        + array.getClass().getSimpleName());
        };
    }

    private static int sizeOf(ElementType type, long[] shape) {
        long size = 1;
        boolean empty = false;
        for (long dim : shape) {
            if (dim < 0) {
                throw new InvalidInputException("shape " + Arrays.toString(shape) + " has a negative dimension");
            }
            empty |= dim == 0;
        }
        for (long dim : shape) {
            if (!empty && dim > Integer.MAX_VALUE / size) {
                throw new ResourceLimitException("shape " + Arrays.toString(shape)
                        + " has more elements than a tensor can hold, which is " + Integer.MAX_VALUE);
            }
            size *= empty ? 0 : dim;
        }
        if (size * type.entries() > Integer.MAX_VALUE) {
            throw new ResourceLimitException("shape " + Arrays.toString(shape) + " of " + type + " is too large");
        }
        return (int) size;
    }

    /** Type of the elements. */
    public ElementType type() {
        return type;
    }

    /** Extents of the dimensions, outermost first; a new array. */
    public long[] shape() {
        return shape.clone();
    }

    /** Number of dimensions. */
    public int rank() {
        return shape.length;
    }

    /** Extent of dimension {@code axis}. */
    public long dim(int axis) {
        return shape[axis];
    }

    /** Number of elements. */
    public int size() {
        return size;
    }

    /** Whether {@code other} has the same element type and shape. */
    public boolean hasTypeAndShapeOf(Tensor other) {
        return type == other.type && Arrays.equals(shape, other.shape);
    }

    /** The array of the carrier that holds the elements, without a copy. */
    public Object array() {
        Object present = array;
        return present != null ? present : materialise();
    }

    private synchronized Object materialise() {
        Object present = array;
        if (present == null) {
            present = Objects.requireNonNull(source, "source").get();
            array = present;
            source = null;
        }
        return present;
    }

    /** A tensor over the same array with another shape of as many elements. */
    public Tensor reshape(long... newShape) {
        if (sizeOf(type, newShape) != size) {
            throw new InvalidInputException(
                    "shape " + Arrays.toString(shape) + " cannot become " + Arrays.toString(newShape));
        }
        return array == null ? deferred(type, this::array, newShape) : new Tensor(type, newShape, array(), null);
    }

    /** The elements of a FLOAT tensor, without a copy. */
    public float[] floats() {
        return (float[]) carrier(Carrier.FLOATS);
    }

    /** The elements of a DOUBLE tensor, without a copy. */
    public double[] doubles() {
        return (double[]) carrier(Carrier.DOUBLES);
    }

    /** The elements of an INT32 or UINT32 tensor, without a copy. */
    public int[] ints() {
        return (int[]) carrier(Carrier.INTS);
    }

    /** The elements of an INT64 or UINT64 tensor, without a copy. */
    public long[] longs() {
        return (long[]) carrier(Carrier.LONGS);
    }

    /** The elements of a tensor of a 16-bit type, without a copy. */
    public short[] shorts() {
        return (short[]) carrier(Carrier.SHORTS);
    }

    /** The elements of a tensor of BOOL (0 and 1) or of a type of 8 bits or fewer, one a byte, without a copy. */
    public byte[] bytes() {
        return (byte[]) carrier(Carrier.BYTES);
    }

    /** The elements of a STRING tensor, without a copy. */
    public String[] strings() {
        return (String[]) carrier(Carrier.STRINGS);
    }

    /** The elements of a BOOL tensor, copied. */
    public boolean[] booleans() {
        var bytes = (byte[]) carrier(Carrier.BYTES);
        var booleans = new boolean[size];
        for (int i = 0; i < size; i++) {
            booleans[i] = bytes[i] != 0;
        }
        return booleans;
    }

    private Object carrier(Carrier wanted) {
        if (type.carrier() != wanted) {
            throw new InvalidInputException(
                    "a tensor of " + type + " has no " + wanted.name().toLowerCase(java.util.Locale.ROOT)
                            + "; its elements are " + type.carrier().name().toLowerCase(java.util.Locale.ROOT));
        }
        return array();
    }

    /** The elements as raw data: little-endian, elements narrower than a byte packed from the low bits up. */
    public ByteBuffer toByteBuffer() {
        return RawData.write(type, array(), size);
    }

    /** Same type, shape and elements (floats by bits). */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Tensor that
                && type == that.type
                && Arrays.equals(shape, that.shape)
                && (array() == that.array() || Arrays.deepEquals(new Object[] {array()}, new Object[] {that.array()}));
    }

    @Override
    public int hashCode() {
        return 31 * type.hashCode() + Arrays.hashCode(shape);
    }

    @Override
    public String toString() {
        return type + Arrays.toString(shape);
    }
}
