package dev.lanewise.tflite.file;

import dev.lanewise.tensor.ModelFormatException;
import dev.lanewise.tensor.ResourceLimitException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The files of a ZIP archive appended to a model, as TFLite's metadata has them: labels and vocabularies. */
public final class AppendedFiles {

    private static final int END_RECORD = 0x06054b50;
    private static final int END_RECORD_BYTES = 22;
    private static final int LONGEST_COMMENT = 0xffff;
    private static final int ENTRY = 0x02014b50;
    private static final int ENTRY_BYTES = 46;
    private static final int LOCAL = 0x04034b50;
    private static final int LOCAL_BYTES = 30;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;
    private static final long MOST_BYTES = 256L << 20;

    private final ByteBuffer file;
    private long bytes;

    private AppendedFiles(ByteBuffer file) {
        this.file = file;
    }

    /** All files of the archive at the end of {@code file}, by name; none where there is no archive. */
    public static Map<String, ByteBuffer> read(ByteBuffer file) {
        return new AppendedFiles(file.slice().order(ByteOrder.LITTLE_ENDIAN)).entries();
    }

    private Map<String, ByteBuffer> entries() {
        int end = endRecord();
        if (end < 0) {
            return Map.of();
        }
        int count = Short.toUnsignedInt(file.getShort(end + 10));
        long size = Integer.toUnsignedLong(file.getInt(end + 12));
        long offset = Integer.toUnsignedLong(file.getInt(end + 16));
        long at = end - size;
        long shift = at - offset;
        var entries = new LinkedHashMap<String, ByteBuffer>();
        for (int i = 0; i < count; i++) {
            require(at, ENTRY_BYTES);
            int entry = (int) at;
            if (file.getInt(entry) != ENTRY) {
                throw broken(entry, "no entry of the archive's directory");
            }
            int nameLength = Short.toUnsignedInt(file.getShort(entry + 28));
            String name = text(entry + ENTRY_BYTES, nameLength);
            if (!name.endsWith("/")) {
                entries.put(name, content(name, entry, shift));
            }
            at += ENTRY_BYTES
                    + nameLength
                    + Short.toUnsignedInt(file.getShort(entry + 30))
                    + Short.toUnsignedInt(file.getShort(entry + 32));
        }
        return Collections.unmodifiableMap(entries);
    }

    /** Where the record lies that ends an archive, −1 where there is none. */
    private int endRecord() {
        int last = file.limit() - END_RECORD_BYTES;
        for (int at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--) {
            if (file.getInt(at) == END_RECORD
                    && at + END_RECORD_BYTES + Short.toUnsignedInt(file.getShort(at + 20)) == file.limit()) {
                return at;
            }
        }
        return -1;
    }

    private ByteBuffer content(String name, int entry, long shift) {
        int method = Short.toUnsignedInt(file.getShort(entry + 10));
        long packed = Integer.toUnsignedLong(file.getInt(entry + 20));
        long size = Integer.toUnsignedLong(file.getInt(entry + 24));
        long local = Integer.toUnsignedLong(file.getInt(entry + 42)) + shift;
        require(local, LOCAL_BYTES);
        int header = (int) local;
        if (file.getInt(header) != LOCAL) {
            throw broken(header, "no entry of the archive");
        }
        long data = local
                + LOCAL_BYTES
                + Short.toUnsignedInt(file.getShort(header + 26))
                + Short.toUnsignedInt(file.getShort(header + 28));
        require(data, packed);
        bytes += size;
        if (bytes > MOST_BYTES) {
            throw new ResourceLimitException("the files appended to the model have more than " + MOST_BYTES + " bytes");
        }
        ByteBuffer stored = file.slice((int) data, (int) packed);
        return switch (method) {
            case STORED -> stored.asReadOnlyBuffer();
            case DEFLATED -> inflated(name, stored, (int) size);
            default -> throw broken(entry, "'" + name + "' is packed by method " + method + ", expected 0 or 8");
        };
    }

    private static ByteBuffer inflated(String name, ByteBuffer packed, int size) {
        var inflater = new Inflater(true);
        try {
            var content = new byte[size];
            inflater.setInput(packed);
            int length = 0;
            while (length < size) {
                int more = inflater.inflate(content, length, size - length);
                if (more == 0) {
                    throw new ModelFormatException(
                            "'" + name + "' in the appended archive ends after " + length + " of " + size + " bytes");
                }
                length += more;
            }
            return ByteBuffer.wrap(content).asReadOnlyBuffer();
        } catch (DataFormatException e) {
            throw new ModelFormatException(
                    "'" + name + "' in the appended archive cannot be unpacked: " + e.getMessage(), e);
        } finally {
            inflater.end();
        }
    }

    private String text(int at, int length) {
        require(at, length);
        return StandardCharsets.UTF_8.decode(file.slice(at, length)).toString();
    }

    private void require(long at, long length) {
        if (at < 0 || at + length > file.limit()) {
            throw broken(at, length + " bytes of the archive lie outside the file");
        }
    }

    private static ModelFormatException broken(long at, String what) {
        return new ModelFormatException("at byte " + at + ": " + what);
    }
}
