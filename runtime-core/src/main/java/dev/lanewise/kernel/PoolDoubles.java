package dev.lanewise.kernel;

/** Pooling over channels-last images of doubles: the semantics of {@link Pool}, value by value. */
public final class PoolDoubles {

    private PoolDoubles() {}

    /** Maxima over the window. */
    public static void max(
            WindowGeometry geometry, int channels, double[] x, int xo, double[] y, int yo, int from, int to) {
        int outputs = geometry.width().output() * channels;
        for (int i = from * outputs; i < to * outputs; i++) {
            double best = Double.NEGATIVE_INFINITY;
            for (int tap = 0; tap < geometry.taps(); tap++) {
                int at = at(geometry, channels, i, tap);
                best = at < 0 ? best : Math.max(best, x[xo + at]);
            }
            y[yo + i] = best;
        }
    }

    /** Maxima with indices; see {@link Pool#maxWithIndices}. */
    public static void maxWithIndices(
            WindowGeometry geometry,
            int channels,
            boolean columnMajor,
            double[] x,
            int xo,
            double[] y,
            int yo,
            long[] indices,
            int io,
            int from,
            int to) {
        int outputs = geometry.width().output() * channels;
        for (int i = from * outputs; i < to * outputs; i++) {
            double best = Double.NEGATIVE_INFINITY;
            int where = -1;
            for (int tap = 0; tap < geometry.taps(); tap++) {
                int at = at(geometry, channels, i, tap);
                if (at >= 0) {
                    double value = x[xo + at];
                    if (where < 0 || value > best || (Double.isNaN(value) && !Double.isNaN(best))) {
                        best = value;
                        where = at / channels % geometry.inputPixels();
                    }
                }
            }
            y[yo + i] = best;
            indices[io + i] = where < 0 ? -1 : PoolScalar.index(geometry, where, columnMajor);
        }
    }

    /** Means over the window. */
    public static void average(
            WindowGeometry geometry,
            int channels,
            boolean countPadding,
            double[] x,
            int xo,
            double[] y,
            int yo,
            int from,
            int to) {
        int width = geometry.width().output();
        int outputs = width * channels;
        for (int i = from * outputs; i < to * outputs; i++) {
            double sum = 0;
            for (int tap = 0; tap < geometry.taps(); tap++) {
                int at = at(geometry, channels, i, tap);
                sum += at < 0 ? 0 : x[xo + at];
            }
            y[yo + i] = sum / Math.max(1, Pool.count(geometry, countPadding, i / outputs, i / channels % width));
        }
    }

    /** Norms {@code (sum |x|^p)^(1/p)} over the window. */
    public static void lp(
            WindowGeometry geometry, int channels, int p, double[] x, int xo, double[] y, int yo, int from, int to) {
        int outputs = geometry.width().output() * channels;
        for (int i = from * outputs; i < to * outputs; i++) {
            double sum = 0;
            for (int tap = 0; tap < geometry.taps(); tap++) {
                int at = at(geometry, channels, i, tap);
                double magnitude = at < 0 ? 0 : Math.abs(x[xo + at]);
                sum += p == 1 ? magnitude : p == 2 ? magnitude * magnitude : Math.pow(magnitude, p);
            }
            y[yo + i] = p == 1 ? sum : p == 2 ? Math.sqrt(sum) : Math.pow(sum, 1.0 / p);
        }
    }

    static int at(WindowGeometry geometry, int channels, int output, int tap) {
        int width = geometry.width().output();
        int column = output / channels;
        int pixel = PoolScalar.pixel(geometry, column / width, column % width, tap);
        return pixel < 0 ? -1 : pixel * channels + output % channels;
    }
}
