package dev.lanewise.kernel;

import java.util.Arrays;

/**
 * The left-hand rows of a convolution seen as a GEMM: for each output pixel its window, a series of runs of floats
 * that lie together in the input. A run is a row of the window where its taps are neighbours, else one tap.
 */
final class ConvWindows {

    private ConvWindows() {}

    /** Runs of one window. */
    static int runs(ConvGeometry geometry) {
        return geometry.window().taps() / tapsInRun(geometry);
    }

    /** Floats of one run. */
    static int runLength(ConvGeometry geometry) {
        return tapsInRun(geometry) * geometry.groupInputs();
    }

    private static int tapsInRun(ConvGeometry geometry) {
        var width = geometry.window().width();
        return geometry.groups() == 1 && width.dilation() == 1 ? width.kernel() : 1;
    }

    /** Writes where the runs of a window begin, relative to its first float. */
    static void runOffsets(ConvGeometry geometry, int[] offsets, int oo) {
        var window = geometry.window();
        int tapsInRun = tapsInRun(geometry);
        int out = oo;
        for (int tapZ = 0; tapZ < window.depth().kernel(); tapZ++) {
            for (int tapY = 0; tapY < window.height().kernel(); tapY++) {
                int line = tapZ * window.depth().dilation() * window.height().input()
                        + tapY * window.height().dilation();
                for (int tapX = 0; tapX < window.width().kernel(); tapX += tapsInRun) {
                    int pixel = line * window.width().input()
                            + tapX * window.width().dilation();
                    offsets[out++] = pixel * geometry.inputChannels();
                }
            }
        }
    }

    /**
     * Writes where the windows of a tile of {@link GemmTile#ROWS} pixels begin and returns true, or returns false if
     * they do not all lie inside the input; {@code xo} is the offset of the group's first channel.
     */
    static boolean rowOffsets(ConvGeometry geometry, int m, int xo, int[] offsets, int oo) {
        var window = geometry.window();
        var depth = window.depth();
        var height = window.height();
        var width = window.width();
        int channels = geometry.inputChannels();
        int x = m % width.output();
        int y = m / width.output() % height.output();
        int z = m / width.output() / height.output() % depth.output();
        int image = m / window.outputPixels();
        for (int row = 0; row < GemmTile.ROWS; row++) {
            if (!isInside(width, x) || !isInside(height, y) || !isInside(depth, z)) {
                return false;
            }
            int line = ((image * depth.input() + depth.start(z)) * height.input() + height.start(y)) * width.input();
            offsets[oo + row] = xo + (line + width.start(x)) * channels;
            if (++x == width.output()) {
                x = 0;
                if (++y == height.output()) {
                    y = 0;
                    if (++z == depth.output()) {
                        z = 0;
                        image++;
                    }
                }
            }
        }
        return true;
    }

    private static boolean isInside(WindowGeometry.Axis axis, int position) {
        int start = axis.start(position);
        return start >= 0 && start + (axis.kernel() - 1) * axis.dilation() < axis.input();
    }

    /**
     * Copies the windows of {@code rows} pixels to {@code to[o]}, {@link ConvGeometry#depth()} floats each, with zeros
     * for the padding; {@code xo} is the offset of the group's first channel.
     */
    static void gather(ConvGeometry geometry, int m, int rows, float[] x, int xo, float[] to, int o) {
        for (int row = 0; row < rows; row++) {
            gather(geometry, m + row, x, xo, to, o + row * geometry.depth());
        }
    }

    private static void gather(ConvGeometry geometry, int m, float[] x, int xo, float[] to, int o) {
        var window = geometry.window();
        var depth = window.depth();
        var height = window.height();
        int line = m / window.width().output();
        int positionX = m % window.width().output();
        int startY = height.start(line % height.output());
        int startZ = depth.start(line / height.output() % depth.output());
        int image = xo + m / window.outputPixels() * window.inputPixels() * geometry.inputChannels();
        int length = window.width().kernel() * geometry.groupInputs();
        int at = o;
        for (int tapZ = 0; tapZ < depth.kernel(); tapZ++) {
            int inZ = startZ + tapZ * depth.dilation();
            for (int tapY = 0; tapY < height.kernel(); tapY++) {
                int inY = startY + tapY * height.dilation();
                if (inZ < 0 || inZ >= depth.input() || inY < 0 || inY >= height.input()) {
                    Arrays.fill(to, at, at + length, 0f);
                } else {
                    int row = (inZ * height.input() + inY) * window.width().input();
                    gatherRow(geometry, positionX, x, image + row * geometry.inputChannels(), to, at);
                }
                at += length;
            }
        }
    }

    private static void gatherRow(ConvGeometry geometry, int position, float[] x, int xo, float[] to, int o) {
        var width = geometry.window().width();
        int channels = geometry.groupInputs();
        int first = width.firstTap(position);
        int end = width.endTap(position);
        Arrays.fill(to, o, o + first * channels, 0f);
        Arrays.fill(to, o + end * channels, o + width.kernel() * channels, 0f);
        int in = xo + (width.start(position) + first * width.dilation()) * geometry.inputChannels();
        int tapsInRun = first < end && tapsInRun(geometry) > 1 ? end - first : 1;
        for (int tap = first; tap < end; tap += tapsInRun) {
            System.arraycopy(x, in, to, o + tap * channels, tapsInRun * channels);
            in += width.dilation() * geometry.inputChannels();
        }
    }
}
