package dev.lanewise.tflite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.lanewise.Model;
import dev.lanewise.tensor.LanewiseException;
import dev.lanewise.tensor.ModelFormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/** What a model says about itself, and the files it brings along. */
class MetadataTest {

    private static final String LABELS = "cat\ndog\n".repeat(100);

    private static byte[] model() {
        var file = new FileBuilder();
        var main = file.subgraph();
        int x = main.tensor("x", FileBuilder.FLOAT, 2);
        int y = main.tensor("y", FileBuilder.FLOAT, 2);
        main.operator("ADD", new int[] {x, x}, new int[] {y}, 2, f -> {})
                .inputs(x)
                .outputs(y);
        return file.metadata("TFLITE_METADATA", metadata()).bytes();
    }

    /** A name, and an input with a mean of 127.5 and a deviation of 128. */
    private static byte[] metadata() {
        var flat = new FlatBufferBuilder();
        int name = flat.createString("animals");
        int ofInput = flat.createString("image");
        flat.startVector(4, 1, 4);
        flat.addFloat(127.5f);
        int mean = flat.endVector();
        flat.startVector(4, 1, 4);
        flat.addFloat(128);
        int deviation = flat.endVector();
        flat.startTable(2);
        flat.addOffset(0, mean, 0);
        flat.addOffset(1, deviation, 0);
        int options = flat.endTable();
        flat.startTable(2);
        flat.addByte(0, (byte) 1, 0);
        flat.addOffset(1, options, 0);
        int units = vector(flat, flat.endTable());
        flat.startTable(7);
        flat.addOffset(0, ofInput, 0);
        flat.addOffset(4, units, 0);
        int inputs = vector(flat, flat.endTable());
        flat.startTable(4);
        flat.addOffset(2, inputs, 0);
        int subgraphs = vector(flat, flat.endTable());
        flat.startTable(8);
        flat.addOffset(0, name, 0);
        flat.addOffset(3, subgraphs, 0);
        flat.finish(flat.endTable(), "M001");
        return flat.sizedByteArray();
    }

    private static int vector(FlatBufferBuilder flat, int table) {
        return flat.createVectorOfTables(new int[] {table});
    }

    private static byte[] withFiles(byte[] model) throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.write(model);
        try (var zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("labels.txt"));
            zip.write(LABELS.getBytes(StandardCharsets.UTF_8));
            var stored = new ZipEntry("stored.txt");
            byte[] content = "as it is".getBytes(StandardCharsets.UTF_8);
            var sum = new CRC32();
            sum.update(content);
            stored.setMethod(ZipEntry.STORED);
            stored.setSize(content.length);
            stored.setCrc(sum.getValue());
            zip.putNextEntry(stored);
            zip.write(content);
        }
        return bytes.toByteArray();
    }

    @Test
    void readsFilesBehindTheModel() throws IOException {
        Model model = Model.load(withFiles(model()));
        var files = model.associatedFiles();
        assertEquals(List.of("labels.txt", "stored.txt"), List.copyOf(files.keySet()));
        assertEquals(
                LABELS, StandardCharsets.UTF_8.decode(files.get("labels.txt")).toString());
        assertEquals(
                "as it is",
                StandardCharsets.UTF_8.decode(files.get("stored.txt")).toString());
        assertTrue(Model.load(model()).associatedFiles().isEmpty());
    }

    @Test
    void readsWhatTheModelSaysOfItself() {
        var metadata = Model.load(model()).metadata();
        assertEquals("animals", metadata.get("name"));
        assertEquals("image", metadata.get("input.0.name"));
        assertEquals("127.5", metadata.get("input.0.mean"));
        assertEquals("128.0", metadata.get("input.0.std"));
    }

    @Test
    void brokenArchivesGiveFilesOrALanewiseException() throws IOException {
        byte[] model = model();
        byte[] whole = withFiles(model);
        var random = new SplittableRandom(11);
        int refused = 0;
        for (int i = 0; i < 2000; i++) {
            byte[] broken = whole.clone();
            for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
                broken[random.nextInt(model.length, whole.length)] = (byte) random.nextInt();
            }
            try {
                Model.load(broken).associatedFiles();
            } catch (LanewiseException e) {
                refused++;
            }
        }
        assertTrue(refused > 200, refused + " of 2000 refused");
    }

    @Test
    void saysWhichFileIsCutShort() throws IOException {
        byte[] broken = withFiles(model());
        int size = broken.length - 22 - 2 * (46 + 10) + 24;
        broken[size + 1]++;
        Model model = Model.load(broken);
        var error = assertThrows(ModelFormatException.class, model::associatedFiles);
        assertTrue(String.valueOf(error.getMessage()).contains("'labels.txt'"), error.getMessage());
    }
}
