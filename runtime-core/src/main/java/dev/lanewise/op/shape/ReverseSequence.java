package dev.lanewise.op.shape;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Elements;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import java.util.List;

/**
 * Reverses the beginning of each sequence: its first elements along the time axis, as many as input 1 says for its
 * place on the batch axis. ONNX ReverseSequence; TFLite REVERSE_SEQUENCE.
 */
public record ReverseSequence(int batchAxis, int timeAxis) implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        IndexShapes.requireIndices(in, 1);
        var shape = in.shape(0);
        if (shape.isRanked() && in.axis(batchAxis, shape.rank()) == in.axis(timeAxis, shape.rank())) {
            throw in.error("axis " + timeAxis + " is both that of the batch and of time");
        }
        return List.of(in.tensor(0));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand lengths = on.input(1);
        Operand y = on.output();
        int batchAt = batchAxis < 0 ? batchAxis + x.rank() : batchAxis;
        int timeAt = timeAxis < 0 ? timeAxis + x.rank() : timeAxis;
        int behind = Math.max(batchAt, timeAt) + 1;
        int batches = x.dim(batchAt);
        int times = x.dim(timeAt);
        if (lengths.size() != batches) {
            throw on.error("has " + lengths.size() + " lengths for a batch of " + batches);
        }
        int block = x.product(behind, x.rank()) * x.type().entries();
        int batchStep = x.product(batchAt + 1, behind);
        int timeStep = x.product(timeAt + 1, behind);
        return on.parallel(x.product(0, behind), Elements.runs(block), (frame, worker, from, to) -> {
            for (int row = from; row < to; row++) {
                int batch = row / batchStep % batches;
                int time = row / timeStep % times;
                long length = lengths.array(frame) instanceof int[] ints
                        ? ints[lengths.offset() + batch]
                        : lengths.longs(frame)[lengths.offset() + batch];
                if (length < 0 || length > times) {
                    throw on.error("sequence " + batch + " has length " + length + ", expected 0 to " + times);
                }
                int source = time < length ? row + ((int) length - 1 - 2 * time) * timeStep : row;
                System.arraycopy(
                        x.array(frame), x.offset() + source * block, y.array(frame), y.offset() + row * block, block);
            }
        });
    }
}
