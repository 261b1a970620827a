package dev.lanewise.benchmarks;

import dev.lanewise.Model;
import dev.lanewise.Session;
import dev.lanewise.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Prints the milliseconds from the beginning of {@code main} to the first result of MiniLM on 7 tokens in this JVM. The
 * argument says whose: {@code lanewise} or {@code onnxruntime}. To be run many times, alternately, with the same heap.
 */
public final class ColdStart {

    private static final int TOKENS = 7;

    private ColdStart() {}

    public static void main(String[] args) {
        long start = System.nanoTime();
        byte[] file = Catalogue.miniLm(1, TOKENS).bytes();
        long read = System.nanoTime();
        boolean ours = args.length > 0 && args[0].equals("lanewise");
        float first = ours ? lanewise(file) : onnxRuntime(file);
        long end = System.nanoTime();
        System.out.printf(
                java.util.Locale.ROOT,
                "%s: first result %.3f after %d ms, of which the file took %d ms to read%n",
                ours ? "lanewise" : "onnxruntime",
                first,
                (end - start) / 1_000_000,
                (read - start) / 1_000_000);
    }

    private static Map<String, Tensor> inputs() {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        inputs.put("input_ids", Tensor.of(new long[] {101, 1037, 2158, 2003, 2652, 1012, 102}, 1, TOKENS));
        inputs.put("attention_mask", Tensor.of(new long[] {1, 1, 1, 1, 1, 1, 1}, 1, TOKENS));
        inputs.put("token_type_ids", Tensor.of(new long[TOKENS], 1, TOKENS));
        return inputs;
    }

    private static float lanewise(byte[] file) {
        try (Session session = Model.load(file).newSession()) {
            return session.run(inputs()).tensor(0).floats()[0];
        }
    }

    private static float onnxRuntime(byte[] file) {
        try (var peer = new OrtPeer(file, 1, inputs())) {
            return peer.outputs().values().iterator().next()[0];
        }
    }
}
