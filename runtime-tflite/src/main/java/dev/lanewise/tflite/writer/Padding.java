package dev.lanewise.tflite.writer;

import dev.lanewise.op.nn.Window;
import java.util.Arrays;

/**
 * How a window's padding is said in TFLite: by its own SAME, or by padding the image with a builtin of its own before a
 * window without padding.
 *
 * @param same whether TFLite's SAME is what is wanted
 * @param begins elements before each spatial axis, where it is not
 * @param ends elements behind
 */
record Padding(boolean same, int[] begins, int[] ends) {

    /**
     * The padding of {@code window} over spatial extents that give these outputs; −1 for open ones.
     *
     * @param inputs extents of the spatial axes
     */
    static Padding of(NodeWriter on, Window window, long[] inputs, long[] outputs) {
        int n = window.rank();
        var begins = new int[n];
        var ends = new int[n];
        if (window.auto() == Window.AutoPad.SAME_UPPER) {
            return new Padding(true, begins, ends);
        }
        if (window.auto() == Window.AutoPad.VALID) {
            return new Padding(false, begins, ends);
        }
        boolean same = true;
        for (int i = 0; i < n; i++) {
            int stride = window.strides().get(i);
            int extent = (window.kernel().get(i) - 1) * window.dilations().get(i) + 1;
            if (inputs[i] < 0) {
                if (window.ceil() || window.auto() == Window.AutoPad.SAME_LOWER) {
                    throw on.unsupported("its padding depends on open extents; fix the shapes of the model's inputs");
                }
                same = false;
                begins[i] = window.begins().get(i);
                ends[i] = window.ends().get(i);
                continue;
            }
            int needed = Math.toIntExact(Math.max(0, (outputs[i] - 1) * stride + extent - inputs[i]));
            boolean lower = window.auto() == Window.AutoPad.SAME_LOWER;
            begins[i] = lower ? needed - needed / 2 : window.begins().get(i);
            ends[i] = Math.max(0, needed - begins[i]);
            same &= outputs[i] == Math.ceilDiv(inputs[i], (long) stride) && begins[i] == needed / 2;
        }
        return new Padding(same, begins, ends);
    }

    /** Whether the image needs a builtin that pads it. */
    boolean isExplicit() {
        return !same
                && (Arrays.stream(begins).anyMatch(b -> b > 0)
                        || Arrays.stream(ends).anyMatch(e -> e > 0));
    }

    /** The number in TFLite's enum Padding. */
    int number() {
        return same ? 0 : 1;
    }

    /** A channels-last image padded with zeros, or {@code value} where that is a tensor. */
    int applied(NodeWriter on, int image, int value) {
        if (!isExplicit()) {
            return image;
        }
        long[] shape = on.shape(image);
        var pairs = new int[2 * shape.length];
        for (int i = 0; i < begins.length; i++) {
            pairs[2 * i + 2] = begins[i];
            pairs[2 * i + 3] = ends[i];
            shape[i + 1] = shape[i + 1] < 0 ? -1 : shape[i + 1] + begins[i] + ends[i];
        }
        return Movements.padded(on, image, shape, pairs, value);
    }
}
