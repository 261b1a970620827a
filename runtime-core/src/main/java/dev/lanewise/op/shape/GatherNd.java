package dev.lanewise.op.shape;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Elements;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import java.util.List;
import java.util.stream.LongStream;

/** Parts of input 0 by the tuples of indices along the last axis of input 1. ONNX GatherND. */
public record GatherNd(int batchDims) implements KernelOperator {

    @Override
    public String name() {
        return "GatherND";
    }

    @Override
    public List<ValueType> infer(Inference in) {
        IndexShapes.requireIndices(in, 1);
        IndexShapes.requireReal(in, 0);
        Shape data = in.shape(0);
        Shape indices = in.shape(1);
        if (!data.isRanked() || !indices.isRanked() || indices.rank() == 0 || indices.dim(-1) < 0) {
            return List.of(in.tensor(0).as(Shape.UNRANKED));
        }
        int tuple = (int) indices.dim(-1);
        if (batchDims + tuple > data.rank()) {
            throw in.error(
                    "tuples of " + tuple + " indices behind " + batchDims + " batch dimensions do not fit " + data);
        }
        if (batchDims < 0 || batchDims >= indices.rank()) {
            throw in.error(batchDims + " batch dimensions do not fit indices " + indices);
        }
        for (int i = 0; i < batchDims; i++) {
            if (data.dim(i) >= 0 && indices.dim(i) >= 0 && data.dim(i) != indices.dim(i)) {
                throw in.error("data " + data + " and indices " + indices + " differ in batch dimension " + i);
            }
        }
        var dims = LongStream.concat(
                indices.stream().limit(indices.rank() - 1L), data.stream().skip((long) batchDims + tuple));
        return List.of(in.tensor(0).as(Shape.of(dims.toArray())));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand indices = on.input(1);
        Operand y = on.output();
        int batches = indices.product(0, batchDims);
        int tuple = indices.dim(-1);
        int perBatch = indices.product(batchDims, indices.rank() - 1);
        var gather = new dev.lanewise.kernel.GatherNd(x.dims(), batchDims, perBatch, tuple);
        return on.parallel(
                batches * perBatch,
                Elements.runs(gather.block()),
                (frame, worker, from, to) -> gather.run(
                        x.array(frame),
                        x.offset(),
                        indices.array(frame),
                        indices.offset(),
                        y.array(frame),
                        y.offset(),
                        from,
                        to));
    }
}
