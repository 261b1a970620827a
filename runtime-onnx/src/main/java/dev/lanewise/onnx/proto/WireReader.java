package dev.lanewise.onnx.proto;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.lanewise.tensor.ModelFormatException;
import dev.lanewise.tensor.ResourceLimitException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Fields of protobuf messages, one after another: {@link #next()} gives a field's number, then one call takes its
 * value or skips it. Lengths are checked against the message around, nesting and heap against limits, before anything
 * is allocated. An {@link IOException} means that a number is cut off or malformed.
 */
final class WireReader {

    /** A parser of one message's fields, up to the 0 from {@link #next()}. */
    @FunctionalInterface
    interface Parser<T> {
        T parse(WireReader in) throws IOException;
    }

    /** Messages inside one another: enough for graphs 100 deep, which take three each. */
    static final int MAX_DEPTH = 304;

    private static final int MESSAGE_COST = 256;
    private static final int BYTES_COST = 128;

    private final ByteBuffer source;
    private final CodedInputStream in;
    private final FieldPath path = new FieldPath();
    private final long heapLimit;
    private long heap;
    private int wireType;

    WireReader(ByteBuffer file, long heapLimit) {
        this.source = file.slice().asReadOnlyBuffer();
        this.in = CodedInputStream.newInstance(new ByteBufferInputStream(source));
        this.heapLimit = heapLimit;
    }

    <T> T whole(Parser<T> parser) throws IOException {
        in.pushLimit(source.limit());
        return parser.parse(this);
    }

    /** The number of the field that follows, or 0 at the end of the message. */
    int next() throws IOException {
        path.leaf("");
        if (in.isAtEnd()) {
            return 0;
        }
        int tag = in.readRawVarint32();
        wireType = WireFormat.getTagWireType(tag);
        int number = WireFormat.getTagFieldNumber(tag);
        if (number == 0) {
            throw failure("found field number 0");
        }
        return number;
    }

    int position() {
        return in.getTotalBytesRead();
    }

    boolean atEnd() {
        return in.getBytesUntilLimit() <= 0;
    }

    void skip() throws IOException {
        switch (wireType) {
            case WireFormat.WIRETYPE_VARINT -> in.readRawVarint64();
            case WireFormat.WIRETYPE_FIXED32 -> skipBytes(Integer.BYTES);
            case WireFormat.WIRETYPE_FIXED64 -> skipBytes(Long.BYTES);
            case WireFormat.WIRETYPE_LENGTH_DELIMITED -> in.skipRawBytes(length());
            default -> throw failure("found wire type " + wireType + ", expected 0, 1, 2 or 5");
        }
    }

    <T> T message(String field, Parser<T> parser) throws IOException {
        path.push(field);
        return body(parser);
    }

    <T> void messages(String field, List<? super T> into, Parser<T> parser) throws IOException {
        path.push(field, into.size());
        into.add(body(parser));
    }

    private <T> T body(Parser<T> parser) throws IOException {
        int length = delimited(MESSAGE_COST);
        if (path.depth() > MAX_DEPTH) {
            throw failure("messages nest deeper than " + MAX_DEPTH);
        }
        int outer = in.pushLimit(length);
        T value = parser.parse(this);
        in.popLimit(outer);
        path.pop();
        return value;
    }

    /** Adds the key and value of a {@code StringStringEntryProto}. */
    void entry(String field, Map<String, String> into) throws IOException {
        var entry = message(field, WireReader::keyAndValue);
        into.put(entry.getKey(), entry.getValue());
    }

    private static Map.Entry<String, String> keyAndValue(WireReader in) throws IOException {
        String key = "";
        String value = "";
        for (int number = in.next(); number != 0; number = in.next()) {
            switch (number) {
                case 1 -> key = in.string("key");
                case 2 -> value = in.string("value");
                default -> in.skip();
            }
        }
        return Map.entry(key, value);
    }

    String string(String field) throws IOException {
        path.leaf(field);
        int length = delimited(BYTES_COST);
        if (length == 0) {
            return "";
        }
        charge(length);
        var bytes = new byte[length];
        source.get(position(), bytes);
        in.skipRawBytes(length);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** A slice of the source. */
    Bytes bytes(String field) throws IOException {
        path.leaf(field);
        int length = delimited(BYTES_COST);
        return length == 0 ? Bytes.EMPTY : new Bytes(take(length));
    }

    long int64(String field) throws IOException {
        expect(field, WireFormat.WIRETYPE_VARINT);
        return in.readRawVarint64();
    }

    int int32(String field) throws IOException {
        return (int) int64(field);
    }

    float float32(String field) throws IOException {
        expect(field, WireFormat.WIRETYPE_FIXED32);
        require(Float.BYTES);
        return in.readFloat();
    }

    /** Adds one element, or all of them where they are packed. */
    void elements(String field, Elements into) throws IOException {
        path.leaf(field);
        if (wireType != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
            element(field, into);
        } else if (into.encoding() == Elements.Encoding.VARINT) {
            varints(into);
        } else {
            int length = length();
            if (length % into.width() != 0) {
                throw failure(length + " bytes are not a multiple of " + into.width());
            }
            into.add(take(length), this);
        }
    }

    private void element(String field, Elements into) throws IOException {
        if (into.encoding() == Elements.Encoding.VARINT) {
            into.add(int64(field), this);
        } else if (into.width() == Integer.BYTES) {
            into.add(Float.floatToRawIntBits(float32(field)), this);
        } else {
            expect(field, WireFormat.WIRETYPE_FIXED64);
            require(Long.BYTES);
            into.add(in.readFixed64(), this);
        }
    }

    private void varints(Elements into) throws IOException {
        int length = length();
        int start = position();
        int count = 0;
        for (int i = 0; i < length; i++) {
            count += ~(source.get(start + i) >> 7) & 1;
        }
        into.reserve(count, this);
        int outer = in.pushLimit(length);
        while (!in.isAtEnd()) {
            into.add(in.readRawVarint64(), this);
        }
        in.popLimit(outer);
    }

    /** Counts heap that is about to be allocated. */
    void charge(long bytes) {
        heap += bytes;
        if (heap > heapLimit) {
            throw new ResourceLimitException(
                    where("reading takes more than the " + heapLimit + " bytes of heap allowed for it"));
        }
    }

    ModelFormatException failure(String what) {
        return new ModelFormatException(where(what));
    }

    ModelFormatException failure(String what, Throwable cause) {
        return new ModelFormatException(where(what), cause);
    }

    private String where(String what) {
        var place = path.toString();
        return (place.isEmpty() ? "" : place + ": ") + what + " at byte " + position();
    }

    private int delimited(int cost) throws IOException {
        if (wireType != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
            throw failure("found wire type " + wireType + ", expected 2");
        }
        charge(cost);
        return length();
    }

    private int length() throws IOException {
        long length = in.readRawVarint64();
        if (length < 0) {
            throw failure("negative length " + length);
        }
        require(length);
        return (int) length;
    }

    private void require(long length) {
        int left = in.getBytesUntilLimit();
        if (length > left) {
            throw failure("truncated message: " + length + " bytes expected, " + left + " left");
        }
    }

    private void expect(String field, int type) {
        path.leaf(field);
        if (wireType != type) {
            throw failure("found wire type " + wireType + ", expected " + type);
        }
    }

    private void skipBytes(int length) throws IOException {
        require(length);
        in.skipRawBytes(length);
    }

    private ByteBuffer take(int length) throws IOException {
        var slice = source.slice(position(), length);
        in.skipRawBytes(length);
        return slice;
    }
}
