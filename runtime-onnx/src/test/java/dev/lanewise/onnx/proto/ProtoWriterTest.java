package dev.lanewise.onnx.proto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtoWriterTest {

    private static ByteBuffer written(ModelProto model) throws IOException {
        var out = new ByteArrayOutputStream();
        ProtoWriter.write(model, out);
        return ByteBuffer.wrap(out.toByteArray());
    }

    private static ByteBuffer written(ValueProto value) throws IOException {
        var out = new ByteArrayOutputStream();
        ProtoWriter.write(value, out);
        return ByteBuffer.wrap(out.toByteArray());
    }

    private static ValueProto parsedLike(ValueProto value, ByteBuffer file) {
        return switch (value) {
            case TensorProto _ -> Proto.tensor(file);
            case SparseTensorProto _ -> Proto.sparseTensor(file);
            case SequenceProto _ -> Proto.sequence(file);
            case MapProto _ -> Proto.map(file);
            case OptionalProto _ -> Proto.optional(file);
        };
    }

    @Test
    void everyKindOfRecordComesBack() throws IOException {
        var model = Samples.model();
        var file = written(model);
        var back = Proto.model(file);
        assertEquals(model, back);
        assertEquals(model.hashCode(), back.hashCode());
        assertNotEquals(NodeProto.NO_OFFSET, back.graph().nodes().getFirst().fileOffset());
        assertArrayEquals(file.array(), written(back).array());
    }

    @Test
    void everyKindOfStoredValueComesBack() throws IOException {
        for (var value : Samples.stored()) {
            assertEquals(value, parsedLike(value, written(value)));
        }
    }

    @Test
    void writesLargeDataFromDirectBuffers() throws IOException {
        var data = ByteBuffer.allocateDirect(300_007);
        for (int i = 0; i < data.limit(); i++) {
            data.put(i, (byte) (i * 31));
        }
        data.position(7);
        var raw = new TensorData.Raw(new Bytes(data));
        var tensor = new TensorProto("w", 2, List.of(300_000L), raw, Map.of());
        assertEquals(tensor, Proto.tensor(written(tensor)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"onnx-models", "onnx-unit", "onnx-backend/simple", "onnx-backend/node"})
    void realModelsComeBack(String folder) throws IOException {
        var files = TestFiles.under(folder, ".onnx");
        assertTrue(files.size() > 20, files.size() + " models");
        for (var file : files) {
            var model = Proto.model(TestFiles.map(file));
            assertTrue(model.irVersion() > 0, file::toString);
            assertEquals(model, Proto.model(written(model)), file::toString);
        }
    }

    @Test
    void storedTensorsComeBack() throws IOException {
        for (var file : TestFiles.under("onnx-backend/node", ".pb")) {
            var bytes = TestFiles.map(file);
            var value = parser(file).apply(bytes);
            assertEquals(value, parsedLike(value, written(value)), file::toString);
        }
    }

    /** The files do not say what they hold: the type of the model's input or output does. */
    private static Function<ByteBuffer, ValueProto> parser(Path file) throws IOException {
        var graph = Proto.model(
                        TestFiles.map(file.resolveSibling("../model.onnx").normalize()))
                .graph();
        var parts = file.getFileName().toString().split("[_.]");
        var values = parts[0].equals("input") ? graph.inputs() : graph.outputs();
        return switch (values.get(Integer.parseInt(parts[1])).type()) {
            case TypeProto.TensorType _ -> Proto::tensor;
            case TypeProto.SequenceType _ -> Proto::sequence;
            case TypeProto.OptionalType _ -> Proto::optional;
            default -> throw new AssertionError("type of " + file);
        };
    }
}
