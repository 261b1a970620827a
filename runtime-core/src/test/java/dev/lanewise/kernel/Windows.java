package dev.lanewise.kernel;

import java.util.SplittableRandom;

/** Window axes for tests, and the naive way from an output position and a tap to an input pixel. */
final class Windows {

    private Windows() {}

    static WindowGeometry.Axis axis(int input, int kernel, int stride, int dilation, int before, int after) {
        int span = (kernel - 1) * dilation + 1;
        int output = Math.floorDiv(input + before + after - span, stride) + 1;
        if (output < 1) {
            return axis(input + span, kernel, stride, dilation, before, after);
        }
        return new WindowGeometry.Axis(input, output, kernel, stride, dilation, before, after);
    }

    static WindowGeometry.Axis random(SplittableRandom random, int kernel) {
        if (kernel == 1 && random.nextBoolean()) {
            return axis(random.nextInt(1, 4), 1, 1, 1, 0, 0);
        }
        int pads = kernel + 1;
        return axis(
                random.nextInt(1, 15),
                kernel,
                random.nextInt(1, 4),
                random.nextInt(1, 3),
                random.nextInt(pads),
                random.nextInt(pads));
    }

    /** The input pixel under a tap, or -1 in the padding. */
    static int pixel(WindowGeometry g, int d, int h, int w, int tap) {
        int kw = tap % g.width().kernel();
        int kh = tap / g.width().kernel() % g.height().kernel();
        int kd = tap / g.width().kernel() / g.height().kernel();
        int id = d * g.depth().stride() - g.depth().padBegin() + kd * g.depth().dilation();
        int ih = h * g.height().stride()
                - g.height().padBegin()
                + kh * g.height().dilation();
        int iw = w * g.width().stride() - g.width().padBegin() + kw * g.width().dilation();
        boolean inside = id >= 0
                && id < g.depth().input()
                && ih >= 0
                && ih < g.height().input()
                && iw >= 0
                && iw < g.width().input();
        return inside ? (id * g.height().input() + ih) * g.width().input() + iw : -1;
    }
}
