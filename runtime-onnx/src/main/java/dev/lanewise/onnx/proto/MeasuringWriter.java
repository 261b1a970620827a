package dev.lanewise.onnx.proto;

import com.google.protobuf.CodedOutputStream;
import dev.lanewise.tensor.ResourceLimitException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Writes nowhere, and notes the length of every delimited body, in the order in which they begin. */
final class MeasuringWriter extends WireWriter {

    private int[] lengths = new int[64];
    private int count;
    private long size;

    int[] lengths() {
        checked(size);
        return Arrays.copyOf(lengths, count);
    }

    @Override
    void varint(long value) {
        size += CodedOutputStream.computeUInt64SizeNoTag(value);
    }

    @Override
    void fixed32(int value) {
        size += Integer.BYTES;
    }

    @Override
    void fixed64(long value) {
        size += Long.BYTES;
    }

    @Override
    void raw(ByteBuffer bytes) {
        size += bytes.remaining();
    }

    @Override
    void delimited(Body body) throws IOException {
        if (count == lengths.length) {
            lengths = Arrays.copyOf(lengths, 2 * count);
        }
        int slot = count++;
        long start = size;
        body.write(this);
        lengths[slot] = checked(size - start);
        varint(lengths[slot]);
    }

    private static int checked(long length) {
        if (length > Integer.MAX_VALUE) {
            throw new ResourceLimitException("a protobuf file of " + length + " bytes would exceed 2 GiB; "
                    + "large tensors have to go to external data");
        }
        return (int) length;
    }
}
