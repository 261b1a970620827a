package dev.lanewise.tflite;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.CompareFunction;
import dev.lanewise.kernel.ScatterReduction;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.elementwise.Compare;
import dev.lanewise.op.elementwise.Unary;
import dev.lanewise.op.elementwise.Where;
import dev.lanewise.op.shape.Concat;
import dev.lanewise.op.shape.Expand;
import dev.lanewise.op.shape.Gather;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.op.shape.ScatterNd;
import dev.lanewise.op.shape.ShapeOf;
import dev.lanewise.op.shape.Slice;
import dev.lanewise.op.text.LshProjection;
import dev.lanewise.op.text.SkipGrams;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** Builtins that texts are turned into numbers by. */
final class EmbeddingBuiltins implements BuiltinFamily {

    private static final int MEAN = 1;
    private static final int ROOT_OF_COUNT = 2;

    @Override
    public void register(Builtins on) {
        on.on("EMBEDDING_LOOKUP_SPARSE", EmbeddingBuiltins::lookup);
        on.on("LSH_PROJECTION", node -> {
            int type = node.byteOption(0);
            if (type != 1 && type != 2) {
                throw node.error("projects in way number " + type);
            }
            node.output(
                    0, node.add(new LshProjection(type == 1), node.inputs(0), 1).output());
        });
        on.on("SKIP_GRAM", node -> {
            var grams = new SkipGrams(node.option(0, 0), node.option(1, 0), node.flag(2));
            node.output(0, node.add(grams, node.input(0)));
        });
    }

    /** Rows of a table, weighted and summed by the places that they are given; those of one place lie together. */
    private static void lookup(TfliteNode node) {
        int outer = node.extent(1, 1) - 1;
        int rank = node.rank(4);
        int combiner = node.byteOption(0);
        Edge weights = node.floats(3);
        Edge places = cut(node, node.longs(1), outer, 1);
        Edge outside = cut(node, node.longs(2), outer, 0);
        var wide = new int[rank];
        Arrays.fill(wide, 1);
        wide[0] = -1;
        Edge factors = node.add(Reshape.To.of(wide), weights);
        Edge rows = node.add(new Gather(0), node.floats(4), node.longs(0));
        Edge weighted = node.add(new Binary(BinaryFunction.MUL), rows, factors);
        Edge inner = node.add(
                new Slice(), node.add(new ShapeOf(), node.input(4)), node.vector(1), node.vector(rank), node.vector(0));
        Edge all = node.add(new Concat(0), List.of(outside, inner), 1).output();
        Edge sums = summed(node, all, places, weighted);
        if (combiner != MEAN && combiner != ROOT_OF_COUNT) {
            node.output(0, sums);
            return;
        }
        var ones = new int[rank - 1];
        Arrays.fill(ones, 1);
        Edge apart = node.add(
                        new Concat(0),
                        List.of(
                                outside,
                                node.vector(
                                        Ints.of(ones).stream().asLongStream().toArray())),
                        1)
                .output();
        Edge shares = combiner == MEAN ? factors : node.add(new Binary(BinaryFunction.MUL), factors, factors);
        Edge total = summed(node, apart, places, shares);
        Edge divisor = combiner == MEAN ? total : node.add(new Unary(UnaryFunction.SQRT), total);
        Edge one = node.constant(Tensor.scalar(1f));
        Edge counts = summed(node, apart, places, node.add(new Expand(), one, node.add(new ShapeOf(), factors)));
        Edge some = node.add(new Compare(CompareFunction.GREATER), counts, node.constant(Tensor.scalar(0f)));
        Edge quotients = node.add(new Binary(BinaryFunction.DIV), sums, divisor);
        node.output(0, node.add(new Where(), some, quotients, sums));
    }

    private static Edge cut(TfliteNode node, Edge x, int end, int axis) {
        return node.add(new Slice(), x, node.vector(0), node.vector(end), node.vector(axis));
    }

    private static Edge summed(TfliteNode node, Edge shape, Edge places, Edge rows) {
        Edge zeros = node.add(new Expand(), node.constant(Tensor.scalar(0f)), shape);
        return node.add(new ScatterNd(ScatterReduction.ADD), zeros, places, rows);
    }
}
