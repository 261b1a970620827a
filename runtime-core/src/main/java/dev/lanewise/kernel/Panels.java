package dev.lanewise.kernel;

import java.util.Arrays;

/**
 * Packs the right-hand matrix {@code B[depth][columns]} of a GEMM into panels: {@code [panel][depth][WIDTH]}, the last
 * panel padded with zeros. Work is split by panels.
 */
public final class Panels {

    /** Columns of a panel: two vectors. Loops that C2 vectorises by itself want it longer. */
    public static final int WIDTH = Isa.SIMD ? 2 * Isa.LANES : 128;

    private Panels() {}

    /** Panels that hold so many columns. */
    public static int count(int columns) {
        return Math.ceilDiv(columns, WIDTH);
    }

    /** Floats that the packed matrix takes. */
    public static int packedLength(int depth, int columns) {
        return Math.multiplyExact(Math.multiplyExact(count(columns), WIDTH), depth);
    }

    /** Packs panels {@code [from, to)} of {@code B[depth][columns]}, whose rows lie {@code rowStride} apart. */
    public static void pack(
            float[] b, int bo, int rowStride, int depth, int columns, float[] packed, int po, int from, int to) {
        for (int panel = from; panel < to; panel++) {
            int column = panel * WIDTH;
            int width = Math.min(WIDTH, columns - column);
            int out = po + panel * depth * WIDTH;
            for (int k = 0; k < depth; k++) {
                System.arraycopy(b, bo + k * rowStride + column, packed, out, width);
                Arrays.fill(packed, out + width, out + WIDTH, 0f);
                out += WIDTH;
            }
        }
    }

    /** As {@link #pack}, for a matrix stored as {@code [columns][depth]}, its columns {@code columnStride} apart. */
    public static void packTransposed(
            float[] b, int bo, int columnStride, int depth, int columns, float[] packed, int po, int from, int to) {
        for (int panel = from; panel < to; panel++) {
            int column = panel * WIDTH;
            int width = Math.min(WIDTH, columns - column);
            int out = po + panel * depth * WIDTH;
            Transpose.run(b, bo + column * columnStride, columnStride, packed, out, WIDTH, width, depth);
            clearPadding(packed, out, depth, width);
        }
    }

    /**
     * Packs panels {@code [from, to)} of the filters of one convolution group, stored as {@code
     * [columns][channels][taps]} (ONNX), with {@code k = tap * channels + channel}.
     */
    public static void packFilters(
            float[] filters, int fo, int channels, int taps, int columns, float[] packed, int po, int from, int to) {
        int depth = channels * taps;
        for (int panel = from; panel < to; panel++) {
            int column = panel * WIDTH;
            int width = Math.min(WIDTH, columns - column);
            int out = po + panel * depth * WIDTH;
            for (int channel = 0; channel < channels; channel++) {
                Transpose.run(
                        filters,
                        fo + column * depth + channel * taps,
                        depth,
                        packed,
                        out + channel * WIDTH,
                        channels * WIDTH,
                        width,
                        taps);
            }
            clearPadding(packed, out, depth, width);
        }
    }

    private static void clearPadding(float[] packed, int out, int depth, int width) {
        if (width < WIDTH) {
            for (int k = 0; k < depth; k++) {
                Arrays.fill(packed, out + k * WIDTH + width, out + (k + 1) * WIDTH, 0f);
            }
        }
    }
}
