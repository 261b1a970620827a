package dev.lanewise.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.lanewise.Model;
import dev.lanewise.onnx.proto.OpsetImport;
import dev.lanewise.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Attention over no tokens, by files that leave all extents open. */
class ZeroTokensTest {

    @Test
    void multiHeadAttentionKeepsTheWidth() {
        var file = new ModelFile();
        for (String name : List.of("q", "k", "v")) {
            file.input(name, ModelFile.FLOAT, -1, -1, -1);
        }
        file.foreign(
                        Registry.MICROSOFT,
                        "MultiHeadAttention",
                        List.of("q", "k", "v"),
                        "y",
                        ModelFile.number("num_heads", 2))
                .output("y", ModelFile.FLOAT, -1, -1, -1);
        assertArrayEquals(new long[] {3, 0, 8}, shape(file, 0, 0));
        assertArrayEquals(new long[] {3, 0, 8}, shape(file, 0, 5));
        assertArrayEquals(new long[] {3, 4, 8}, shape(file, 4, 5));
    }

    @Test
    void attentionWithAPastKeepsTheWidth() {
        var file = new ModelFile();
        for (String name : List.of("q", "k", "v")) {
            file.input(name, ModelFile.FLOAT, -1, -1, -1);
        }
        file.node(
                        "Attention",
                        List.of("q", "k", "v"),
                        List.of("y", "present_key", "present_value"),
                        ModelFile.number("q_num_heads", 2),
                        ModelFile.number("kv_num_heads", 2))
                .output("y", ModelFile.FLOAT, -1, -1, -1)
                .output("present_key", ModelFile.FLOAT, -1, -1, -1, -1);
        assertArrayEquals(new long[] {3, 0, 8}, shape(file, 0, 0));
        assertArrayEquals(new long[] {3, 4, 8}, shape(file, 4, 5));
    }

    private static long[] shape(ModelFile file, int queries, int keys) {
        var inputs = new LinkedHashMap<String, Tensor>();
        inputs.put("q", floats(3, queries, 8));
        inputs.put("k", floats(3, keys, 8));
        inputs.put("v", floats(3, keys, 8));
        byte[] bytes = file.bytes(23, new OpsetImport(Registry.MICROSOFT, 1));
        try (var session = Model.load(bytes).newSession()) {
            return session.run(inputs).tensor(0).shape();
        }
    }

    private static Tensor floats(int... dims) {
        return Tensor.of(new float[dims[0] * dims[1] * dims[2]], dims[0], dims[1], dims[2]);
    }
}
