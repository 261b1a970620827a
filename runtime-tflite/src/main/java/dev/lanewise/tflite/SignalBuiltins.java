package dev.lanewise.tflite;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.kernel.ReduceFunction;
import dev.lanewise.op.reduce.Reduce;
import dev.lanewise.op.shape.Gather;
import dev.lanewise.op.shape.Unsqueeze;
import dev.lanewise.op.signal.ComplexView;
import dev.lanewise.op.signal.Dft;
import dev.lanewise.tensor.Tensor;

/** Fourier transforms and complex numbers. */
final class SignalBuiltins implements BuiltinFamily {

    @Override
    public void register(Builtins on) {
        on.on("RFFT2D", SignalBuiltins::transform);
        on.on("COMPLEX_ABS", node -> {
            Edge parts = node.add(new ComplexView(false), node.input(0));
            node.output(0, node.add(new Reduce(ReduceFunction.L2, Ints.of(-1), false), parts));
        });
        on.on("REAL", node -> part(node, 0));
        on.on("IMAG", node -> part(node, 1));
    }

    private static void part(TfliteNode node, long index) {
        Edge parts = node.add(new ComplexView(false), node.input(0));
        node.output(0, node.add(new Gather(-1), parts, node.constant(Tensor.scalar(index))));
    }

    /** Of real numbers, along the last two axes, each cut or filled with zeros to its length. */
    private static void transform(TfliteNode node) {
        int rank = node.rank(0);
        int[] lengths = node.constantInts(1);
        if (rank < 2 || lengths.length != 2) {
            throw node.error("has " + lengths.length + " lengths for " + rank + " dimensions");
        }
        Edge x = node.add(new Unsqueeze(Ints.of(rank)), node.floats(0));
        Edge rows = node.add(new Dft(rank - 1, false, true), x, node.constant(Tensor.scalar(lengths[1] + 0L)));
        boolean oneRow = lengths[0] == 1 && rows.shape().dim(rank - 2) == 1;
        Edge both = oneRow
                ? rows
                : node.add(new Dft(rank - 2, false, false), rows, node.constant(Tensor.scalar(lengths[0] + 0L)));
        node.output(0, node.add(new ComplexView(true), both));
    }
}
