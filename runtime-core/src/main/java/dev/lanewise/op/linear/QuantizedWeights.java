package dev.lanewise.op.linear;

import dev.lanewise.kernel.ByteGemm;
import dev.lanewise.kernel.ByteMatrix;
import dev.lanewise.kernel.WeightScales;
import dev.lanewise.op.Numbers;
import dev.lanewise.op.quantize.Dequantize;
import dev.lanewise.tensor.ElementType.Carrier;
import dev.lanewise.tensor.Tensor;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The constant right matrix of a product, given by integers of at most 8 bits.
 *
 * @param integers {@code [depth][columns]}, or {@code [columns][depth]} where it is transposed
 * @param zero zero points, as many as there are scales; null where all are 0
 */
record QuantizedWeights(
        Dequantize op,
        boolean transposed,
        Tensor integers,
        Tensor scale,
        @Nullable Tensor zero) {

    int depth() {
        return Math.toIntExact(integers.dim(transposed ? 1 : 0));
    }

    int columns() {
        return Math.toIntExact(integers.dim(transposed ? 0 : 1));
    }

    /** Whether reading a byte an entry is faster than reading floats, at least for one row. */
    boolean isLarge() {
        return ByteGemm.pays(1, depth(), columns());
    }

    /** What the integers stand for; empty where scales lie along the matrix in a way that products do not know. */
    Optional<WeightScales> scales() {
        boolean areBytes = integers.type().isInteger() && integers.type().carrier() == Carrier.BYTES;
        if (!areBytes || integers.rank() != 2 || zero != null && zero.size() != scale.size()) {
            return Optional.empty();
        }
        float[] values = scale.floats();
        var zeros = new int[values.length];
        if (zero != null) {
            double[] points = Numbers.of(zero);
            for (int i = 0; i < zeros.length; i++) {
                zeros[i] = (int) points[i];
            }
        }
        int axis = op.axis() < 0 ? op.axis() + 2 : op.axis();
        boolean alongDepth = axis == (transposed ? 1 : 0);
        if (op.block() == 0 && values.length == 1) {
            return Optional.of(new WeightScales(values, zeros, depth(), 0, 0));
        }
        if (op.block() == 0 && !alongDepth) {
            return Optional.of(new WeightScales(values, zeros, depth(), 0, 1));
        }
        if (op.block() > 0 && alongDepth) {
            int blocks = Math.ceilDiv(depth(), op.block());
            return Optional.of(
                    transposed
                            ? new WeightScales(values, zeros, op.block(), 1, blocks)
                            : new WeightScales(values, zeros, op.block(), columns(), 1));
        }
        return Optional.empty();
    }

    ByteMatrix bytes() {
        boolean signed = !integers.type().isUnsigned();
        int rowStride = transposed ? 1 : columns();
        int columnStride = transposed ? depth() : 1;
        return ByteMatrix.of(
                integers.bytes(), signed, rowStride, columnStride, depth(), columns(), scales().orElseThrow());
    }

    /** Makes the numbers that the integers stand for when it is first asked. */
    Function<Tensor, float[]> once() {
        var made = new AtomicReference<float @Nullable []>();
        return same -> made.updateAndGet(floats -> floats == null ? floats() : floats);
    }

    /** The numbers that the integers stand for, stored as these are. */
    private float[] floats() {
        WeightScales scales = scales().orElseThrow();
        byte[] q = integers.bytes();
        int mask = integers.type().isUnsigned() ? 0xFF : -1;
        int width = transposed ? depth() : columns();
        int run = transposed ? Math.min(width, scales.block()) : width;
        int step = transposed ? 0 : scales.columnStride();
        var floats = new float[q.length];
        for (int row = 0; row * width < q.length; row++) {
            for (int from = 0; from < width; from += run) {
                int at = transposed ? scales.index(from / run, row) : scales.index(row / scales.block(), 0);
                int out = row * width + from;
                for (int i = 0; i < Math.min(run, width - from); i++) {
                    floats[out + i] = ((q[out + i] & mask) - scales.zeros()[at]) * scales.scales()[at];
                    at += step;
                }
            }
        }
        return floats;
    }
}
