package dev.lanewise.onnx.proto;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The elements of a repeated number field, packed or not, as little-endian bytes. One packed run of fixed width stays
 * a slice of the file; everything else is gathered on the heap.
 */
final class Elements {

    /** How an element stands in the file. */
    enum Encoding {
        FIXED,
        VARINT
    }

    private final Encoding encoding;
    private final int width;
    private ByteBuffer gathered = ByteBuffer.allocate(0).order(ByteOrder.LITTLE_ENDIAN);
    private boolean borrowed;

    private Elements(Encoding encoding, int width) {
        this.encoding = encoding;
        this.width = width;
    }

    static Elements ofFloats() {
        return new Elements(Encoding.FIXED, Float.BYTES);
    }

    static Elements ofDoubles() {
        return new Elements(Encoding.FIXED, Double.BYTES);
    }

    static Elements ofInts() {
        return new Elements(Encoding.VARINT, Integer.BYTES);
    }

    static Elements ofLongs() {
        return new Elements(Encoding.VARINT, Long.BYTES);
    }

    Encoding encoding() {
        return encoding;
    }

    int width() {
        return width;
    }

    int size() {
        return gathered.position() / width;
    }

    boolean isEmpty() {
        return size() == 0;
    }

    void add(long element, WireReader in) {
        reserve(1, in);
        if (width == Integer.BYTES) {
            gathered.putInt((int) element);
        } else {
            gathered.putLong(element);
        }
    }

    void add(ByteBuffer slice, WireReader in) {
        if (isEmpty()) {
            borrowed = true;
            gathered = slice.position(slice.limit());
        } else {
            reserve(slice.remaining() / width, in);
            gathered.put(slice);
        }
    }

    void reserve(int count, WireReader in) {
        long needed = gathered.position() + (long) count * width;
        if (!borrowed && needed <= gathered.capacity()) {
            return;
        }
        long capacity = Math.max(needed, Math.min(2L * gathered.position(), Integer.MAX_VALUE - 8L));
        if (capacity > Integer.MAX_VALUE - 8L) {
            throw in.failure("more than " + (Integer.MAX_VALUE - 8) / width + " elements");
        }
        in.charge(capacity);
        gathered = ByteBuffer.allocate((int) capacity)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(gathered.flip());
        borrowed = false;
    }

    FloatBuffer floats() {
        return view().asFloatBuffer();
    }

    DoubleBuffer doubles() {
        return view().asDoubleBuffer();
    }

    IntBuffer ints() {
        return view().asIntBuffer();
    }

    LongBuffer longs() {
        return view().asLongBuffer();
    }

    List<Long> toList() {
        var list = new ArrayList<Long>(size());
        for (var values = longs(); values.hasRemaining(); ) {
            list.add(values.get());
        }
        return list;
    }

    private ByteBuffer view() {
        return gathered.slice(0, gathered.position()).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }
}
