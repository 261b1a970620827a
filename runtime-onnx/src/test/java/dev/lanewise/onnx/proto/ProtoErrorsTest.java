package dev.lanewise.onnx.proto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.tensor.ModelFormatException;
import dev.lanewise.tensor.ResourceLimitException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ProtoErrorsTest {

    private static final byte[] VARINT_OF_MINUS_ONE = {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1};

    private static String modelError(byte... file) {
        return assertThrows(ModelFormatException.class, () -> Proto.model(ByteBuffer.wrap(file)))
                .getMessage();
    }

    private static String tensorError(Wire file) {
        return assertThrows(ModelFormatException.class, () -> Proto.tensor(file.buffer()))
                .getMessage();
    }

    private static byte[] written(ModelProto model) throws IOException {
        var out = new ByteArrayOutputStream();
        ProtoWriter.write(model, out);
        return out.toByteArray();
    }

    /** Parses hostile bytes: a format error, or a model that survives writing. */
    private static boolean survives(ByteBuffer file) throws IOException {
        ModelProto model;
        try {
            model = Proto.model(file);
        } catch (ModelFormatException e) {
            assertTrue(e.getMessage().contains(" at byte "), e.getMessage());
            return false;
        }
        assertEquals(model, Proto.model(ByteBuffer.wrap(written(model))));
        return true;
    }

    @Test
    void tellsTheFieldAndTheOffset() {
        var nodes = new Wire()
                .message(1, new Wire().text(4, "Relu"))
                .message(
                        1,
                        new Wire()
                                .message(5, new Wire().text(1, "a").varint(3, 1))
                                .bytes(5, (byte) 0x12));
        assertEquals(
                "graph.node[1].attribute[1].f: found wire type 2, expected 5 at byte 22",
                modelError(new Wire().message(7, nodes).toArray()));
        assertEquals(
                "graph.node[0].op_type: truncated message: 4 bytes expected, 3 left at byte 6",
                modelError(
                        (byte) 0x3a,
                        (byte) 7,
                        (byte) 0x0a,
                        (byte) 5,
                        (byte) 0x22,
                        (byte) 4,
                        (byte) 'R',
                        (byte) 'e',
                        (byte) 'l'));
    }

    @Test
    void refusesBadLengthsAndNumbers() {
        assertEquals(
                "graph: truncated message: 100 bytes expected, 0 left at byte 2", modelError((byte) 0x3a, (byte) 100));
        assertEquals("graph: truncated message at byte 1", modelError((byte) 0x3a));
        var negative = new byte[11];
        negative[0] = 0x3a;
        System.arraycopy(VARINT_OF_MINUS_ONE, 0, negative, 1, 10);
        assertEquals("graph: negative length -1 at byte 11", modelError(negative));
        assertEquals("found field number 0 at byte 1", modelError((byte) 0));
        assertEquals("found wire type 3, expected 0, 1, 2 or 5 at byte 2", modelError((byte) 0x83, (byte) 1));
        assertEquals("found no graph, expected a ModelProto at byte 0", modelError());
    }

    @Test
    void refusesShapesThatCannotBe() {
        assertEquals(
                "shape [65536, 65536] has more than 2147483647 elements at byte 10",
                tensorError(new Wire().packedVarints(1, 65_536, 65_536).varint(2, 1)));
        assertTrue(tensorError(new Wire().varint(1, -2)).startsWith("negative dimension in shape [-2]"));
        assertTrue(tensorError(new Wire().packedVarints(1, Long.MAX_VALUE, 2)).contains("more than"));
        assertTrue(tensorError(new Wire().packedVarints(1, new long[256])).startsWith("tensor of rank 256"));
        assertEquals(
                0,
                Proto.tensor(new Wire().packedVarints(1, Long.MAX_VALUE, 0, 9).buffer())
                        .elementCount());
    }

    @Test
    void refusesTwoPlacesForTheData() {
        assertTrue(tensorError(new Wire().text(8, "w").packedFloats(4, 1).bytes(9, (byte) 1))
                .startsWith("tensor \"w\" has its data in 2 fields"));
        assertTrue(tensorError(new Wire().bytes(4, new byte[3])).startsWith("float_data: 3 bytes are not a multiple"));
    }

    @Test
    void refusesAttributesWithoutValue() {
        assertTrue(attributeError(new Wire().text(1, "a")).contains("neither a type nor a value"));
        assertTrue(attributeError(new Wire().varint(20, 5)).contains("of type GRAPH has no field g"));
        assertTrue(attributeError(new Wire().varint(20, 77)).contains("unknown attribute type 77"));
        assertTrue(attributeError(new Wire().varint(3, 1).float32(2, 1)).contains("no type and values of types"));
    }

    private static String attributeError(Wire attribute) {
        var node = new Wire().message(5, attribute);
        return modelError(new Wire().message(7, new Wire().message(1, node)).toArray());
    }

    @Test
    void readsGraphsNestedAHundredDeepAndNoDeeper() {
        assertEquals(
                "inner",
                deepestGraph(Proto.model(nestedGraphs(100).buffer()).graph()).name());
        var message = modelError(nestedGraphs(103).toArray());
        assertTrue(message.contains("messages nest deeper than 304 at byte "), message);
        var types = new Wire();
        for (int i = 0; i < 2_000; i++) {
            types = new Wire().message(4, new Wire().message(1, types));
        }
        var input = new Wire().message(11, new Wire().message(2, types));
        assertTrue(modelError(new Wire().message(7, input).toArray()).contains("messages nest deeper"));
    }

    private static Wire nestedGraphs(int depth) {
        var graph = new Wire().text(2, "inner");
        for (int i = 1; i < depth; i++) {
            var attribute = new Wire().message(6, graph).varint(20, 5);
            graph = new Wire().message(1, new Wire().message(5, attribute));
        }
        return new Wire().message(7, graph);
    }

    private static GraphProto deepestGraph(GraphProto graph) {
        while (!graph.nodes().isEmpty()) {
            graph = ((AttributeValue.GraphValue)
                            graph.nodes().getFirst().attributes().getFirst().value())
                    .value();
        }
        return graph;
    }

    @Test
    void countsTheHeapItTakes() {
        var nodes = new Wire();
        for (int i = 0; i < 10_000; i++) {
            nodes.message(1, new Wire());
        }
        var file = new Wire().message(7, nodes).buffer();
        assertEquals(10_000, Proto.model(file).graph().nodes().size());
        var e = assertThrows(ResourceLimitException.class, () -> Proto.model(file, 1_000_000));
        assertTrue(e.getMessage().startsWith("graph.node["), e.getMessage());
    }

    @Test
    void everyTruncationIsAFormatErrorOrASmallerModel() throws IOException {
        var file = written(Samples.model());
        int whole = 0;
        for (int length = 0; length < file.length; length++) {
            whole += survives(ByteBuffer.wrap(file, 0, length)) ? 1 : 0;
        }
        assertTrue(whole > 0 && whole < file.length / 2, "models in truncated files: " + whole);
    }

    @Test
    void mutationsGiveFormatErrorsAndNothingWorse() throws IOException {
        var file = written(Samples.model());
        var random = new SplittableRandom(20_260_823);
        int whole = 0;
        for (int round = 0; round < 10_000; round++) {
            var mutated = file.clone();
            int changes = random.nextInt(1, 5);
            for (int i = 0; i < changes; i++) {
                mutate(mutated, random);
            }
            var heap = ByteBuffer.wrap(mutated);
            whole += survives(
                            round % 2 == 0
                                    ? heap
                                    : ByteBuffer.allocateDirect(file.length)
                                            .put(heap)
                                            .flip())
                    ? 1
                    : 0;
        }
        assertTrue(whole > 500 && whole < 9_500, "models in mutated files: " + whole);
    }

    @Test
    void randomBytesGiveFormatErrors() throws IOException {
        var random = new SplittableRandom(7);
        for (int round = 0; round < 10_000; round++) {
            var bytes = new byte[random.nextInt(1, 200)];
            random.nextBytes(bytes);
            bytes[0] = round % 2 == 0 ? 0x3a : bytes[0];
            survives(ByteBuffer.wrap(bytes));
        }
    }

    private static void mutate(byte[] bytes, SplittableRandom random) {
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(5)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) random.nextInt(256);
            case 2 -> bytes[at] = (byte) (bytes[at] + random.nextInt(-2, 3));
            case 3 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + random.nextInt(1, 12)), (byte) -1);
            default -> {
                int from = random.nextInt(bytes.length);
                int length = Math.min(random.nextInt(1, 40), bytes.length - Math.max(at, from));
                System.arraycopy(bytes, from, bytes, at, length);
            }
        }
    }
}
