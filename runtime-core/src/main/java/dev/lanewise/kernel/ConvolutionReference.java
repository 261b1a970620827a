package dev.lanewise.kernel;

/** Convolution in the types that have no packed kernel, double, int and long: the plain loops. */
public final class ConvolutionReference {

    private ConvolutionReference() {}

    /** All output channels of output pixel {@code row} of {@link ConvGeometry#rows()}. */
    public static void pixel(ConvGeometry g, int row, Object x, int xo, Object filters, int fo, Object y, int yo) {
        WindowGeometry w = g.window();
        int image = row / w.outputPixels();
        int pixel = row % w.outputPixels();
        int column = pixel % w.width().output();
        int line = pixel / w.width().output() % w.height().output();
        int slice = pixel / w.width().output() / w.height().output();
        for (int o = 0; o < g.outputChannels(); o++) {
            int firstInput = o / g.groupOutputs() * g.groupInputs();
            double sum = 0;
            long whole = 0;
            int tap = 0;
            for (int kd = 0; kd < w.depth().kernel(); kd++) {
                for (int kh = 0; kh < w.height().kernel(); kh++) {
                    for (int kw = 0; kw < w.width().kernel(); kw++, tap++) {
                        int d = w.depth().start(slice) + kd * w.depth().dilation();
                        int h = w.height().start(line) + kh * w.height().dilation();
                        int v = w.width().start(column) + kw * w.width().dilation();
                        if (d < 0
                                || d >= w.depth().input()
                                || h < 0
                                || h >= w.height().input()
                                || v < 0
                                || v >= w.width().input()) {
                            continue;
                        }
                        int at = ((image * w.depth().input() + d) * w.height().input() + h)
                                        * w.width().input()
                                + v;
                        for (int c = 0; c < g.groupInputs(); c++) {
                            int i = xo + at * g.inputChannels() + firstInput + c;
                            int f = fo + (o * g.groupInputs() + c) * w.taps() + tap;
                            switch (x) {
                                case double[] a -> sum += a[i] * ((double[]) filters)[f];
                                case int[] a -> whole += (long) a[i] * ((int[]) filters)[f];
                                case long[] a -> whole += a[i] * ((long[]) filters)[f];
                                default ->
                                    throw new IllegalArgumentException(
                                            x.getClass().getName());
                            }
                        }
                    }
                }
            }
            int at = yo + row * g.outputChannels() + o;
            switch (y) {
                case double[] out -> out[at] = sum;
                case int[] out -> out[at] = (int) whole;
                case long[] out -> out[at] = whole;
                default -> throw new IllegalArgumentException(y.getClass().getName());
            }
        }
    }

    /** Adds {@code n} biases. */
    public static void addBias(Object bias, int bo, Object y, int yo, int n) {
        switch (y) {
            case double[] out ->
                BinaryKernels.apply(BinaryFunction.ADD, out, yo, 1, (double[]) bias, bo, 1, out, yo, n);
            case int[] out -> BinaryKernels.apply(BinaryFunction.ADD, out, yo, 1, (int[]) bias, bo, 1, out, yo, n);
            case long[] out -> BinaryKernels.apply(BinaryFunction.ADD, out, yo, 1, (long[]) bias, bo, 1, out, yo, n);
            default -> throw new IllegalArgumentException(y.getClass().getName());
        }
    }
}
