package dev.lanewise.op.nn;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.op.Binder;
import dev.lanewise.op.ComputesWide;
import dev.lanewise.op.Elements;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/**
 * Convolution that reads its input where offsets say, between pixels by bilinear interpolation, zeros around the image.
 * Channels first, as ONNX has it. Inputs: X {@code [N, C, H, W]}, filters {@code [O, C / groups, kH, kW]}, offsets
 * {@code [N, offsetGroups * kH * kW * 2, oH, oW]}, and optionally a bias {@code [O]} and a mask {@code [N, offsetGroups
 * * kH * kW, oH, oW]}. ONNX DeformConv.
 */
public record DeformableConvolution(Window window, int groups, int offsetGroups)
        implements KernelOperator, ComputesWide {

    @Override
    public ElementType computeType(ElementType type) {
        return type == ElementType.DOUBLE ? ElementType.FLOAT : ComputesWide.super.computeType(type);
    }

    @Override
    public List<ValueType> infer(Inference in) {
        window.check(in);
        for (int i = 0; i <= 2; i++) {
            in.requireRank(i, 4, 4);
        }
        Shape x = in.shape(0);
        Shape w = in.shape(1);
        Shape offsets = in.shape(2);
        if (!x.isFixed() || !w.isFixed() || !offsets.isRanked()) {
            return List.of(in.tensor(0).as(Shape.ofRank(4)));
        }
        Shape last = Shape.of(x.dim(0), x.dim(2), x.dim(3), x.dim(1));
        long[] spatial = window.outputs(in, last);
        long taps = w.dim(2) * w.dim(3);
        Shape expected = Shape.of(x.dim(0), offsetGroups * taps * 2, spatial[0], spatial[1]);
        if (groups < 1
                || offsetGroups < 1
                || w.dim(1) * groups != x.dim(1)
                || w.dim(0) % groups != 0
                || x.dim(1) % offsetGroups != 0) {
            throw in.error("filters of shape " + w + " in " + groups + " groups and " + offsetGroups
                    + " groups of offsets do not fit an input of shape " + x);
        }
        if (offsets.isFixed() && !offsets.equals(expected)) {
            throw in.error("offsets have shape " + offsets + ", expected " + expected);
        }
        Shape mask = Shape.of(x.dim(0), offsetGroups * taps, spatial[0], spatial[1]);
        if (in.has(4) && in.shape(4).isFixed() && !in.shape(4).equals(mask)) {
            throw in.error("the mask has shape " + in.shape(4) + ", expected " + mask);
        }
        return List.of(in.tensor(0).as(Shape.of(x.dim(0), w.dim(0), spatial[0], spatial[1])));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand w = on.input(1);
        Operand offsets = on.input(2);
        boolean hasBias = on.has(3);
        boolean hasMask = on.has(4);
        Operand bias = hasBias ? on.input(3) : x;
        Operand mask = hasMask ? on.input(4) : x;
        Operand y = on.output();
        int taps = w.dim(2) * w.dim(3);
        int depth = x.dim(1) * taps;
        int pixels = y.dim(2) * y.dim(3);
        Operand columns = on.workspace(ElementType.FLOAT, (long) depth * on.threads());
        return on.parallel(x.dim(0) * pixels, Elements.runs(depth * w.dim(0)), (frame, worker, from, to) -> {
            int room = columns.offset() + worker * depth;
            for (int task = from; task < to; task++) {
                int image = task / pixels;
                int pixel = task % pixels;
                for (int group = 0; group < offsetGroups; group++) {
                    for (int tap = 0; tap < taps; tap++) {
                        int at = (image * offsetGroups + group) * taps + tap;
                        float[] o = offsets.floats(frame);
                        int place = offsets.offset() + at * 2 * pixels + pixel;
                        int line = pixel / y.dim(3) * window.strides().get(0)
                                - window.begins().get(0);
                        int column = pixel % y.dim(3) * window.strides().get(1)
                                - window.begins().get(1);
                        float h = line + tap / w.dim(3) * window.dilations().get(0) + o[place];
                        float v = column + tap % w.dim(3) * window.dilations().get(1) + o[place + pixels];
                        float m = hasMask ? mask.floats(frame)[mask.offset() + at * pixels + pixel] : 1;
                        int channels = x.dim(1) / offsetGroups;
                        for (int c = group * channels; c < (group + 1) * channels; c++) {
                            int plane = x.offset() + (image * x.dim(1) + c) * x.dim(2) * x.dim(3);
                            columns.floats(frame)[room + c * taps + tap] =
                                    m * sample(x.floats(frame), plane, x.dim(2), x.dim(3), h, v);
                        }
                    }
                }
                int outputs = w.dim(0) / groups;
                int each = w.dim(1) * taps;
                for (int out = 0; out < w.dim(0); out++) {
                    float sum = hasBias ? bias.floats(frame)[bias.offset() + out] : 0;
                    int in = room + out / outputs * each;
                    int filter = w.offset() + out * each;
                    for (int k = 0; k < each; k++) {
                        sum += columns.floats(frame)[in + k] * w.floats(frame)[filter + k];
                    }
                    y.floats(frame)[y.offset() + (image * w.dim(0) + out) * pixels + pixel] = sum;
                }
            }
        });
    }

    private static float sample(float[] x, int xo, int height, int width, float h, float v) {
        if (!(h > -1 && h < height && v > -1 && v < width)) {
            return 0;
        }
        int top = (int) Math.floor(h);
        int left = (int) Math.floor(v);
        float down = h - top;
        float right = v - left;
        return (1 - down)
                        * ((1 - right) * pixel(x, xo, height, width, top, left)
                                + right * pixel(x, xo, height, width, top, left + 1))
                + down
                        * ((1 - right) * pixel(x, xo, height, width, top + 1, left)
                                + right * pixel(x, xo, height, width, top + 1, left + 1));
    }

    private static float pixel(float[] x, int xo, int height, int width, int line, int column) {
        boolean inside = line >= 0 && line < height && column >= 0 && column < width;
        return inside ? x[xo + line * width + column] : 0;
    }
}
