package dev.lanewise.tflite.file;

import com.google.flatbuffers.FlatBufferBuilder;
import java.nio.ByteBuffer;
import java.util.List;

/** Vectors of a flatbuffer that is being written. */
final class Vectors {

    /** TFLite maps the data of tensors: they begin at multiples of this. */
    private static final int ALIGNMENT = 16;

    private Vectors() {}

    static int ints(FlatBufferBuilder flat, int[] values) {
        flat.startVector(Integer.BYTES, values.length, Integer.BYTES);
        for (int i = values.length - 1; i >= 0; i--) {
            flat.addInt(values[i]);
        }
        return flat.endVector();
    }

    static int floats(FlatBufferBuilder flat, float[] values) {
        flat.startVector(Float.BYTES, values.length, Float.BYTES);
        for (int i = values.length - 1; i >= 0; i--) {
            flat.addFloat(values[i]);
        }
        return flat.endVector();
    }

    static int longs(FlatBufferBuilder flat, long[] values) {
        flat.startVector(Long.BYTES, values.length, Long.BYTES);
        for (int i = values.length - 1; i >= 0; i--) {
            flat.addLong(values[i]);
        }
        return flat.endVector();
    }

    /** Tables that have been written. */
    static int offsets(FlatBufferBuilder flat, List<Integer> tables) {
        flat.startVector(Integer.BYTES, tables.size(), Integer.BYTES);
        tables.reversed().forEach(flat::addOffset);
        return flat.endVector();
    }

    static int data(FlatBufferBuilder flat, ByteBuffer bytes) {
        flat.createUnintializedVector(1, bytes.remaining(), ALIGNMENT).put(bytes.duplicate());
        return flat.endVector();
    }
}
