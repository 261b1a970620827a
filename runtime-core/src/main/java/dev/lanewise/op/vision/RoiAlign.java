package dev.lanewise.op.vision;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.kernel.RegionPooling;
import dev.lanewise.op.Binder;
import dev.lanewise.op.ComputesWide;
import dev.lanewise.op.Frame;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/**
 * Averages, or takes the greatest, of samples in the bins of regions of images [N, H, W, C]: [regions, rows, columns,
 * C]. Input 1 has the regions' corners [regions, 4], (x, y) each; input 2 their images. Computed in FLOAT. ONNX
 * RoiAlign.
 *
 * @param samples samples along each side of a bin; 0 for as many as it is pixels long
 * @param scale of the regions' coordinates
 * @param halfPixel whether coordinates are shifted by half a pixel, and regions may be smaller than a pixel
 */
public record RoiAlign(int rows, int columns, int samples, float scale, boolean greatest, boolean halfPixel)
        implements KernelOperator, ComputesWide {

    /** Samples of a bin that a sane region stays below. */
    private static final long MOST_SAMPLES = 1 << 24;

    @Override
    public ElementType computeType(ElementType type) {
        return type.isFloating() ? ElementType.FLOAT : type;
    }

    @Override
    public List<ValueType> infer(Inference in) {
        in.requireRank(0, 4, 4);
        in.requireRank(1, 2, 2);
        in.requireRank(2, 1, 1);
        in.require(2, ElementType.INT64, ElementType.INT32);
        Shape x = in.shape(0);
        Shape regions = in.shape(1);
        if (regions.isRanked() && regions.dim(1) >= 0 && regions.dim(1) != 4) {
            throw in.error("has regions " + regions + ", expected four numbers each");
        }
        if (rows < 0 || columns < 0 || samples < 0) {
            throw in.error("has " + rows + " by " + columns + " bins of " + samples + " samples");
        }
        return List.of(in.tensor(0)
                .as(Shape.of(
                        regions.isRanked() ? regions.dim(0) : Shape.ANY,
                        rows,
                        columns,
                        x.isRanked() ? x.dim(3) : Shape.ANY)));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand regions = on.input(1);
        Operand images = on.input(2);
        Operand y = on.output();
        if (y.type() != ElementType.FLOAT) {
            throw on.error("has no kernel for " + y.type());
        }
        if (images.size() != y.dim(0)) {
            throw on.error("has " + y.dim(0) + " regions and " + images.size() + " numbers of images");
        }
        return on.parallel(y.dim(0) * rows, 1, (frame, worker, from, to) -> {
            for (int row = from; row < to; row++) {
                int region = row / rows;
                long image = images.array(frame) instanceof int[] ints
                        ? ints[images.offset() + region]
                        : images.longs(frame)[images.offset() + region];
                if (image < 0 || image >= x.dim(0)) {
                    throw on.error("region " + region + " is on image " + image + " of " + x.dim(0));
                }
                frame.checkpoint();
                bins(on, frame, x, (int) image, regions, region, y, row);
            }
        });
    }

    private void bins(Binder on, Frame frame, Operand x, int image, Operand regions, int region, Operand y, int row) {
        float[] corners = regions.floats(frame);
        int at = regions.offset() + 4 * region;
        float shift = halfPixel ? 0.5f : 0;
        float left = corners[at] * scale - shift;
        float top = corners[at + 1] * scale - shift;
        float least = halfPixel ? Float.NEGATIVE_INFINITY : 1;
        float width = Math.max(corners[at + 2] * scale - shift - left, least) / columns;
        float height = Math.max(corners[at + 3] * scale - shift - top, least) / rows;
        int down = samples > 0 ? samples : (int) Math.ceil(height);
        int across = samples > 0 ? samples : (int) Math.ceil(width);
        if ((long) Math.max(0, down) * Math.max(0, across) > MOST_SAMPLES) {
            throw on.error("region " + region + " takes " + down + " by " + across + " samples a bin");
        }
        int channels = x.dim(3);
        for (int column = 0; column < columns; column++) {
            RegionPooling.align(
                    x.floats(frame),
                    x.offset() + image * x.product(1, 4),
                    x.dim(1),
                    x.dim(2),
                    channels,
                    top + row % rows * height,
                    left + column * width,
                    height,
                    width,
                    down,
                    across,
                    greatest,
                    y.floats(frame),
                    y.offset() + (row * columns + column) * channels);
        }
    }
}
