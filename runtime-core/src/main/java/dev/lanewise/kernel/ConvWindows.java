package dev.lanewise.kernel;

import java.util.Arrays;

/**
 * The left-hand rows of a convolution seen as a GEMM: for each output pixel its window, a series of runs of floats
 * that lie together in the input. A run is a row of the window where its taps are neighbours, else one tap.
 */
final class ConvWindows {

    private ConvWindows() {}

    private static int tapsInRun(ConvGeometry geometry) {
        var width = geometry.window().width();
        return geometry.groups() == 1 && width.dilation() == 1 ? width.kernel() : 1;
    }

    /**
     * Copies the floats {@code [k, k + length)} of the windows of {@code rows} pixels from pixel m on, as {@link
     * GemmRows#copy} does, with zeros for the padding; {@code xo} is the offset of the group's first channel.
     */
    static void copy(ConvGeometry geometry, int m, int rows, int k, int length, float[] x, int xo, float[] to, int o) {
        int runLength = tapsInRun(geometry) * geometry.groupInputs();
        for (int at = k; at < k + length; ) {
            int skip = at % runLength;
            int part = Math.min(runLength - skip, k + length - at);
            copyRun(geometry, m, rows, at / runLength, skip, part, x, xo, to, o + at - k);
            at += part;
        }
    }

    private static void copyRun(
            ConvGeometry geometry,
            int m,
            int rows,
            int run,
            int skip,
            int length,
            float[] x,
            int xo,
            float[] to,
            int o) {
        var window = geometry.window();
        var depth = window.depth();
        var height = window.height();
        var width = window.width();
        int runs = width.kernel() / tapsInRun(geometry);
        int tapX = run % runs * tapsInRun(geometry);
        int tapY = run / runs % height.kernel();
        int tapZ = run / runs / height.kernel();
        for (int row = 0; row < rows; ) {
            int line = (m + row) / width.output();
            int position = (m + row) % width.output();
            int count = Math.min(rows - row, width.output() - position);
            int inY = height.start(line % height.output()) + tapY * height.dilation();
            int plane = line / height.output();
            int inZ = depth.start(plane % depth.output()) + tapZ * depth.dilation();
            int out = o + row * GemmRows.STRIDE;
            if (inY < 0 || inY >= height.input() || inZ < 0 || inZ >= depth.input()) {
                clear(count, length, to, out);
            } else {
                int in = (plane / depth.output() * depth.input() + inZ) * height.input() + inY;
                int at = xo + in * width.input() * geometry.inputChannels();
                copyLine(geometry, position, count, tapX, skip, length, x, at, to, out);
            }
            row += count;
        }
    }

    private static void clear(int rows, int length, float[] to, int o) {
        for (int row = 0; row < rows; row++) {
            int at = o + row * GemmRows.STRIDE;
            Arrays.fill(to, at, at + length, 0f);
        }
    }

    /** A part of one run, for neighbouring pixels of a line whose inputs begin at {@code x[xo]}. */
    private static void copyLine(
            ConvGeometry geometry,
            int position,
            int count,
            int tapX,
            int skip,
            int length,
            float[] x,
            int xo,
            float[] to,
            int o) {
        var width = geometry.window().width();
        int first = tapX * width.dilation() - width.padBegin();
        int last = first + (tapsInRun(geometry) - 1) * width.dilation();
        int end = position + count;
        int inside = Math.clamp(Math.ceilDiv(-first, width.stride()), position, end);
        int insideEnd = Math.clamp(Math.floorDiv(width.input() - 1 - last, width.stride()) + 1, inside, end);
        for (int i = position; i < inside; i++) {
            int start = i * width.stride() + first;
            copyEdge(geometry, start, skip, length, x, xo, to, o + (i - position) * GemmRows.STRIDE);
        }
        if (inside < insideEnd) {
            int channels = geometry.inputChannels();
            int from = xo + (inside * width.stride() + first) * channels + skip;
            int out = o + (inside - position) * GemmRows.STRIDE;
            GemmRows.copy(insideEnd - inside, length, x, from, width.stride() * channels, to, out);
        }
        for (int i = insideEnd; i < end; i++) {
            int start = i * width.stride() + first;
            copyEdge(geometry, start, skip, length, x, xo, to, o + (i - position) * GemmRows.STRIDE);
        }
    }

    /** A part of a run that begins at input position {@code start} and reaches out of the input. */
    private static void copyEdge(
            ConvGeometry geometry, int start, int skip, int length, float[] x, int xo, float[] to, int o) {
        int taps = tapsInRun(geometry);
        int channels = geometry.groupInputs();
        int firstTap = Math.clamp(-start, 0, taps);
        int endTap = Math.clamp(geometry.window().width().input() - start, firstTap, taps);
        int begin = Math.clamp(firstTap * channels, skip, skip + length);
        int end = Math.clamp(endTap * channels, begin, skip + length);
        Arrays.fill(to, o, o + begin - skip, 0f);
        if (begin < end) {
            System.arraycopy(x, xo + start * geometry.inputChannels() + begin, to, o + begin - skip, end - begin);
        }
        Arrays.fill(to, o + end - skip, o + length, 0f);
    }
}
