package dev.lanewise.kernel;

/** Bilinear interpolation of channels-last images of narrow integers, as TFLite's reference kernels compute it. */
public final class ResizeIntegers {

    private static final int ONE = 1 << 10;

    private ResizeIntegers() {}

    /** Where output positions of an axis lie between input positions. */
    public record Axis(int input, int output, boolean alignCorners, boolean halfPixels) {

        private int scale() {
            return alignCorners && output > 1
                    ? (ONE * (input - 1) + (output - 1) / 2) / (output - 1)
                    : (ONE * input + output / 2) / output;
        }

        private int place(int position) {
            return position * scale() + (halfPixels ? scale() / 2 - ONE / 2 : 0);
        }

        private float realScale() {
            return alignCorners && output > 1 ? (float) (input - 1) / (output - 1) : (float) input / output;
        }

        private float realPlace(int position) {
            return halfPixels ? (position + 0.5f) * realScale() - 0.5f : position * realScale();
        }

        private int above(int place) {
            return Math.min((place + ONE - 1) / ONE, input - 1);
        }
    }

    /** Output rows {@code [from, to)} through the batch, in steps of 1/1024 of a pixel. */
    public static void bilinear(
            Axis height,
            Axis width,
            int channels,
            NumberFormat format,
            Object x,
            int xo,
            Object y,
            int yo,
            int from,
            int to) {
        int line = width.input * channels;
        for (int row = from; row < to; row++) {
            int image = xo + row / height.output * height.input * line;
            int down = height.place(row % height.output);
            int top = Math.max(0, down / ONE);
            int upper = image + top * line;
            int lower = image + height.above(down) * line;
            long weightDown = down - ONE * top;
            for (int column = 0; column < width.output; column++) {
                int along = width.place(column);
                int left = Math.max(0, along / ONE);
                int right = width.above(along);
                long weightRight = along - ONE * left;
                for (int c = 0; c < channels; c++) {
                    long sum = NumberCodec.readLong(format, x, upper + left * channels + c)
                                    * (ONE - weightDown)
                                    * (ONE - weightRight)
                            + NumberCodec.readLong(format, x, lower + left * channels + c)
                                    * weightDown
                                    * (ONE - weightRight)
                            + NumberCodec.readLong(format, x, upper + right * channels + c)
                                    * (ONE - weightDown)
                                    * weightRight
                            + NumberCodec.readLong(format, x, lower + right * channels + c) * weightDown * weightRight;
                    long value = (sum + (sum > 0 ? 1 << 19 : -(1 << 19))) / (1 << 20);
                    store(y, yo + (row * width.output + column) * channels + c, (int) value);
                }
            }
        }
    }

    /** The same of unsigned bytes, in floats. */
    public static void bilinearUnsigned(
            Axis height, Axis width, int channels, byte[] x, int xo, byte[] y, int yo, int from, int to) {
        int line = width.input * channels;
        for (int row = from; row < to; row++) {
            int image = xo + row / height.output * height.input * line;
            float down = height.realPlace(row % height.output);
            int top = Math.max(0, (int) Math.floor(down));
            int bottom = Math.min((int) Math.ceil(down), height.input - 1);
            float weightDown = down - top;
            for (int column = 0; column < width.output; column++) {
                float along = width.realPlace(column);
                int left = Math.max(0, (int) Math.floor(along));
                int right = Math.min((int) Math.ceil(along), width.input - 1);
                float weightRight = along - left;
                for (int c = 0; c < channels; c++) {
                    float sum = (x[image + top * line + left * channels + c] & 0xFF)
                                    * (1 - weightDown)
                                    * (1 - weightRight)
                            + (x[image + bottom * line + left * channels + c] & 0xFF) * weightDown * (1 - weightRight)
                            + (x[image + top * line + right * channels + c] & 0xFF) * (1 - weightDown) * weightRight
                            + (x[image + bottom * line + right * channels + c] & 0xFF) * weightDown * weightRight
                            + 0.5f;
                    y[yo + (row * width.output + column) * channels + c] = (byte) (int) sum;
                }
            }
        }
    }

    private static void store(Object array, int at, int value) {
        if (array instanceof byte[] bytes) {
            bytes[at] = (byte) value;
        } else {
            ((short[]) array)[at] = (short) value;
        }
    }
}
