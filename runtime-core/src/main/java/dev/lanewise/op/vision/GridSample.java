package dev.lanewise.op.vision;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.kernel.GridSampling;
import dev.lanewise.op.Binder;
import dev.lanewise.op.ComputesWide;
import dev.lanewise.op.Elements;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Samples images [N, spatial…, C] at the positions of a grid [N, …, r], r being the number of spatial axes, numbers
 * from −1 to 1, the last axis first: [N, …, C]. Computed in FLOAT. ONNX GridSample.
 */
public record GridSample(GridSampling.Mode mode, GridSampling.Padding padding, boolean alignCorners)
        implements KernelOperator, ComputesWide {

    @Override
    public ElementType computeType(ElementType type) {
        return ElementType.FLOAT;
    }

    @Override
    public List<ValueType> infer(Inference in) {
        Shape x = in.shape(0);
        Shape grid = in.shape(1);
        if (!x.isRanked() || !grid.isRanked()) {
            return List.of(in.tensor(0).as(Shape.UNRANKED));
        }
        int spatial = x.rank() - 2;
        boolean fits = spatial > 0
                && grid.rank() == x.rank()
                && (grid.dim(-1) < 0 || grid.dim(-1) == spatial)
                && (grid.dim(0) < 0 || x.dim(0) < 0 || grid.dim(0) == x.dim(0));
        if (!fits) {
            throw in.error("grid " + grid + " does not fit images " + x);
        }
        return List.of(in.tensor(0)
                .as(Shape.of(LongStream.concat(grid.stream().limit(grid.rank() - 1L), LongStream.of(x.dim(-1)))
                        .toArray())));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand grid = on.input(1);
        Operand y = on.output();
        if (y.type() != ElementType.FLOAT) {
            throw on.error("has no kernel for " + y.type());
        }
        if (y.size() == 0) {
            return frame -> {};
        }
        if (x.size() == 0) {
            throw on.error("has no pixels to sample");
        }
        int rank = x.rank() - 2;
        int channels = x.dim(-1);
        var sampling =
                new GridSampling(mode, padding, alignCorners, Arrays.copyOfRange(x.dims(), 1, x.rank() - 1), channels);
        int image = x.product(1, x.rank());
        int positions = grid.product(1, grid.rank() - 1);
        int scratch = sampling.scratch();
        Operand offsets = on.workspace(ElementType.INT32, (long) scratch * on.threads());
        Operand weights = on.workspace(ElementType.FLOAT, (long) scratch * on.threads());
        return on.parallel(x.dim(0) * positions, Elements.runs(4 * channels), (frame, worker, from, to) -> {
            for (int start = from; start < to; ) {
                int n = start / positions;
                int end = Math.min(to, (n + 1) * positions);
                sampling.run(
                        x.floats(frame),
                        x.offset() + n * image,
                        grid.floats(frame),
                        grid.offset() + start * rank,
                        y.floats(frame),
                        y.offset() + start * channels,
                        end - start,
                        offsets.ints(frame),
                        offsets.offset() + worker * scratch,
                        weights.floats(frame),
                        weights.offset() + worker * scratch);
                start = end;
            }
        });
    }
}
