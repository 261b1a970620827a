package dev.lanewise.kernel;

/**
 * Where a sliding window lies: three spatial axes, the outer ones of extent one where the data has fewer. Output
 * position {@code o} of an axis reads the input positions {@code o * stride - padBegin + tap * dilation}.
 */
public record WindowGeometry(Axis depth, Axis height, Axis width) {

    /** A window over two spatial axes. */
    public static WindowGeometry of(Axis height, Axis width) {
        return new WindowGeometry(Axis.NONE, height, width);
    }

    /** A window over one spatial axis. */
    public static WindowGeometry of(Axis width) {
        return new WindowGeometry(Axis.NONE, Axis.NONE, width);
    }

    /** A window that covers the whole input and has one output position. */
    public static WindowGeometry global(int depth, int height, int width) {
        return new WindowGeometry(Axis.whole(depth), Axis.whole(height), Axis.whole(width));
    }

    /** The same window without inner axes of extent one, which kernels would go through line by line. */
    public WindowGeometry squeezed() {
        WindowGeometry squeezed = this;
        for (int i = 0; i < 2 && squeezed.width.isPoint(); i++) {
            squeezed = new WindowGeometry(Axis.NONE, squeezed.depth, squeezed.height);
        }
        return squeezed;
    }

    /** Positions in the window. */
    public int taps() {
        return depth.kernel * height.kernel * width.kernel;
    }

    /** Input pixels of one image. */
    public int inputPixels() {
        return depth.input * height.input * width.input;
    }

    /** Output pixels of one image. */
    public int outputPixels() {
        return depth.output * height.output * width.output;
    }

    /** Output rows of one image, the unit in which kernels split their work. */
    public int outputRows() {
        return depth.output * height.output;
    }

    /** One axis of a window; the padding at the end is read only where padded positions are counted. */
    public record Axis(int input, int output, int kernel, int stride, int dilation, int padBegin, int padEnd) {

        static final Axis NONE = new Axis(1, 1, 1, 1, 1, 0, 0);

        static Axis whole(int extent) {
            return new Axis(extent, 1, extent, 1, 1, 0, 0);
        }

        private boolean isPoint() {
            return input == 1 && output == 1 && kernel == 1 && padBegin == 0;
        }

        /** Input position of the first tap, negative inside the padding. */
        public int start(int position) {
            return position * stride - padBegin;
        }

        /** The first tap that lies inside the input, or the number of taps when none does. */
        public int firstTap(int position) {
            return Math.min(kernel, tapsBefore(-start(position)));
        }

        /** The tap behind the last one that lies inside the input, at least {@link #firstTap}. */
        public int endTap(int position) {
            return Math.max(firstTap(position), Math.min(kernel, tapsBefore(input - start(position))));
        }

        /** Taps inside the input or its padding. */
        public int paddedTaps(int position) {
            return Math.min(kernel, tapsBefore(input + padEnd - start(position)));
        }

        /** The first output position whose taps all lie inside the input. */
        public int interiorBegin() {
            return Math.min(output, Math.ceilDiv(padBegin, stride));
        }

        /** The position behind the last one whose taps all lie inside the input, at least {@link #interiorBegin}. */
        public int interiorEnd() {
            int last = Math.floorDiv(input - 1 - (kernel - 1) * dilation + padBegin, stride);
            return Math.max(interiorBegin(), Math.min(output, last + 1));
        }

        private int tapsBefore(int distance) {
            if (distance <= 0 || dilation == 1) {
                return Math.max(0, distance);
            }
            return Math.ceilDiv(distance, dilation);
        }
    }
}
