package dev.lanewise.kernel;

/**
 * One axis of a resize: for every output position, the input positions it reads and their weights, {@link #taps} each.
 * The formulas are those of ONNX Resize-19. A first index of -1 marks a position that takes the extrapolation value.
 */
public final class ResizeAxis {

    /** ONNX Resize's {@code nearest_mode}; the last is what ONNX Runtime does before there was one, in opset 10. */
    public enum Nearest {
        ROUND_PREFER_FLOOR,
        ROUND_PREFER_CEIL,
        FLOOR,
        CEIL,
        FLOOR_OR_CEIL_WHEN_SHRINKING
    }

    private final int input;
    private final int output;
    private final int taps;
    private final int[] indices;
    private final float[] weights;

    private ResizeAxis(int input, int output, int taps) {
        this.input = input;
        this.output = output;
        this.taps = taps;
        indices = new int[output * taps];
        weights = new float[output * taps];
    }

    /** An axis that stays as it is. */
    public static ResizeAxis identity(int extent) {
        var axis = new ResizeAxis(extent, extent, 1);
        for (int i = 0; i < extent; i++) {
            axis.indices[i] = i;
            axis.weights[i] = 1;
        }
        return axis;
    }

    /** Nearest neighbours. */
    public static ResizeAxis nearest(ResizeCoordinates coordinates, Nearest mode) {
        var axis = new ResizeAxis(coordinates.input(), coordinates.output(), 1);
        for (int i = 0; i < axis.output; i++) {
            float at = coordinates.nearestAt(i);
            double rounded = switch (mode) {
                case ROUND_PREFER_FLOOR -> Math.ceil(at - 0.5);
                case ROUND_PREFER_CEIL -> Math.floor(at + 0.5);
                case FLOOR -> Math.floor(at);
                case CEIL -> Math.ceil(at);
                case FLOOR_OR_CEIL_WHEN_SHRINKING -> coordinates.scale() < 1 ? Math.ceil(at) : Math.floor(at);
            };
            axis.indices[i] = coordinates.isExtrapolated(at) ? -1 : axis.clamp((int) rounded);
            axis.weights[i] = 1;
        }
        return axis;
    }

    /** Linear interpolation; with {@code antialias} the kernel widens when the axis shrinks. */
    public static ResizeAxis linear(ResizeCoordinates coordinates, boolean antialias, boolean excludeOutside) {
        double scale = antialias ? Math.min(coordinates.scale(), 1) : 1;
        int first = (int) Math.floor(-1 / scale) + 1;
        return interpolated(coordinates, first, scale, antialias, excludeOutside, x -> Math.max(0, 1 - Math.abs(x)));
    }

    /** Cubic convolution with coefficient {@code a}; with {@code antialias} its kernel widens when the axis shrinks. */
    public static ResizeAxis cubic(ResizeCoordinates coordinates, double a, boolean antialias, boolean excludeOutside) {
        double scale = antialias ? Math.min(coordinates.scale(), 1) : 1;
        int first = (int) Math.floor(-2 / scale) + 1;
        return interpolated(coordinates, first, scale, antialias, excludeOutside, x -> keys(Math.abs(x), a));
    }

    private static ResizeAxis interpolated(
            ResizeCoordinates coordinates,
            int first,
            double scale,
            boolean normalise,
            boolean excludeOutside,
            Kernel kernel) {
        int taps = 2 - 2 * first;
        var axis = new ResizeAxis(coordinates.input(), coordinates.output(), taps);
        double[] row = new double[taps];
        for (int i = 0; i < axis.output; i++) {
            double at = coordinates.at(i);
            int base = (int) Math.ceil(at) - 1;
            double sum = 0;
            for (int tap = 0; tap < taps; tap++) {
                int index = base + first + tap;
                boolean outside = index < 0 || index >= axis.input;
                row[tap] = excludeOutside && outside ? 0 : kernel.at((index - at) * scale);
                sum += row[tap];
                axis.indices[i * taps + tap] = axis.clamp(index);
            }
            for (int tap = 0; tap < taps; tap++) {
                axis.weights[i * taps + tap] = (float) (normalise || excludeOutside ? row[tap] / sum : row[tap]);
            }
            if (coordinates.isExtrapolated(at)) {
                axis.indices[i * taps] = -1;
            }
        }
        return axis;
    }

    /** Cubic convolution kernel; R. Keys, Cubic Convolution Interpolation for Digital Image Processing, 1981. */
    private static double keys(double x, double a) {
        if (x <= 1) {
            return ((a + 2) * x - (a + 3)) * x * x + 1;
        }
        return x < 2 ? ((x - 5) * x + 8) * x * a - 4 * a : 0;
    }

    private int clamp(int index) {
        return Math.clamp(index, 0, input - 1);
    }

    /** Input extent. */
    public int input() {
        return input;
    }

    /** Output extent. */
    public int output() {
        return output;
    }

    /** Input positions each output position reads. */
    public int taps() {
        return taps;
    }

    /** Whether every output position is the input position of the same number. */
    public boolean isIdentity() {
        boolean same = input == output && taps == 1;
        for (int i = 0; same && i < output; i++) {
            same = indices[i] == i;
        }
        return same;
    }

    /** The input position of a tap, or -1 where tap 0 takes the extrapolation value. */
    int index(int position, int tap) {
        return indices[position * taps + tap];
    }

    float weight(int position, int tap) {
        return weights[position * taps + tap];
    }

    private interface Kernel {
        double at(double x);
    }
}
