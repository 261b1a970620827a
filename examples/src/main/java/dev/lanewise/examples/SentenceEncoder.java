package dev.lanewise.examples;

import dev.lanewise.Model;
import dev.lanewise.RunOptions;
import dev.lanewise.RunProfile;
import dev.lanewise.Session;
import dev.lanewise.SessionOptions;
import dev.lanewise.TensorSpec;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Turns sentences into vectors whose cosine says how much they mean the same: all-MiniLM-L6-v2, from its Maven artifact. */
final class SentenceEncoder implements AutoCloseable {

    private static final String MODEL = "all-minilm-l6-v2.onnx";

    private final Tokens tokens;
    private final Session session;

    SentenceEncoder(int threads) throws IOException {
        this(model(), threads);
    }

    /** With a model that was made from that of the artifact. */
    SentenceEncoder(Model model, int threads) throws IOException {
        tokens = Tokens.load("all-minilm-l6-v2-tokenizer.json");
        session = model.newSession(SessionOptions.defaults().threads(threads));
    }

    /** The model of the artifact. */
    static Model model() throws IOException {
        try (InputStream file = SentenceEncoder.class.getResourceAsStream("/" + MODEL)) {
            if (file == null) {
                throw new IOException("no resource " + MODEL + " on the class path");
            }
            return Model.load(file);
        }
    }

    /** What the model is given for sentences together, the shorter ones padded. */
    Map<String, Tensor> inputs(List<String> sentences) {
        long[][] ids = sentences.stream().map(tokens::ids).toArray(long[][]::new);
        int longest = 0;
        for (long[] sentence : ids) {
            longest = Math.max(longest, sentence.length);
        }
        var inputIds = new long[ids.length * longest];
        var mask = new long[ids.length * longest];
        for (int i = 0; i < ids.length; i++) {
            System.arraycopy(ids[i], 0, inputIds, i * longest, ids[i].length);
            Arrays.fill(mask, i * longest, i * longest + ids[i].length, 1);
        }
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        for (TensorSpec spec : session.model().inputs()) {
            long[] values = switch (spec.name()) {
                case "input_ids" -> inputIds;
                case "attention_mask" -> mask;
                default -> new long[inputIds.length];
            };
            inputs.put(spec.name(), Tensor.of(values, ids.length, longest));
        }
        return inputs;
    }

    /** One vector of length 1 for each sentence; {@code profile} takes where the time went. */
    float[][] encode(List<String> sentences, RunProfile profile) {
        Map<String, Tensor> inputs = inputs(sentences);
        Tensor states =
                session.run(inputs, RunOptions.defaults().profile(profile)).tensor(0);
        return pool(states, Objects.requireNonNull(inputs.get("attention_mask")).longs());
    }

    /** The mean of each sentence's token vectors, padding left out, scaled to length 1. */
    private static float[][] pool(Tensor states, long[] mask) {
        int sentences = (int) states.dim(0);
        int length = (int) states.dim(1);
        int width = (int) states.dim(2);
        var vectors = new float[sentences][width];
        for (int s = 0; s < sentences; s++) {
            for (int t = 0; t < length; t++) {
                for (int i = 0; mask[s * length + t] == 1 && i < width; i++) {
                    vectors[s][i] += states.floats()[(s * length + t) * width + i];
                }
            }
            double norm = Math.sqrt(dot(vectors[s], vectors[s]));
            for (int i = 0; i < width; i++) {
                vectors[s][i] /= (float) norm;
            }
        }
        return vectors;
    }

    /** The scalar product; of vectors of length 1, their cosine. */
    static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    @Override
    public void close() {
        session.close();
    }
}
