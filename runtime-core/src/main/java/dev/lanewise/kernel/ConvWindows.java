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

    /** Whether the windows of the pixels {@code [m, m + rows)} all lie inside the input. */
    static boolean areInside(WindowGeometry window, int m, int rows) {
        var depth = window.depth();
        var height = window.height();
        var width = window.width();
        int x = m % width.output();
        int y = m / width.output() % height.output();
        int z = m / width.output() / height.output() % depth.output();
        for (int row = 0; row < rows; row++) {
            if (!isInside(width, x) || !isInside(height, y) || !isInside(depth, z)) {
                return false;
            }
            if (++x == width.output()) {
                x = 0;
                if (++y == height.output()) {
                    y = 0;
                    z = z + 1 == depth.output() ? 0 : z + 1;
                }
            }
        }
        return true;
    }

    private static boolean isInside(WindowGeometry.Axis axis, int position) {
        int start = axis.start(position);
        return start >= 0 && start + (axis.kernel() - 1) * axis.dilation() < axis.input();
    }

    /** Writes the offsets of the runs of a tile of {@link GemmTile#ROWS} pixels, all inside, as the tile wants them. */
    static void offsets(ConvGeometry geometry, int m, int xo, int[] offsets, int oo) {
        var window = geometry.window();
        var depth = window.depth();
        var height = window.height();
        var width = window.width();
        int channels = geometry.inputChannels();
        int tapsInRun = tapsInRun(geometry);
        int runs = runs(geometry);
        int x = m % width.output();
        int y = m / width.output() % height.output();
        int z = m / width.output() / height.output() % depth.output();
        int image = xo + m / window.outputPixels() * window.inputPixels() * channels;
        for (int row = 0; row < GemmTile.ROWS; row++) {
            int plane = (depth.start(z) * height.input() + height.start(y)) * width.input() + width.start(x);
            int out = oo + row;
            for (int tapZ = 0; tapZ < depth.kernel(); tapZ++) {
                int line = plane;
                for (int tapY = 0; tapY < height.kernel(); tapY++) {
                    for (int tapX = 0; tapX < width.kernel(); tapX += tapsInRun) {
                        offsets[out] = image + (line + tapX * width.dilation()) * channels;
                        out += GemmTile.ROWS;
                    }
                    line += height.dilation() * width.input();
                }
                plane += depth.dilation() * height.input() * width.input();
            }
            if (++x == width.output()) {
                x = 0;
                if (++y == height.output()) {
                    y = 0;
                    if (++z == depth.output()) {
                        z = 0;
                        image += window.inputPixels() * channels;
                    }
                }
            }
        }
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
