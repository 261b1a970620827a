package dev.lanewise.onnx.proto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProtoTest {

    private static AttributeValue attribute(Wire fields) {
        var node = new Wire().message(5, fields.text(1, "a"));
        var model =
                Proto.model(new Wire().message(7, new Wire().message(1, node)).buffer());
        return model.graph().nodes().getFirst().attribute("a").orElseThrow().value();
    }

    private static TensorData data(Wire fields) {
        return Proto.tensor(fields.buffer()).data();
    }

    @Test
    void readsAModelWrittenByHand() {
        var dims = new Wire().message(1, new Wire().varint(1, 0)).message(1, new Wire().text(2, "n"));
        var type = new Wire().message(1, new Wire().varint(1, 10).message(2, dims.message(1, new Wire())));
        var node = new Wire()
                .text(1, "x")
                .text(1, "")
                .text(2, "y")
                .text(3, "first")
                .text(4, "Relu")
                .text(7, "dom");
        var graph = new Wire()
                .message(1, node.text(8, "over").entry(9, "k", "v").text(99, "unknown"))
                .text(2, "main")
                .message(11, new Wire().text(1, "x").message(2, type))
                .message(14, new Wire().text(1, "x").entry(2, "SCALE_TENSOR", "s"));
        var bytes = new Wire()
                .varint(1, 13)
                .text(2, "hand")
                .text(3, "0")
                .varint(5, 4)
                .message(8, new Wire().varint(2, 27))
                .message(7, graph)
                .entry(14, "b", "2")
                .entry(14, "a", "1")
                .buffer();
        var model = Proto.model(bytes);
        assertEquals(13, model.irVersion());
        assertEquals("hand", model.producerName());
        assertEquals(4, model.modelVersion());
        assertEquals(List.of(new OpsetImport("", 27)), model.opsetImports());
        assertEquals(List.of("b", "a"), List.copyOf(model.metadata().keySet()));
        var read = model.graph().nodes().getFirst();
        assertEquals(
                new NodeProto(
                        List.of("x", ""),
                        List.of("y"),
                        "first",
                        "Relu",
                        "dom",
                        "over",
                        List.of(),
                        Map.of("k", "v"),
                        NodeProto.NO_OFFSET),
                read);
        assertEquals('x', bytes.get((int) read.fileOffset() + 2));
        var shape = List.of(new Dim.Value(0), new Dim.Parameter("n"), new Dim.Unknown());
        assertEquals(
                List.of(new ValueInfoProto("x", new TypeProto.TensorType(10, Optional.of(List.copyOf(shape))))),
                model.graph().inputs());
        assertEquals(
                List.of(new TensorAnnotation("x", Map.of("SCALE_TENSOR", "s"))),
                model.graph().quantizationAnnotations());
        assertEquals(0, bytes.position());
    }

    @Test
    void rawDataIsASliceOfTheFile() {
        var bytes = new Wire().packedVarints(1, 4).varint(2, 3).bytes(9, (byte) 1, (byte) 2, (byte) 3, (byte) 4);
        for (var file : List.of(ByteBuffer.allocate(64), ByteBuffer.allocateDirect(64))) {
            file.position(5).put(bytes.toArray()).flip().position(5);
            var raw = assertInstanceOf(TensorData.Raw.class, Proto.tensor(file).data());
            file.put(file.limit() - 1, (byte) 9);
            assertArrayEquals(new byte[] {1, 2, 3, 9}, raw.bytes().toArray());
            assertEquals(0x0201, raw.bytes().buffer().getShort());
            assertThrows(
                    ReadOnlyBufferException.class, () -> raw.bytes().buffer().put(0, (byte) 0));
        }
    }

    @Test
    void packedAndUnpackedNumbersAreTheSame() {
        assertEquals(
                data(new Wire().packedFloats(4, 1, 2, 3)),
                data(new Wire().float32(4, 1).float32(4, 2).float32(4, 3)));
        assertEquals(
                data(new Wire().packedFloats(4, 1, 2, 3)),
                data(new Wire().packedFloats(4, 1, 2).float32(4, 3)));
        assertEquals(
                data(new Wire().packedDoubles(10, 1, 2)),
                data(new Wire().float64(10, 1).packedDoubles(10, 2)));
        assertEquals(
                data(new Wire().packedVarints(5, -1, 300)),
                data(new Wire().varint(5, -1).varint(5, 300)));
        assertEquals(
                data(new Wire().packedVarints(7, -1, 300)),
                data(new Wire().packedVarints(7, -1).packedVarints(7, 300)));
        assertEquals(new TensorData.Floats(FloatBuffer.wrap(new float[] {1})), data(new Wire().packedFloats(4, 1)));
        assertEquals(
                new TensorData.Doubles(DoubleBuffer.wrap(new double[] {1, 2})),
                data(new Wire().packedDoubles(10, 1, 2)));
        assertEquals(new TensorData.Ints(IntBuffer.wrap(new int[] {-1, 5})), data(new Wire().packedVarints(5, -1, 5)));
        assertEquals(new TensorData.Longs(LongBuffer.wrap(new long[] {-1})), data(new Wire().varint(7, -1)));
        assertEquals(
                new TensorData.UnsignedLongs(LongBuffer.wrap(new long[] {-1})), data(new Wire().packedVarints(11, -1)));
    }

    @Test
    void typedDataThatIsPackedStaysInTheFile() {
        var file = new Wire().packedFloats(4, 1, 2).buffer();
        var data = assertInstanceOf(TensorData.Floats.class, Proto.tensor(file).data());
        file.put(file.limit() - 1, (byte) 0xc0);
        assertEquals(-2f, data.values().get(1));
    }

    @Test
    void manyUnpackedNumbersAreGathered() {
        var wire = new Wire();
        for (int i = 0; i < 10_000; i++) {
            wire.varint(8, i - 5_000);
        }
        var ints = assertInstanceOf(AttributeValue.Ints.class, attribute(wire)).toArray();
        assertEquals(10_000, ints.length);
        for (int i = 0; i < ints.length; i++) {
            assertEquals(i - 5_000, ints[i]);
        }
    }

    @Test
    void externalDataIsDescribedNotRead() {
        var wire = new Wire()
                .entry(13, "location", "w.bin")
                .entry(13, "offset", "8")
                .varint(14, 1);
        assertEquals(new TensorData.External(Map.of("location", "w.bin", "offset", "8")), data(wire));
    }

    @Test
    void attributesWithoutATypeTakeThatOfTheirField() {
        assertEquals(new AttributeValue.FloatValue(2), attribute(new Wire().float32(2, 2)));
        assertEquals(new AttributeValue.IntValue(0), attribute(new Wire().varint(3, 0)));
        assertEquals(new AttributeValue.StringValue(Bytes.utf8("s")), attribute(new Wire().text(4, "s")));
        assertEquals(AttributeValue.Ints.of(1, 2), attribute(new Wire().packedVarints(8, 1, 2)));
        assertEquals(new AttributeValue.Strings(List.of(Bytes.utf8("a"))), attribute(new Wire().bytes(9, (byte) 'a')));
    }

    @Test
    void attributesWithATypeTakeItsDefault() {
        assertEquals(new AttributeValue.IntValue(0), attribute(new Wire().varint(20, 2)));
        assertEquals(AttributeValue.Floats.of(), attribute(new Wire().varint(20, 6)));
        assertEquals(
                new AttributeValue.Reference(AttributeType.INT, "outer"),
                attribute(new Wire().varint(20, 2).text(21, "outer")));
    }

    @Test
    void recordsCannotBeChangedThroughTheirBuffers() {
        var floats = AttributeValue.Floats.of(1, 2);
        floats.values().get();
        assertEquals(2, floats.values().remaining());
        assertThrows(ReadOnlyBufferException.class, () -> floats.values().put(0, 5));
        assertTrue(floats.values().isReadOnly());
    }
}
