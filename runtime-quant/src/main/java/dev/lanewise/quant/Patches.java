package dev.lanewise.quant;

import dev.lanewise.kernel.WindowGeometry;
import dev.lanewise.op.Operand;
import dev.lanewise.op.nn.Convolution;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.InvalidInputException;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;

/**
 * What the weights of a layer are multiplied with in one sample: for each output position a vector in the order of the
 * layer's depth, read where the input lies.
 */
final class Patches {

    private final WeightLayer layer;
    private final float[] x;
    private final int inputChannels;
    private final WindowGeometry window;
    private final int rows;

    Patches(WeightLayer layer, Tensor input, int sample) {
        this.layer = layer;
        x = input.floats();
        for (float value : x) {
            if (!Float.isFinite(value)) {
                throw new InvalidInputException("calibration sample " + sample + " makes " + value + " in the input '"
                        + layer.input().name() + "' of " + layer.node() + ", expected finite values");
            }
        }
        int[] dims = WeightLayer.dims(input);
        inputChannels = dims[dims.length - 1];
        boolean convolution = layer.node().op() instanceof Convolution;
        window = layer.node().op() instanceof Convolution op
                ? op.window().geometry(new Operand(ElementType.FLOAT, dims))
                : WindowGeometry.global(1, 1, 1);
        rows = convolution ? dims[0] * window.outputPixels() : x.length / inputChannels;
    }

    /** Output positions through the batch. */
    int rows() {
        return rows;
    }

    /** Fills the first {@code depth} places of {@code into} with what group {@code group} sees at {@code row}. */
    void read(int row, int group, double[] into) {
        int channels = layer.channels();
        if (!(layer.node().op() instanceof Convolution)) {
            copy(row * channels, channels, into, 0);
            return;
        }
        int pixel = row % window.outputPixels();
        int image = row / window.outputPixels();
        int width = window.width().output();
        int column = pixel % width;
        int line = pixel / width % window.height().output();
        int slice = pixel / width / window.height().output();
        int at = 0;
        for (int d = 0; d < window.depth().kernel(); d++) {
            int z = position(window.depth(), slice, d);
            for (int h = 0; h < window.height().kernel(); h++) {
                int y = position(window.height(), line, h);
                for (int w = 0; w < window.width().kernel(); w++) {
                    int u = position(window.width(), column, w);
                    if (z < 0 || y < 0 || u < 0) {
                        Arrays.fill(into, at, at + channels, 0);
                    } else {
                        int source = ((image * window.depth().input() + z)
                                                * window.height().input()
                                        + y)
                                * window.width().input();
                        copy((source + u) * inputChannels + group * channels, channels, into, at);
                    }
                    at += channels;
                }
            }
        }
    }

    /** The input position of a tap; −1 in the padding. */
    private static int position(WindowGeometry.Axis axis, int output, int tap) {
        int position = axis.start(output) + tap * axis.dilation();
        return position < 0 || position >= axis.input() ? -1 : position;
    }

    private void copy(int from, int length, double[] into, int at) {
        for (int i = 0; i < length; i++) {
            into[at + i] = x[from + i];
        }
    }
}
