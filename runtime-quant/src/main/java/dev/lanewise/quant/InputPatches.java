package dev.lanewise.quant;

import dev.lanewise.kernel.WindowGeometry.Axis;
import dev.lanewise.op.nn.Convolution;
import dev.lanewise.tensor.Tensor;

/** The windows of a convolution's input as rows in the order of its weights: a few hundred windows, evenly spread. */
final class InputPatches {

    private static final int MOST = 128;

    private final Axis[] axes = new Axis[3];
    private final float[] x;
    private final int channels;
    private final int perGroup;
    private final int taps;
    private final int stride;
    private final int count;

    InputPatches(Convolution op, Tensor input) {
        int spatial = op.window().rank();
        for (int i = 0; i < 3; i++) {
            int axis = i - (3 - spatial);
            axes[i] = axis < 0 ? new Axis(1, 1, 1, 1, 1, 0, 0) : op.window().axis(axis, (int) input.dim(axis + 1));
        }
        x = input.floats();
        channels = (int) input.dim(input.rank() - 1);
        perGroup = channels / op.groups();
        taps = axes[0].kernel() * axes[1].kernel() * axes[2].kernel();
        int all = (int) input.dim(0) * axes[0].output() * axes[1].output() * axes[2].output();
        stride = Math.max(1, all / MOST);
        count = Math.ceilDiv(all, stride);
    }

    /** Number of rows. */
    int count() {
        return count;
    }

    /** The rows for one group of input channels, each with its taps. */
    float[] rows(int group) {
        var rows = new float[count * perGroup * taps];
        for (int r = 0; r < count; r++) {
            int position = r * stride;
            int width = position % axes[2].output();
            int height = position / axes[2].output() % axes[1].output();
            int depth = position / axes[2].output() / axes[1].output() % axes[0].output();
            int image = position / axes[2].output() / axes[1].output() / axes[0].output();
            fill(rows, r * perGroup * taps, group, image, new int[] {
                axes[0].start(depth), axes[1].start(height), axes[2].start(width)
            });
        }
        return rows;
    }

    private void fill(float[] rows, int at, int group, int image, int[] start) {
        int tap = 0;
        for (int d = 0; d < axes[0].kernel(); d++) {
            for (int h = 0; h < axes[1].kernel(); h++) {
                for (int w = 0; w < axes[2].kernel(); w++, tap++) {
                    int z = start[0] + d * axes[0].dilation();
                    int y = start[1] + h * axes[1].dilation();
                    int column = start[2] + w * axes[2].dilation();
                    boolean inside = z >= 0
                            && z < axes[0].input()
                            && y >= 0
                            && y < axes[1].input()
                            && column >= 0
                            && column < axes[2].input();
                    int pixel = ((image * axes[0].input() + z) * axes[1].input() + y) * axes[2].input() + column;
                    for (int c = 0; inside && c < perGroup; c++) {
                        rows[at + c * taps + tap] = x[pixel * channels + group * perGroup + c];
                    }
                }
            }
        }
    }
}
