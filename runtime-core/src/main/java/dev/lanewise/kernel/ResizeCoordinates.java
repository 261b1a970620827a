package dev.lanewise.kernel;

/**
 * Where an output position of a resized axis lies on the input axis: ONNX Resize's {@code
 * coordinate_transformation_mode}. The scale is the one given or {@code output / input}; the region of interest is read
 * by {@link Mode#TF_CROP_AND_RESIZE} alone.
 */
public record ResizeCoordinates(Mode mode, int input, int output, double scale, double roiStart, double roiEnd) {

    /** A scale this close to {@code output / input}, relatively, is that quotient rounded. */
    private static final double ROUNDED = 1e-4;

    /** ONNX's names; the last is opset 11's alone. */
    public enum Mode {
        HALF_PIXEL,
        HALF_PIXEL_SYMMETRIC,
        PYTORCH_HALF_PIXEL,
        ASYMMETRIC,
        ALIGN_CORNERS,
        TF_CROP_AND_RESIZE,
        TF_HALF_PIXEL_FOR_NN
    }

    /** Coordinates without a region of interest. */
    public ResizeCoordinates(Mode mode, int input, int output, double scale) {
        this(mode, input, output, scale, 0, 1);
    }

    /** The position on the input axis, in double precision. */
    double at(int position) {
        return switch (mode) {
            case HALF_PIXEL -> (position + 0.5) / scale - 0.5;
            case HALF_PIXEL_SYMMETRIC -> symmetricOffset() + (position + 0.5) / scale - 0.5;
            case PYTORCH_HALF_PIXEL -> output > 1 ? (position + 0.5) / scale - 0.5 : 0;
            case ASYMMETRIC -> position / scale;
            case ALIGN_CORNERS -> output == 1 ? 0 : position * (input - 1) / (width() - 1);
            case TF_CROP_AND_RESIZE -> cropped(position);
            case TF_HALF_PIXEL_FOR_NN -> (position + 0.5) / scale;
        };
    }

    /**
     * The position on the input axis in single precision, step by step, as ONNX Runtime computes it: what decides a
     * nearest neighbour, where a scale such as 1/3 is a rounded number and its multiples would miss whole positions.
     */
    float nearestAt(int position) {
        float by = (float) scale;
        return switch (mode) {
            case HALF_PIXEL -> (position + 0.5f) / by - 0.5f;
            case HALF_PIXEL_SYMMETRIC -> (float) symmetricOffset() + (position + 0.5f) / by - 0.5f;
            case PYTORCH_HALF_PIXEL -> output > 1 ? (position + 0.5f) / by - 0.5f : 0;
            case ASYMMETRIC -> position / by;
            case TF_HALF_PIXEL_FOR_NN -> (position + 0.5f) / by;
            case ALIGN_CORNERS, TF_CROP_AND_RESIZE -> (float) at(position);
        };
    }

    /** Whether the position is outside the input and takes the extrapolation value. */
    boolean isExtrapolated(double at) {
        return mode == Mode.TF_CROP_AND_RESIZE && (at < 0 || at > input - 1);
    }

    private double cropped(int position) {
        double start = roiStart * (input - 1);
        double extent = (roiEnd - roiStart) * (input - 1);
        return output == 1 ? start + extent / 2 : start + position * extent / (width() - 1);
    }

    private double symmetricOffset() {
        return input / 2.0 * (1 - output / width());
    }

    /** The output extent before it was rounded down. */
    private double width() {
        double width = scale * input;
        return Math.abs(width - output) <= ROUNDED * output ? output : width;
    }
}
