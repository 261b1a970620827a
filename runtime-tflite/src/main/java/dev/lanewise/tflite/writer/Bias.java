package dev.lanewise.tflite.writer;

import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tflite.file.Quantization;
import java.util.Arrays;

/** What convolutions and products of matrices add to each channel. */
final class Bias {

    private static final int INPUT = 2;

    private Bias() {}

    /** The bias as a tensor; zeros where there is none. */
    static int of(NodeWriter on, int x, StoredConstant weights, long channels) {
        if (on.isInteger()) {
            return integers(on, x, weights, channels);
        }
        if (!on.has(INPUT)) {
            return on.constant(Tensor.zeros(ElementType.FLOAT, channels));
        }
        StoredConstant stored = StoredConstant.of(on.edge(INPUT));
        return stored == null ? on.reshaped(on.in(INPUT), channels) : on.constant(Tensor.of(stored.floats(), channels));
    }

    /** INT32 numbers, INT64 beside INT16 ones, in steps of the product of both scales. */
    private static int integers(NodeWriter on, int x, StoredConstant weights, long channels) {
        float[] ofWeights = weights.quantization().scales();
        var scales = new float[ofWeights.length];
        for (int i = 0; i < scales.length; i++) {
            scales[i] = (float) ((double) on.quantization(x).scales()[0] * ofWeights[i]);
        }
        var quantization = new Quantization(scales, new long[scales.length], 0, -1, 0);
        StoredConstant stored = on.has(INPUT) ? StoredConstant.of(on.edge(INPUT)) : null;
        var steps = new long[Math.toIntExact(channels)];
        float[] real = stored == null ? new float[steps.length] : stored.floats();
        for (int i = 0; i < steps.length; i++) {
            steps[i] = Math.round((double) real[real.length == 1 ? 0 : i] / scales[scales.length == 1 ? 0 : i]);
        }
        if (on.type(x) == ElementType.INT16) {
            return on.constant(Tensor.of(steps, channels), quantization);
        }
        int[] narrow = Arrays.stream(steps)
                .mapToInt(step -> Math.clamp(step, Integer.MIN_VALUE, Integer.MAX_VALUE))
                .toArray();
        return on.constant(Tensor.of(narrow, channels), quantization);
    }
}
