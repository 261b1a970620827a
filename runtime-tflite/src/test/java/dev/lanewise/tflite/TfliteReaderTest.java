package dev.lanewise.tflite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.Model;
import dev.lanewise.Outputs;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.UnsupportedModelException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TfliteReaderTest {

    private static final byte RELU = 1;

    private static Outputs run(byte[] file, Map<String, Tensor> inputs) {
        try (var session = Model.load(file).newSession()) {
            return session.run(inputs);
        }
    }

    private static byte[] sum() {
        var file = new FileBuilder();
        var main = file.subgraph();
        int a = main.tensor("a", FileBuilder.FLOAT, 2, 2);
        int b = main.floats("b", new float[] {1, -5}, 2);
        int y = main.tensor("y", FileBuilder.FLOAT, 2, 2);
        main.operator("ADD", new int[] {a, b}, new int[] {y}, 2, f -> f.addByte(0, RELU, 0));
        main.inputs(a).outputs(y);
        return file.bytes();
    }

    @Test
    void readsConstantsAndFusedActivations() {
        Outputs out = run(sum(), Map.of("a", Tensor.of(new float[] {1, 2, 3, 7}, 2, 2)));
        assertArrayEquals(new float[] {2, 0, 4, 2}, out.tensor("y").floats());
    }

    @Test
    void knowsItsFilesByTheirIdentifier() {
        var reader = new TfliteReader();
        assertTrue(reader.accepts(ByteBuffer.wrap(sum())));
        assertFalse(reader.accepts(ByteBuffer.wrap(new byte[] {8, 1, 18, 0, 0, 0, 0, 0})));
        assertFalse(reader.accepts(ByteBuffer.wrap(new byte[] {0, 0, 0, 0, 'T', 'F'})));
    }

    @Test
    void quantizedTensorsKeepTheirTypesAtTheEdge() {
        var file = new FileBuilder();
        var main = file.subgraph();
        int a = main.quantized("a", FileBuilder.UINT8, 0.5f, 10, 4);
        int b = main.quantized("b", FileBuilder.UINT8, 0.25f, 0, 4);
        int y = main.quantized("y", FileBuilder.UINT8, 0.75f, 20, 4);
        main.operator("ADD", new int[] {a, b}, new int[] {y}, 2, f -> {});
        main.inputs(a, b).outputs(y);
        Model model = Model.load(file.bytes());
        assertEquals(ElementType.UINT8, model.inputs().getFirst().type());
        var quantization = model.inputs().getFirst().quantization().orElseThrow();
        assertEquals(List.of(0.5f), quantization.scales());
        assertEquals(List.of(10), quantization.zeroPoints());
        Tensor first = Tensor.wrap(ElementType.UINT8, new byte[] {10, 12, 0, (byte) 255}, 4);
        Tensor second = Tensor.wrap(ElementType.UINT8, new byte[] {0, 2, 0, (byte) 250}, 4);
        Outputs out = run(file.bytes(), Map.of("a", first, "b", second));
        assertArrayEquals(new byte[] {20, 22, 13, (byte) 255}, out.tensor("y").bytes());
    }

    @Test
    void slicesByMasks() {
        var file = new FileBuilder();
        var main = file.subgraph();
        int x = main.tensor("x", FileBuilder.INT32, 2, 3, 4);
        int begins = main.ints("begins", 0, 9, 0, 2);
        int ends = main.ints("ends", 0, 9, 0, 9);
        int strides = main.ints("strides", 1, 1, 1, -1);
        int y = main.tensor("y", FileBuilder.INT32);
        main.operator("STRIDED_SLICE", new int[] {x, begins, ends, strides}, new int[] {y}, 6, f -> {
            f.addInt(1, 8, 0);
            f.addInt(2, 2, 0);
            f.addInt(3, 4, 0);
            f.addInt(4, 1, 0);
        });
        main.inputs(x).outputs(y);
        var values = new int[24];
        for (int i = 0; i < 24; i++) {
            values[i] = i;
        }
        Tensor out = run(file.bytes(), Map.of("x", Tensor.of(values, 2, 3, 4))).tensor("y");
        assertArrayEquals(new long[] {3, 1, 3}, out.shape());
        assertArrayEquals(new int[] {2, 1, 0, 6, 5, 4, 10, 9, 8}, out.ints());
    }

    @Test
    void loopsAskTheConditionFirst() {
        var file = new FileBuilder();
        var main = file.subgraph();
        int start = main.tensor("start", FileBuilder.INT32, 1);
        int end = main.tensor("end", FileBuilder.INT32, 1);
        main.operator("WHILE", new int[] {start}, new int[] {end}, 2, f -> {
            f.addInt(0, 1, 0);
            f.addInt(1, 2, 0);
        });
        main.inputs(start).outputs(end);
        var condition = file.subgraph();
        int i = condition.tensor("i", FileBuilder.INT32, 1);
        int most = condition.ints("most", 100);
        int less = condition.tensor("less", FileBuilder.BOOL, 1);
        condition
                .operator("LESS", new int[] {i, most}, new int[] {less})
                .inputs(i)
                .outputs(less);
        var body = file.subgraph();
        int j = body.tensor("j", FileBuilder.INT32, 1);
        int twice = body.tensor("twice", FileBuilder.INT32, 1);
        body.operator("ADD", new int[] {j, j}, new int[] {twice}).inputs(j).outputs(twice);
        assertArrayEquals(
                new int[] {192},
                run(file.bytes(), Map.of("start", Tensor.of(new int[] {3}, 1)))
                        .tensor(0)
                        .ints());
        assertArrayEquals(
                new int[] {500},
                run(file.bytes(), Map.of("start", Tensor.of(new int[] {500}, 1)))
                        .tensor(0)
                        .ints());
    }

    @Test
    void outputsThatAreInputsAreCopies() {
        var file = new FileBuilder();
        var main = file.subgraph();
        int x = main.tensor("x", FileBuilder.FLOAT, 2);
        main.inputs(x).outputs(x, x);
        Outputs out = run(file.bytes(), Map.of("x", Tensor.of(new float[] {1, 2}, 2)));
        assertArrayEquals(new float[] {1, 2}, out.tensor(0).floats());
        assertArrayEquals(new float[] {1, 2}, out.tensor("x:1").floats());
    }

    /** Two signatures of one subgraph, each with names of its own and one of its outputs. */
    static byte[] sharing() {
        var file = new FileBuilder();
        var main = file.subgraph();
        int x = main.tensor("x", FileBuilder.FLOAT, 2);
        int twice = main.tensor("twice", FileBuilder.FLOAT, 2);
        int square = main.tensor("square", FileBuilder.FLOAT, 2);
        main.operator("ADD", new int[] {x, x}, new int[] {twice}, 2, f -> {});
        main.operator("SQUARE", new int[] {x}, new int[] {square});
        main.inputs(x).outputs(twice, square);
        return file.signature("sums", 0, "term", x, "sum", twice)
                .signature("areas", 0, "side", x, "area", square)
                .bytes();
    }

    @Test
    void signaturesMayShareASubgraph() {
        Model model = Model.load(sharing());
        var x = Tensor.of(new float[] {3, -5}, 2);
        try (var sums = model.signature("sums").newSession();
                var areas = model.signature("areas").newSession()) {
            assertArrayEquals(
                    new float[] {6, -10},
                    sums.run(Map.of("term", x)).tensor("sum").floats());
            assertArrayEquals(
                    new float[] {9, 25},
                    areas.run(Map.of("side", x)).tensor("area").floats());
        }
    }

    @Test
    void namesEveryMissingOperatorAtOnce() {
        var file = new FileBuilder();
        var main = file.subgraph();
        int x = main.tensor("x", FileBuilder.FLOAT, 2);
        int y = main.tensor("y", FileBuilder.FLOAT, 2);
        main.custom("FlexErf", new int[] {x}, new int[] {y})
                .operator("CONCAT_EMBEDDINGS", new int[] {x}, new int[] {y})
                .custom("FlexErf", new int[] {x}, new int[] {y});
        main.inputs(x).outputs(y);
        var missing = assertThrows(UnsupportedModelException.class, () -> Model.load(file.bytes()));
        assertTrue(String.valueOf(missing.getMessage()).contains("CONCAT_EMBEDDINGS"));
        assertTrue(String.valueOf(missing.getMessage()).contains("custom 'FlexErf' (2 times)"));
    }
}
