package dev.lanewise.tflite.file;

import dev.lanewise.tensor.ModelFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table of a flatbuffer. Fields go by their number in the schema, a union taking two. Every offset is checked against
 * the file, so that a broken file gives nothing but a {@link ModelFormatException}. Reads the file in place.
 */
public final class FlatTable {

    /** A table that stores no field. */
    public static final FlatTable EMPTY = root(ByteBuffer.wrap(new byte[] {8, 0, 0, 0, 4, 0, 4, 0, 4, 0, 0, 0}));

    private static final int VTABLE_HEADER = 4;

    private final ByteBuffer file;
    private final Allowance allowance;
    private final int position;
    private final int vtable;
    private final int fields;
    private final int end;

    /** Tables and vectors may share their bytes: a small file could otherwise stand for a very large model. */
    private static final class Allowance {
        private static final long BASE = 64L << 20;
        private static final int TIMES_FILE = 8;
        private static final int TABLE = 64;

        private long bytes;

        Allowance(long fileBytes) {
            bytes = BASE + TIMES_FILE * fileBytes;
        }

        void take(long taken) {
            bytes -= taken;
            if (bytes < 0) {
                throw new ModelFormatException("the file's tables share their bytes so much that they make more than "
                        + TIMES_FILE + " times its size");
            }
        }
    }

    private FlatTable(ByteBuffer file, Allowance allowance, long position) {
        this.file = file;
        this.allowance = allowance;
        allowance.take(Allowance.TABLE);
        this.position = checked(position, 4);
        this.vtable = checked(position - file.getInt(this.position), VTABLE_HEADER);
        int vtableSize = Short.toUnsignedInt(file.getShort(vtable));
        int tableSize = Short.toUnsignedInt(file.getShort(vtable + 2));
        if (vtableSize < VTABLE_HEADER || tableSize < 4) {
            throw broken(vtable, "a table's field list of " + vtableSize + " bytes for " + tableSize + " bytes");
        }
        checked(vtable, vtableSize);
        checked(position, tableSize);
        this.fields = (vtableSize - VTABLE_HEADER) / 2;
        this.end = tableSize;
    }

    /** The root table of a flatbuffer that fills {@code file} from its position on. */
    public static FlatTable root(ByteBuffer file) {
        var bytes = file.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.remaining() < 8) {
            throw new ModelFormatException("the file has " + bytes.remaining() + " bytes, too few for a flatbuffer");
        }
        return new FlatTable(bytes, new Allowance(bytes.limit()), Integer.toUnsignedLong(bytes.getInt(0)));
    }

    private int checked(long at, long length) {
        if (at < 0 || length < 0 || at + length > file.limit()) {
            throw new ModelFormatException(
                    "an offset leads to bytes " + at + " to " + (at + length) + " of a file of " + file.limit());
        }
        return (int) at;
    }

    private ModelFormatException broken(long at, String what) {
        return new ModelFormatException("at byte " + at + ": " + what);
    }

    /** Where in the file the table begins, for messages. */
    public int fileOffset() {
        return position;
    }

    /** Whether field {@code number} is stored. */
    public boolean has(int number) {
        return at(number, 1) >= 0;
    }

    /** Place of a field of {@code bytes} bytes in the file, −1 where it is not stored. */
    private int at(int number, int bytes) {
        if (number >= fields) {
            return -1;
        }
        int offset = Short.toUnsignedInt(file.getShort(vtable + VTABLE_HEADER + 2 * number));
        if (offset == 0) {
            return -1;
        }
        if (offset + bytes > end) {
            throw broken(position, "field " + number + " lies outside its table");
        }
        return position + offset;
    }

    public int int8(int number, int otherwise) {
        int at = at(number, 1);
        return at < 0 ? otherwise : file.get(at);
    }

    public boolean flag(int number, boolean otherwise) {
        int at = at(number, 1);
        return at < 0 ? otherwise : file.get(at) != 0;
    }

    public int int32(int number, int otherwise) {
        int at = at(number, 4);
        return at < 0 ? otherwise : file.getInt(at);
    }

    public long uint32(int number) {
        return Integer.toUnsignedLong(int32(number, 0));
    }

    public long int64(int number, long otherwise) {
        int at = at(number, 8);
        return at < 0 ? otherwise : file.getLong(at);
    }

    public float float32(int number, float otherwise) {
        int at = at(number, 4);
        return at < 0 ? otherwise : file.getFloat(at);
    }

    /** Where an offset field leads, −1 where it is not stored. */
    private int target(int number) {
        int at = at(number, 4);
        return at < 0 ? -1 : follow(at);
    }

    private int follow(int at) {
        return checked(at + Integer.toUnsignedLong(file.getInt(at)), 4);
    }

    private ByteBuffer vector(int number, int elementBytes) {
        int target = target(number);
        if (target < 0) {
            return ByteBuffer.allocate(0).order(ByteOrder.LITTLE_ENDIAN);
        }
        long bytes = Integer.toUnsignedLong(file.getInt(target)) * elementBytes;
        int start = checked(target + 4L, bytes);
        allowance.take(elementBytes > 1 ? bytes : 0);
        return file.slice(start, (int) bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A table field; null where it is not stored. */
    public @Nullable FlatTable table(int number) {
        int target = target(number);
        return target < 0 ? null : new FlatTable(file, allowance, target);
    }

    /** A vector of tables, empty where it is not stored. */
    public List<FlatTable> tables(int number) {
        int target = target(number);
        var tables = new ArrayList<FlatTable>();
        if (target < 0) {
            return tables;
        }
        long count = Integer.toUnsignedLong(file.getInt(target));
        int start = checked(target + 4L, count * 4);
        for (int i = 0; i < count; i++) {
            tables.add(new FlatTable(file, allowance, follow(start + 4 * i)));
        }
        return tables;
    }

    /** A string, empty where it is not stored. */
    public String text(int number) {
        var bytes = vector(number, 1);
        allowance.take(bytes.remaining());
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }

    /** A vector of bytes, a view of the file; empty where it is not stored. */
    public ByteBuffer bytes(int number) {
        return vector(number, 1);
    }

    public int[] ints(int number) {
        var buffer = vector(number, 4).asIntBuffer();
        var values = new int[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    public short[] shorts(int number) {
        var buffer = vector(number, 2).asShortBuffer();
        var values = new short[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    public long[] longs(int number) {
        var buffer = vector(number, 8).asLongBuffer();
        var values = new long[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    public float[] floats(int number) {
        var buffer = vector(number, 4).asFloatBuffer();
        var values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }
}
