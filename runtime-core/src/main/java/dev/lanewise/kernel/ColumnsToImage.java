package dev.lanewise.kernel;

/**
 * The second half of a transposed convolution, channels last: a GEMM has made, for every position of the small image,
 * the products of all taps, {@code [batch][position][tap][channel]}; here every pixel of the large image gathers its
 * contributions in order of the taps, starting from the bias, so the sums do not depend on how the work is split.
 *
 * <p>The geometry is that of the convolution which this one transposes: its inputs are the large image, its outputs the
 * positions. Work is split by rows of the large image, numbered through the batch. Groups are one call each, with
 * offsets and steps that pick their channels.
 */
public final class ColumnsToImage {

    private ColumnsToImage() {}

    /**
     * Gathers the image rows {@code [from, to)}. {@code positionStep} and {@code tapStep} are distances in {@code
     * columns}, {@code pixelStep} the distance between pixels of the image.
     */
    public static void run(
            WindowGeometry geometry,
            int channels,
            float[] columns,
            int co,
            int positionStep,
            int tapStep,
            float[] bias,
            int bo,
            float[] image,
            int io,
            int pixelStep,
            int from,
            int to) {
        WindowGeometry.Axis deep = geometry.depth();
        WindowGeometry.Axis high = geometry.height();
        WindowGeometry.Axis across = geometry.width();
        int rows = deep.input() * high.input();
        for (int row = from; row < to; row++) {
            int z = row % rows / high.input();
            int line = row % rows % high.input();
            int batch = row / rows * geometry.outputPixels();
            int out = io + row * across.input() * pixelStep;
            for (int column = 0; column < across.input(); column++) {
                System.arraycopy(bias, bo, image, out + column * pixelStep, channels);
            }
            for (int kd = 0; kd < deep.kernel(); kd++) {
                int positionDepth = position(deep, z, kd);
                for (int kh = 0; positionDepth >= 0 && kh < high.kernel(); kh++) {
                    int positionLine = position(high, line, kh);
                    if (positionLine >= 0) {
                        int first = batch + (positionDepth * high.output() + positionLine) * across.output();
                        int tap = (kd * high.kernel() + kh) * across.kernel();
                        int in = co + first * positionStep + tap * tapStep;
                        row(across, channels, columns, in, positionStep, tapStep, image, out, pixelStep);
                    }
                }
            }
        }
    }

    private static void row(
            WindowGeometry.Axis across,
            int channels,
            float[] columns,
            int co,
            int positionStep,
            int tapStep,
            float[] image,
            int io,
            int pixelStep) {
        int step = across.stride();
        for (int kw = 0; kw < across.kernel(); kw++) {
            int shift = kw * across.dilation() - across.padBegin();
            int first = shift >= 0 ? 0 : Math.ceilDiv(-shift, step);
            for (int position = first; position < across.output(); position++) {
                int column = position * step + shift;
                if (column >= across.input()) {
                    break;
                }
                int in = co + position * positionStep + kw * tapStep;
                Resize.add(columns, in, image, io + column * pixelStep, channels);
            }
        }
    }

    private static int position(WindowGeometry.Axis axis, int pixel, int tap) {
        int from = pixel + axis.padBegin() - tap * axis.dilation();
        boolean reached = from >= 0 && from % axis.stride() == 0 && from / axis.stride() < axis.output();
        return reached ? from / axis.stride() : -1;
    }
}
