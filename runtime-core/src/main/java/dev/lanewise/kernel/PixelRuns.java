package dev.lanewise.kernel;

/**
 * A convolution with few output channels, seen as one whose pixels are runs of neighbouring pixels: channels last, the
 * channels of a run lie together like those of one pixel. The filters of a run span the windows of all its pixels, with
 * zeros where a pixel's own window is not. So vectors are full, whole vectors are written, and fewer windows are copied.
 */
public final class PixelRuns {

    /** Time of a tile of half a panel, beside that of a whole one: it loads as many left-hand numbers. */
    private static final int HALF_PANEL = 11;

    private static final int WHOLE_PANEL = 16;

    private PixelRuns() {}

    /**
     * Pixels of a run, 1 where runs do not pay: a number that divides the lines, with which a panel's columns take the least
     * time for each pixel. An infinity or NaN in the window of one pixel of a run spoils the others.
     */
    public static int length(ConvGeometry geometry) {
        WindowGeometry.Axis width = geometry.window().width();
        if (!Isa.SIMD || geometry.groups() > 1 || width.dilation() > 1) {
            return 1;
        }
        int best = 1;
        int most = Math.min(Panels.WIDTH / geometry.outputChannels(), width.output());
        for (int length = 2; length <= most; length++) {
            if (width.output() % length == 0 && cost(geometry, length) * best < cost(geometry, best) * length) {
                best = length;
            }
        }
        return best;
    }

    /** What a run of this length costs: its taps, times what a tile takes for one. */
    private static long cost(ConvGeometry geometry, int length) {
        WindowGeometry.Axis width = geometry.window().width();
        boolean half = Isa.REGISTERS == 32 && length * geometry.outputChannels() <= Isa.LANES;
        return (long) (width.kernel() + (length - 1) * width.stride()) * (half ? HALF_PANEL : WHOLE_PANEL);
    }

    /** The convolution whose pixels are runs of {@code pixels}. */
    public static ConvGeometry of(ConvGeometry geometry, int pixels) {
        WindowGeometry window = geometry.window();
        WindowGeometry.Axis width = window.width();
        var runs = new WindowGeometry.Axis(
                width.input(),
                width.output() / pixels,
                width.kernel() + (pixels - 1) * width.stride(),
                pixels * width.stride(),
                1,
                width.padBegin(),
                width.padEnd());
        return new ConvGeometry(
                new WindowGeometry(window.depth(), window.height(), runs),
                geometry.batch(),
                geometry.inputChannels(),
                pixels * geometry.outputChannels(),
                1);
    }

    /** Filters of runs of {@code pixels}, from those of {@code geometry}, both in ONNX's order. */
    public static float[] filters(ConvGeometry geometry, int pixels, float[] filters) {
        WindowGeometry.Axis width = geometry.window().width();
        int kernel = width.kernel();
        int wide = kernel + (pixels - 1) * width.stride();
        int lines = filters.length / kernel;
        var wider = new float[pixels * lines * wide];
        for (int pixel = 0; pixel < pixels; pixel++) {
            for (int line = 0; line < lines; line++) {
                int to = (pixel * lines + line) * wide + pixel * width.stride();
                System.arraycopy(filters, line * kernel, wider, to, kernel);
            }
        }
        return wider;
    }

    /** The bias of a run of {@code pixels}. */
    public static float[] bias(float[] bias, int pixels) {
        var repeated = new float[pixels * bias.length];
        for (int i = 0; i < repeated.length; i++) {
            repeated[i] = bias[i % bias.length];
        }
        return repeated;
    }
}
