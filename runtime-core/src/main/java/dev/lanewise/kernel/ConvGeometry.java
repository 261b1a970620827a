package dev.lanewise.kernel;

/**
 * A convolution over channels-last images {@code [batch][D][H][W][inputChannels]} that gives {@code
 * [batch][D'][H'][W'][outputChannels]}: output channels fall into {@code groups} runs, each of which sees its own run
 * of input channels. As a GEMM it has {@link #rows()} rows and, for each group, {@link #groupOutputs()} columns and
 * depth {@link #depth()}, ordered by tap, then channel.
 */
public record ConvGeometry(WindowGeometry window, int batch, int inputChannels, int outputChannels, int groups) {

    public ConvGeometry {
        if (groups < 1 || inputChannels % groups != 0 || outputChannels % groups != 0) {
            throw new IllegalArgumentException(inputChannels + " input and " + outputChannels
                    + " output channels do not split into " + groups + " groups");
        }
    }

    /** Output pixels through the batch, the rows of the GEMM. */
    public int rows() {
        return Math.multiplyExact(batch, window.outputPixels());
    }

    /** Input channels of one group. */
    public int groupInputs() {
        return inputChannels / groups;
    }

    /** Output channels of one group. */
    public int groupOutputs() {
        return outputChannels / groups;
    }

    /** Length of the sum behind one output. */
    public int depth() {
        return Math.multiplyExact(window.taps(), groupInputs());
    }

    /** Panels of one group. */
    public int groupPanels() {
        return Panels.count(groupOutputs());
    }

    /** Panels of all groups, group after group. */
    public int panels() {
        return Math.multiplyExact(groups, groupPanels());
    }

    /** Floats of all packed filters. */
    public int packedLength() {
        return Math.multiplyExact(groups, Panels.packedLength(depth(), groupOutputs()));
    }

    /** Whether this is a matrix product as it stands: one tap, stride one, no padding. */
    public boolean isPointwise() {
        return isPointwise(window.depth()) && isPointwise(window.height()) && isPointwise(window.width());
    }

    private static boolean isPointwise(WindowGeometry.Axis axis) {
        return axis.kernel() == 1 && axis.stride() == 1 && axis.padBegin() == 0 && axis.output() == axis.input();
    }
}
