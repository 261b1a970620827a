package dev.lanewise.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.Model;
import dev.lanewise.Session;
import dev.lanewise.SessionOptions;
import dev.lanewise.kernel.Isa;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Dynamically quantized MiniLM gives what ONNX Runtime gives under its default options: max|difference| at most 5e-3 of
 * max|reference|. As a last bit before a quantization moves a value by a step, and a step moves the output by more than
 * that, this holds only where no bit differs, hence on processors for which ONNX Runtime adds up in the same order.
 */
class DynamicAgreementTest {

    private static final double TOLERANCE = 5e-3;
    private static final int SEEDS = 3;

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 7", "1, 16", "1, 33", "1, 64", "1, 128", "1, 384", "3, 20", "2, 128"})
    void agreesWithOnnxRuntime(int sentences, int tokens) {
        assumeTrue(Isa.REGISTERS == 32, "without AVX-512 ONNX Runtime's softmax adds up 8 parts, not 16");
        byte[] file = Catalogue.quantizedMiniLm(sentences, tokens).bytes();
        Model model = Model.load(file);
        try (Session session = model.newSession();
                Session strict =
                        model.newSession(SessionOptions.defaults().threads(2).strict(true))) {
            for (int seed = 0; seed < SEEDS; seed++) {
                var inputs = inputs(sentences, tokens, seed);
                try (var peer = new OrtPeer(file, 1, inputs)) {
                    var expected = peer.outputs();
                    for (Session each : List.of(session, strict)) {
                        var difference = Difference.of(each.run(inputs), expected);
                        assertEquals(1, difference.compared());
                        assertTrue(difference.worst() <= TOLERANCE, difference::toString);
                    }
                }
            }
        }
    }

    /** Sentences of which each is three tokens shorter than the one before, as far as it has any. */
    private static Map<String, Tensor> inputs(int sentences, int tokens, int seed) {
        var random = new SplittableRandom(seed);
        var ids = new long[sentences * tokens];
        var mask = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            boolean inside = i % tokens == 0 || i % tokens < tokens - 3 * (i / tokens);
            ids[i] = inside ? random.nextLong(1_000, 20_000) : 0;
            mask[i] = inside ? 1 : 0;
        }
        return Map.of(
                "input_ids", Tensor.of(ids, sentences, tokens),
                "attention_mask", Tensor.of(mask, sentences, tokens),
                "token_type_ids", Tensor.of(new long[ids.length], sentences, tokens));
    }
}
