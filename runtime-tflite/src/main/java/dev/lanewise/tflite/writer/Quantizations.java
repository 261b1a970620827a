package dev.lanewise.tflite.writer;

import dev.lanewise.graph.Edge;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tflite.file.Quantization;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Scales and zero points of the graph as TFLite keeps them with its tensors. */
final class Quantizations {

    private Quantizations() {}

    /** From the inputs of Quantize or Dequantize; null where they are computed. */
    static @Nullable Quantization of(Edge scale, @Nullable Edge zeroPoint, int axis, int rank) {
        Tensor scales = scale.constant();
        Tensor zeros = zeroPoint == null ? null : zeroPoint.constant();
        if (scales == null || scales.rank() > 1 || zeroPoint != null && zeros == null) {
            return null;
        }
        var points = new long[scales.size()];
        for (int i = 0; i < points.length && zeros != null; i++) {
            points[i] = IntegerValues.at(zeros, zeros.size() == 1 ? 0 : i);
        }
        int along = scales.size() == 1 ? 0 : axis < 0 ? axis + rank : axis;
        return new Quantization(scales.floats().clone(), points, along, -1, 0);
    }

    /** Of a tensor whose axis i is axis {@code permutation[i]} of the one with these. */
    static Quantization permuted(Quantization quantization, int... permutation) {
        if (quantization.scales().length < 2) {
            return quantization;
        }
        int axis = IntStream.range(0, permutation.length)
                .filter(i -> permutation[i] == quantization.axis())
                .findFirst()
                .orElse(0);
        return new Quantization(quantization.scales(), quantization.zeroPoints(), axis, -1, 0);
    }
}
