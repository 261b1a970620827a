package dev.lanewise.tflite;

import dev.lanewise.Model;
import dev.lanewise.spi.ModelDefinition;
import dev.lanewise.tflite.writer.ModelWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/** Writes models as TFLite files, whatever format they came from. */
public final class TfliteModels {

    private TfliteModels() {}

    /**
     * Writes {@code model} as a TFLite file, replacing what is there. Dimensions that the model leaves open are open in
     * the file.
     *
     * @throws dev.lanewise.tensor.UnsupportedModelException when TFLite's builtins cannot say what the model computes;
     *     names every such node
     * @throws dev.lanewise.tensor.ResourceLimitException when the file would have more than 2 GB
     * @throws UncheckedIOException when the file cannot be written
     */
    public static void write(Model model, Path file) {
        write(model, file, Map.of());
    }

    /**
     * Writes {@code model} as a TFLite file with the shapes of some inputs fixed.
     *
     * @param shapes by the input's name; −1 leaves a dimension as it is
     * @throws dev.lanewise.tensor.InvalidInputException when there is no such input, or a shape contradicts the model's
     * @throws dev.lanewise.tensor.UnsupportedModelException when TFLite's builtins cannot say what the model computes;
     *     names every such node
     * @throws dev.lanewise.tensor.ResourceLimitException when the file would have more than 2 GB
     * @throws UncheckedIOException when the file cannot be written
     */
    public static void write(Model model, Path file, Map<String, long[]> shapes) {
        ModelDefinition definition = model.channelsLastDefinition(shapes);
        ByteBuffer bytes = ModelWriter.write(definition).bytes();
        try (var channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write model " + file + ": " + e, e);
        }
    }
}
