package dev.lanewise.onnx;

import dev.lanewise.LoadOptions;
import dev.lanewise.tensor.ModelFormatException;
import dev.lanewise.tensor.ResourceLimitException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/** Tensors' data in files beside the model. A file outside the model's folder, symbolic links resolved, is refused. */
final class ExternalData {

    private final LoadOptions options;
    private long total;

    ExternalData(LoadOptions options) {
        this.options = options;
    }

    /** The bytes that {@code entries} (location, offset, length) describe, mapped. */
    ByteBuffer open(String tensor, Map<String, String> entries) {
        String location = entries.getOrDefault("location", "");
        String what = "external data '" + location + "' of tensor '" + tensor + "'";
        Path folder = options.externalData()
                .orElseThrow(() -> new ModelFormatException(
                        what + ": a model from memory has no folder; give one by LoadOptions.externalData"));
        try {
            Path root = folder.toRealPath();
            Path file = root.resolve(location).toRealPath();
            if (!file.startsWith(root)) {
                throw new ModelFormatException(what + ": lies outside the model's folder");
            }
            try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
                long size = channel.size();
                long offset = number(entries, "offset", 0, what);
                long length = number(entries, "length", size - offset, what);
                if (offset < 0 || length < 0 || offset > size || length > size - offset || length > Integer.MAX_VALUE) {
                    throw new ModelFormatException(what + ": bytes " + offset + " to " + (offset + length)
                            + " are not within the file's " + size);
                }
                total += length;
                if (total > options.maxBytes()) {
                    throw new ResourceLimitException(
                            what + ": the model takes more than the limit of " + options.maxBytes() + " bytes");
                }
                return channel.map(FileChannel.MapMode.READ_ONLY, offset, length);
            }
        } catch (IOException | InvalidPathException e) {
            throw new ModelFormatException(what + ": cannot be read: " + e, e);
        }
    }

    private static long number(Map<String, String> entries, String key, long otherwise, String what) {
        String text = entries.get(key);
        try {
            return text == null ? otherwise : Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new ModelFormatException(what + ": " + key + " is '" + text + "', not a number", e);
        }
    }
}
