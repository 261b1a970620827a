package dev.lanewise.onnx;

import dev.lanewise.Model;
import dev.lanewise.onnx.proto.ProtoWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes models as ONNX files. */
public final class OnnxModels {

    /** Bytes of weights up to which they stand in the model file: a protobuf ends at 2 GiB. */
    private static final long INLINE_BYTES = 1_500_000_000;

    private OnnxModels() {}

    /**
     * Writes the canonical graph of {@code model}, whatever format it was read from, as an ONNX file of opset 20, or of
     * the first that has every operator and type needed. Names and metadata are kept; images have their channels first, as ONNX
     * wants them, where the inputs and outputs of the model do not say otherwise. Weights of more than 1.5 GB in all go
     * to a file {@code <file>.data} beside it. The files appear, or replace older ones, only when they are whole.
     *
     * @throws dev.lanewise.tensor.UnsupportedModelException naming every operator that cannot be said in ONNX
     * @throws UncheckedIOException when a file cannot be written
     */
    public static void write(Model model, Path file) {
        write(model, file, INLINE_BYTES);
    }

    /** Writes with weights in a file of their own when they have more than {@code inlineBytes} in all. */
    static void write(Model model, Path file, long inlineBytes) {
        Path folder = file.toAbsolutePath().getParent();
        Path data = file.resolveSibling(file.getFileName() + ".data");
        try {
            Path whole = Files.createTempFile(folder, ".onnx", ".part");
            Path weights = Files.createTempFile(folder, ".data", ".part");
            try (var tensors = new TensorSink(weights, data.getFileName().toString(), inlineBytes)) {
                var proto = new ModelWriting(tensors).write(model.definition());
                try (var out = new BufferedOutputStream(Files.newOutputStream(whole))) {
                    ProtoWriter.write(proto, out);
                }
                if (tensors.isUsed()) {
                    Files.move(weights, data, StandardCopyOption.REPLACE_EXISTING);
                }
                Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(whole);
                Files.deleteIfExists(weights);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write model " + file + ": " + e, e);
        }
    }
}
