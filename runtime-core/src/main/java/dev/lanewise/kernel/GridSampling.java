package dev.lanewise.kernel;

/**
 * Samples an image, channels last and with any number of spatial axes, at positions given as numbers between −1 and 1,
 * the innermost axis first. ONNX GridSample; padding and rounding as there. Cubic interpolation brings pixels inside,
 * not positions, as PyTorch does.
 */
public final class GridSampling {

    /** Interpolation between pixels. */
    public enum Mode {
        NEAREST(1),
        LINEAR(2),
        CUBIC(4);

        private final int taps;

        Mode(int taps) {
            this.taps = taps;
        }
    }

    /** What lies outside the image. */
    public enum Padding {
        ZEROS,
        BORDER,
        REFLECTION
    }

    /** Coefficient of the cubic convolution that ONNX and PyTorch use. */
    private static final float CUBIC = -0.75f;

    private final Mode mode;
    private final Padding padding;
    private final boolean alignCorners;
    private final int[] extents;
    private final int[] strides;
    private final int channels;

    /** Plans for images of {@code extents} and {@code channels}. */
    public GridSampling(Mode mode, Padding padding, boolean alignCorners, int[] extents, int channels) {
        this.mode = mode;
        this.padding = padding;
        this.alignCorners = alignCorners;
        this.extents = extents.clone();
        this.channels = channels;
        strides = new int[extents.length];
        int stride = channels;
        for (int i = extents.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= extents[i];
        }
    }

    /** Entries of scratch that a thread needs, of ints and of floats. */
    public int scratch() {
        return extents.length * mode.taps;
    }

    /** Samples one image at {@code count} positions of the grid, as many numbers each as the image has axes. */
    public void run(
            float[] x,
            int xo,
            float[] grid,
            int go,
            float[] y,
            int yo,
            int count,
            int[] offsets,
            int oo,
            float[] weights,
            int wo) {
        int rank = extents.length;
        int combinations = 1;
        for (int i = 0; i < rank; i++) {
            combinations *= mode.taps;
        }
        for (int position = 0; position < count; position++) {
            for (int axis = 0; axis < rank; axis++) {
                taps(grid[go + position * rank + rank - 1 - axis], axis, offsets, oo, weights, wo);
            }
            int out = yo + position * channels;
            java.util.Arrays.fill(y, out, out + channels, 0);
            for (int combination = 0; combination < combinations; combination++) {
                add(x, xo, combination, y, out, offsets, oo, weights, wo);
            }
        }
    }

    private void add(
            float[] x, int xo, int combination, float[] y, int yo, int[] offsets, int oo, float[] weights, int wo) {
        int rest = combination;
        int at = xo;
        float weight = 1;
        for (int axis = extents.length - 1; axis >= 0; axis--) {
            int tap = axis * mode.taps + rest % mode.taps;
            rest /= mode.taps;
            if (offsets[oo + tap] < 0) {
                return;
            }
            at += offsets[oo + tap];
            weight *= weights[wo + tap];
        }
        for (int c = 0; c < channels; c++) {
            y[yo + c] += weight * x[at + c];
        }
    }

    private void taps(float position, int axis, int[] offsets, int oo, float[] weights, int wo) {
        int extent = extents[axis];
        float at = alignCorners ? (position + 1) / 2 * (extent - 1) : ((position + 1) * extent - 1) / 2;
        if (mode == Mode.NEAREST) {
            at = (float) Math.rint(at);
        }
        float low = alignCorners ? 0 : -0.5f;
        float high = alignCorners ? extent - 1 : extent - 0.5f;
        if (mode != Mode.CUBIC && (at < low || at > high)) {
            at = switch (padding) {
                case ZEROS -> at;
                case BORDER -> Math.clamp(at, 0f, extent - 1f);
                case REFLECTION -> reflect(at, low, high);
            };
        }
        double floor = Math.floor(at);
        float f = (float) (at - floor);
        int first = axis * mode.taps;
        int base = (int) Math.clamp(floor, -4, extent + 4.0);
        switch (mode) {
            case NEAREST -> weights[wo + first] = 1;
            case LINEAR -> {
                weights[wo + first] = 1 - f;
                weights[wo + first + 1] = f;
            }
            case CUBIC -> {
                base--;
                weights[wo + first] = far(f + 1);
                weights[wo + first + 1] = near(f);
                weights[wo + first + 2] = near(1 - f);
                weights[wo + first + 3] = far(2 - f);
            }
        }
        for (int tap = 0; tap < mode.taps; tap++) {
            int index = index(base + tap, extent, low, high);
            offsets[oo + first + tap] = index < 0 ? -1 : index * strides[axis];
        }
    }

    private int index(int at, int extent, float low, float high) {
        return switch (padding) {
            case ZEROS -> at < 0 || at >= extent ? -1 : at;
            case BORDER -> Math.clamp(at, 0, extent - 1);
            case REFLECTION -> Math.clamp((int) reflect(at, low, high), 0, extent - 1);
        };
    }

    private static float reflect(float at, float low, float high) {
        if (at >= low && at <= high) {
            return at;
        }
        float range = high - low;
        float beyond = at < low ? low - at : at - high;
        int times = (int) (beyond / range);
        float rest = beyond - times * range;
        return (at < low) == (times % 2 == 0) ? low + rest : high - rest;
    }

    /** Cubic convolution up to 1 away; R. Keys, Cubic Convolution Interpolation for Digital Image Processing, 1981. */
    private static float near(float d) {
        return ((CUBIC + 2) * d - (CUBIC + 3)) * d * d + 1;
    }

    /** The same between 1 and 2 away. */
    private static float far(float d) {
        return ((CUBIC * d - 5 * CUBIC) * d + 8 * CUBIC) * d - 4 * CUBIC;
    }
}
