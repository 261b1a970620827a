package dev.lanewise.op.vision;

import dev.lanewise.op.Evaluation;
import dev.lanewise.op.vision.ImageDecoder.PixelFormat;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;

/** Where a decoder puts the pixels of an image, whose size it says first. */
final class PixelSink {

    private static final int ROWS_A_CHECK = 64;

    private final Evaluation on;
    private final PixelFormat format;
    private Tensor pixels = Tensor.zeros(ElementType.UINT8, 0, 0, 0);
    private int width;

    PixelSink(Evaluation on, PixelFormat format) {
        this.on = on;
        this.format = format;
    }

    /** Allocates the result, which counts against the limits. */
    void open(int imageWidth, int imageHeight) {
        width = imageWidth;
        pixels = on.allocate(ElementType.UINT8, imageHeight, imageWidth, format.channels());
    }

    /** To be called before row {@code y}: long images can be cancelled. */
    void row(int y) {
        if (y % ROWS_A_CHECK == 0) {
            on.checkpoint();
        }
    }

    /** A pixel's colour; its luma is that of ITU-R BT.601, in 16 bits. */
    void set(int x, int y, int red, int green, int blue) {
        byte[] to = pixels.bytes();
        int at = (y * width + x) * format.channels();
        switch (format) {
            case RGB -> put(to, at, red, green, blue);
            case BGR -> put(to, at, blue, green, red);
            case GRAYSCALE -> to[at] = (byte) ((red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16);
        }
    }

    private static void put(byte[] to, int at, int first, int second, int third) {
        to[at] = (byte) first;
        to[at + 1] = (byte) second;
        to[at + 2] = (byte) third;
    }

    Tensor pixels() {
        return pixels;
    }
}
