package dev.lanewise.kernel;

/** Plain Java twin of {@link DepthwiseSimd}, and the general channel multiplier. */
final class DepthwiseScalar {

    private DepthwiseScalar() {}

    /** The columns {@code [from, to)} of one output row of a convolution with channel multiplier one. */
    static void columns(
            WindowGeometry geometry,
            int channels,
            float[] x,
            int xo,
            float[] weights,
            int wo,
            float[] bias,
            int bo,
            float[] y,
            int yo,
            int depth,
            int height,
            int from,
            int to) {
        WindowGeometry.Axis across = geometry.width();
        for (int column = from; column < to; column++) {
            int out = yo + column * channels;
            System.arraycopy(bias, bo, y, out, channels);
            int begin = across.firstTap(column);
            int end = across.endTap(column);
            int start = across.start(column);
            for (int kd = geometry.depth().firstTap(depth);
                    kd < geometry.depth().endTap(depth);
                    kd++) {
                for (int kh = geometry.height().firstTap(height);
                        kh < geometry.height().endTap(height);
                        kh++) {
                    int in = xo + rowStart(geometry, depth, height, kd, kh) * channels;
                    int w = wo + rowTap(geometry, kd, kh) * channels;
                    for (int kw = begin; kw < end; kw++) {
                        int pixel = in + (start + kw * across.dilation()) * channels;
                        multiplyAdd(x, pixel, weights, w + kw * channels, y, out, channels);
                    }
                }
            }
        }
    }

    /** The outputs of {@code count} channels from {@code channel} of one flat image, with channel multiplier one. */
    static void block(
            WindowGeometry geometry,
            int channels,
            int channel,
            int count,
            float[] x,
            int xo,
            float[] weights,
            int wo,
            float[] bias,
            int bo,
            float low,
            float high,
            float[] y,
            int yo) {
        WindowGeometry.Axis down = geometry.height();
        WindowGeometry.Axis across = geometry.width();
        int out = yo + channel;
        for (int row = 0; row < down.output(); row++) {
            for (int column = 0; column < across.output(); column++, out += channels) {
                System.arraycopy(bias, bo + channel, y, out, count);
                for (int kh = down.firstTap(row); kh < down.endTap(row); kh++) {
                    int line = rowStart(geometry, 0, row, 0, kh) + across.start(column);
                    int tap = rowTap(geometry, 0, kh);
                    for (int kw = across.firstTap(column); kw < across.endTap(column); kw++) {
                        int in = xo + (line + kw * across.dilation()) * channels + channel;
                        multiplyAdd(x, in, weights, wo + (tap + kw) * channels + channel, y, out, count);
                    }
                }
                for (int i = out; i < out + count; i++) {
                    y[i] = Math.min(Math.max(y[i], low), high);
                }
            }
        }
    }

    /** One output row with any channel multiplier. */
    static void multiplied(
            WindowGeometry geometry,
            int channels,
            int multiplier,
            float[] x,
            int xo,
            float[] weights,
            int wo,
            float[] bias,
            int bo,
            float[] y,
            int yo,
            int depth,
            int height) {
        WindowGeometry.Axis across = geometry.width();
        int outputs = channels * multiplier;
        for (int column = 0; column < across.output(); column++) {
            int out = yo + column * outputs;
            System.arraycopy(bias, bo, y, out, outputs);
            int begin = across.firstTap(column);
            int end = across.endTap(column);
            int start = across.start(column);
            for (int kd = geometry.depth().firstTap(depth);
                    kd < geometry.depth().endTap(depth);
                    kd++) {
                for (int kh = geometry.height().firstTap(height);
                        kh < geometry.height().endTap(height);
                        kh++) {
                    int in = xo + rowStart(geometry, depth, height, kd, kh) * channels;
                    int w = wo + rowTap(geometry, kd, kh) * outputs;
                    for (int kw = begin; kw < end; kw++) {
                        int pixel = in + (start + kw * across.dilation()) * channels;
                        for (int c = 0; c < channels; c++) {
                            int of = c * multiplier;
                            broadcastMultiplyAdd(x[pixel + c], weights, w + kw * outputs + of, y, out + of, multiplier);
                        }
                    }
                }
            }
        }
    }

    /** Pixel at column zero of the input row which tap row {@code (kd, kh)} reads. */
    static int rowStart(WindowGeometry geometry, int depth, int height, int kd, int kh) {
        int z = geometry.depth().start(depth) + kd * geometry.depth().dilation();
        int line = geometry.height().start(height) + kh * geometry.height().dilation();
        return (z * geometry.height().input() + line) * geometry.width().input();
    }

    /** The first tap of tap row {@code (kd, kh)}. */
    static int rowTap(WindowGeometry geometry, int kd, int kh) {
        return (kd * geometry.height().kernel() + kh) * geometry.width().kernel();
    }

    private static void multiplyAdd(float[] x, int xo, float[] w, int wo, float[] y, int yo, int length) {
        if (Isa.FMA) {
            for (int i = 0; i < length; i++) {
                y[yo + i] = Math.fma(w[wo + i], x[xo + i], y[yo + i]);
            }
        } else {
            for (int i = 0; i < length; i++) {
                y[yo + i] += w[wo + i] * x[xo + i];
            }
        }
    }

    private static void broadcastMultiplyAdd(float x, float[] w, int wo, float[] y, int yo, int length) {
        if (Isa.FMA) {
            for (int i = 0; i < length; i++) {
                y[yo + i] = Math.fma(w[wo + i], x, y[yo + i]);
            }
        } else {
            for (int i = 0; i < length; i++) {
                y[yo + i] += w[wo + i] * x;
            }
        }
    }
}
