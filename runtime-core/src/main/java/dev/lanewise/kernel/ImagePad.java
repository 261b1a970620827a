package dev.lanewise.kernel;

import java.util.Arrays;

/** Copies channels-last images into a border of zeros, so that all windows of a convolution lie inside the copy. */
public final class ImagePad {

    private ImagePad() {}

    /** The convolution over padded images that gives what {@code geometry} gives over the images as they are. */
    public static ConvGeometry padded(ConvGeometry geometry) {
        var window = geometry.window();
        return new ConvGeometry(
                new WindowGeometry(padded(window.depth()), padded(window.height()), padded(window.width())),
                geometry.batch(),
                geometry.inputChannels(),
                geometry.outputChannels(),
                geometry.groups());
    }

    private static WindowGeometry.Axis padded(WindowGeometry.Axis axis) {
        int end = axis.start(axis.output() - 1) + (axis.kernel() - 1) * axis.dilation() + 1;
        int extent = axis.padBegin() + Math.max(axis.input(), end);
        return new WindowGeometry.Axis(extent, axis.output(), axis.kernel(), axis.stride(), axis.dilation(), 0, 0);
    }

    /**
     * Whether a padded copy costs less than copying the windows that reach out of the image, which it does if there are
     * many of these, or if windows are so small that each takes longer to look at than to multiply.
     */
    public static boolean pays(ConvGeometry geometry) {
        var window = geometry.window();
        int tile = GemmTile.ROWS;
        double inside = inside(window.depth(), 1) * inside(window.height(), 1) * inside(window.width(), tile);
        if (inside == 1) {
            return false;
        }
        int strides = window.depth().stride()
                * window.height().stride()
                * window.width().stride();
        return geometry.inputChannels() <= 16 || (1 - inside) * window.taps() >= 2 * strides;
    }

    /** The part of the output positions that lie in tiles of which no window reaches out of the input. */
    private static double inside(WindowGeometry.Axis axis, int tile) {
        int outside = axis.output() - axis.interiorEnd() + axis.interiorBegin();
        return outside == 0 ? 1 : Math.max(0, 1 - (outside + tile - 1.0) / axis.output());
    }

    /** Floats of all padded images. */
    public static long length(ConvGeometry padded) {
        return (long) padded.batch() * padded.window().inputPixels() * padded.inputChannels();
    }

    /** Lines of all padded images, the unit in which work is split. */
    public static int lines(ConvGeometry padded) {
        return padded.batch()
                * padded.window().depth().input()
                * padded.window().height().input();
    }

    /** Writes lines {@code [from, to)} of the padded images. */
    public static void run(
            ConvGeometry geometry, ConvGeometry padded, float[] x, int xo, float[] y, int yo, int from, int to) {
        var window = geometry.window();
        int channels = geometry.inputChannels();
        int rows = padded.window().height().input();
        int planes = padded.window().depth().input();
        int length = padded.window().width().input() * channels;
        int left = window.width().padBegin() * channels;
        int copied = window.width().input() * channels;
        for (int line = from; line < to; line++) {
            int row = line % rows - window.height().padBegin();
            int plane = line / rows % planes - window.depth().padBegin();
            int out = yo + line * length;
            if (row < 0
                    || row >= window.height().input()
                    || plane < 0
                    || plane >= window.depth().input()) {
                Arrays.fill(y, out, out + length, 0f);
            } else {
                int image = line / rows / planes * window.depth().input();
                int in = xo + ((image + plane) * window.height().input() + row) * copied;
                Arrays.fill(y, out, out + left, 0f);
                System.arraycopy(x, in, y, out + left, copied);
                Arrays.fill(y, out + left + copied, out + length, 0f);
            }
        }
    }
}
