package dev.lanewise.tflite;

import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.ModelFormatException;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tflite.file.ModelFile;
import dev.lanewise.tflite.file.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Values that a file gives its tensors. Large ones are read when first asked for. */
final class Constants {

    private static final int DEFERRED_BYTES = 1 << 16;

    private final ModelFile file;

    Constants(ModelFile file) {
        this.file = file;
    }

    /** The value of a tensor; null where the file gives none. */
    @Nullable
    Tensor read(TensorInfo info) {
        ByteBuffer bytes = file.buffer(info.buffer());
        if (!bytes.hasRemaining() || info.isVariable()) {
            return null;
        }
        long count = 1;
        for (long extent : info.shape()) {
            count = extent < 0 || extent > 0 && count > Integer.MAX_VALUE / extent ? -1 : count * extent;
            if (count < 0) {
                throw error(info, "is a constant with more than 2^31-1 elements, or an open shape");
            }
        }
        ElementType type = info.type();
        if (info.sparsity() != null) {
            return SparseData.of(info.sparsity(), message -> error(info, message))
                    .expand(type, bytes, info.shape());
        }
        if (type == ElementType.STRING) {
            return Tensor.of(strings(info, bytes, (int) count), info.shape());
        }
        long expected = (count * type.bits() + 7) / 8;
        if (bytes.remaining() < expected) {
            throw error(
                    info,
                    "has " + bytes.remaining() + " bytes; " + count + " elements of " + type + " take " + expected);
        }
        ByteBuffer data = bytes.slice(0, (int) expected);
        return expected <= DEFERRED_BYTES
                ? Tensor.of(type, data, info.shape())
                : Tensor.deferred(
                        type, () -> Tensor.of(type, data, info.shape()).array(), info.shape());
    }

    /** A number of strings, where each begins and the last ends, and their bytes. */
    private static String[] strings(TensorInfo info, ByteBuffer bytes, int count) {
        if (bytes.remaining() < 4 || bytes.getInt(0) != count || bytes.remaining() / 4 - 2 < count) {
            throw error(info, "has " + bytes.remaining() + " bytes, which are not " + count + " strings");
        }
        var strings = new String[count];
        Arrays.setAll(strings, i -> {
            int from = bytes.getInt(4 + 4 * i);
            int to = bytes.getInt(8 + 4 * i);
            if (from < 0 || to < from || to > bytes.remaining()) {
                throw error(info, "string " + i + " lies at bytes " + from + " to " + to);
            }
            return StandardCharsets.UTF_8.decode(bytes.slice(from, to - from)).toString();
        });
        return strings;
    }

    private static ModelFormatException error(TensorInfo info, String message) {
        return new ModelFormatException("tensor '" + info.name() + "' " + message);
    }
}
