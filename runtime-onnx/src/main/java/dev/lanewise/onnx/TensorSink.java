package dev.lanewise.onnx;

import dev.lanewise.onnx.proto.Bytes;
import dev.lanewise.onnx.proto.TensorData;
import dev.lanewise.onnx.proto.TensorProto;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns tensors into TensorProto, their bytes in the message or, when all together are too many, in another file. */
final class TensorSink implements AutoCloseable {

    /** Tensors below this size stay in the message: a loader looks into shapes and axes. */
    private static final int SMALL = 1 << 10;

    private static final int ALIGNMENT = 64;

    private final Path file;
    private final String location;
    private final long inlineBytes;
    private boolean external;
    private @Nullable FileChannel channel;
    private long end;

    /**
     * @param file where external bytes go
     * @param location the name by which the model finds them
     * @param inlineBytes bytes of all tensors up to which none goes there
     */
    TensorSink(Path file, String location, long inlineBytes) {
        this.file = file;
        this.location = location;
        this.inlineBytes = inlineBytes;
    }

    /** Says how many bytes there will be, before the first tensor. */
    void expect(long bytes) {
        external = bytes > inlineBytes;
    }

    /** Whether anything went to the file. */
    boolean isUsed() {
        return channel != null;
    }

    static long bytes(Tensor tensor) {
        return ((long) tensor.size() * tensor.type().bits() + 7) / 8;
    }

    /** A tensor that may go to the file. */
    TensorProto initializer(String name, Tensor tensor) {
        if (!external || tensor.type() == ElementType.STRING || bytes(tensor) < SMALL) {
            return inline(name, tensor);
        }
        try {
            return proto(name, tensor, new TensorData.External(append(tensor.toByteBuffer())));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write tensor '" + name + "': " + e, e);
        }
    }

    /** A tensor with its bytes in the message, as an attribute must have them. */
    static TensorProto inline(String name, Tensor tensor) {
        if (tensor.type() == ElementType.STRING) {
            return proto(
                    name,
                    tensor,
                    new TensorData.Strings(
                            Arrays.stream(tensor.strings()).map(Bytes::utf8).toList()));
        }
        return proto(name, tensor, new TensorData.Raw(new Bytes(tensor.toByteBuffer())));
    }

    private static TensorProto proto(String name, Tensor tensor, TensorData data) {
        List<Long> dims = Arrays.stream(tensor.shape()).boxed().toList();
        return new TensorProto(name, ElementTypes.number(tensor.type()), dims, data, Map.of());
    }

    private Map<String, String> append(ByteBuffer bytes) throws IOException {
        FileChannel to = channel;
        if (to == null) {
            to = FileChannel.open(file, StandardOpenOption.WRITE);
            channel = to;
        }
        long offset = Math.ceilDiv(end, ALIGNMENT) * ALIGNMENT;
        int length = bytes.remaining();
        for (long at = offset; bytes.hasRemaining(); ) {
            at += to.write(bytes, at);
        }
        end = offset + length;
        var entries = new LinkedHashMap<String, String>();
        entries.put("location", location);
        entries.put("offset", Long.toString(offset));
        entries.put("length", Integer.toString(length));
        return entries;
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
