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
 * The greatest pixel in each bin of regions of images [N, H, W, C]: [regions, rows, columns, C]. Input 1 is [regions,
 * 5]: the image's number and two corners, (x, y) each, both inside. Computed in FLOAT. ONNX MaxRoiPool.
 */
public record MaxRoiPool(int rows, int columns, float scale) implements KernelOperator, ComputesWide {

    @Override
    public ElementType computeType(ElementType type) {
        return ElementType.FLOAT;
    }

    @Override
    public List<ValueType> infer(Inference in) {
        in.requireRank(0, 4, 4);
        in.requireRank(1, 2, 2);
        Shape x = in.shape(0);
        Shape regions = in.shape(1);
        if (regions.isRanked() && regions.dim(1) >= 0 && regions.dim(1) != 5) {
            throw in.error("has regions " + regions + ", expected five numbers each");
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
        Operand y = on.output();
        return on.parallel(y.dim(0), 1, (frame, worker, from, to) -> {
            for (int region = from; region < to; region++) {
                float image = regions.floats(frame)[regions.offset() + 5 * region];
                if (!(image >= 0 && image < x.dim(0))) {
                    throw on.error("region " + region + " is on image " + image + " of " + x.dim(0));
                }
                pool(frame, x, (int) image, regions, region, y);
            }
        });
    }

    private void pool(Frame frame, Operand x, int image, Operand regions, int region, Operand y) {
        float[] corners = regions.floats(frame);
        int at = regions.offset() + 5 * region + 1;
        int left = Math.round(corners[at] * scale);
        int top = Math.round(corners[at + 1] * scale);
        float width = Math.max(Math.round(corners[at + 2] * scale) - left + 1, 1) / (float) columns;
        float height = Math.max(Math.round(corners[at + 3] * scale) - top + 1, 1) / (float) rows;
        int channels = x.dim(3);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                RegionPooling.max(
                        x.floats(frame),
                        x.offset() + image * x.product(1, 4),
                        x.dim(2),
                        channels,
                        Math.clamp(top + (long) Math.floor(row * height), 0, x.dim(1)),
                        Math.clamp(top + (long) Math.ceil((row + 1) * height), 0, x.dim(1)),
                        Math.clamp(left + (long) Math.floor(column * width), 0, x.dim(2)),
                        Math.clamp(left + (long) Math.ceil((column + 1) * width), 0, x.dim(2)),
                        y.floats(frame),
                        y.offset() + ((region * rows + row) * columns + column) * channels);
            }
        }
    }
}
