package dev.lanewise.tflite;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.CompareFunction;
import dev.lanewise.kernel.ReduceFunction;
import dev.lanewise.kernel.ScatterReduction;
import dev.lanewise.op.Numbers;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.elementwise.Cast;
import dev.lanewise.op.elementwise.Compare;
import dev.lanewise.op.elementwise.Where;
import dev.lanewise.op.reduce.ArgExtremum;
import dev.lanewise.op.reduce.Reduce;
import dev.lanewise.op.shape.Concat;
import dev.lanewise.op.shape.Expand;
import dev.lanewise.op.shape.Gather;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.op.shape.ScatterNd;
import dev.lanewise.op.shape.ShapeOf;
import dev.lanewise.op.shape.Slice;
import dev.lanewise.op.shape.Unique;
import dev.lanewise.op.shape.Unsqueeze;
import dev.lanewise.op.shape.UpdateSlice;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.List;

/** Operators that gather elements into segments, diagonals and buckets, or put some into others. */
final class SegmentBuiltins implements BuiltinFamily {

    @Override
    public void register(Builtins on) {
        on.on("SEGMENT_SUM", node -> {
            Edge last = node.add(new Reduce(ReduceFunction.MAX, Ints.of(0), true), node.longs(1));
            Edge count = node.add(new Binary(BinaryFunction.ADD), last, node.vector(1));
            segments(node, count, ScatterReduction.ADD, 0);
        });
        on.on("UNSORTED_SEGMENT_SUM", node -> segments(node, count(node), ScatterReduction.ADD, 0));
        on.on("UNSORTED_SEGMENT_PROD", node -> segments(node, count(node), ScatterReduction.MUL, 1));
        on.on("UNSORTED_SEGMENT_MAX", node -> segments(node, count(node), ScatterReduction.MAX, least(node)));
        on.on("UNSORTED_SEGMENT_MIN", node -> segments(node, count(node), ScatterReduction.MIN, greatest(node)));
        on.on("MATRIX_DIAG", SegmentBuiltins::diagonal);
        on.on("MATRIX_SET_DIAG", SegmentBuiltins::setDiagonal);
        on.on("SPARSE_TO_DENSE", SegmentBuiltins::dense);
        on.on("UNIQUE", node -> {
            var made = node.add(new Unique(true, 0, false), List.of(node.input(0)), 4);
            node.output(0, made.output(0));
            node.output(1, ReductionBuiltins.as(node, made.output(2), 1));
        });
        on.on(
                "DYNAMIC_UPDATE_SLICE",
                node -> node.output(0, node.add(new UpdateSlice(), node.input(0), node.input(1), node.longs(2))));
        on.on("BUCKETIZE", SegmentBuiltins::bucketize);
        on.on("BROADCAST_ARGS", SegmentBuiltins::broadcast);
        on.on("HASHTABLE_LOOKUP", SegmentBuiltins::lookup);
    }

    private static Edge count(TfliteNode node) {
        return node.add(Reshape.To.of(1), node.longs(2));
    }

    private static double least(TfliteNode node) {
        return node.inputInfo(0).type() == ElementType.FLOAT ? -Float.MAX_VALUE : Integer.MIN_VALUE;
    }

    private static double greatest(TfliteNode node) {
        return node.inputInfo(0).type() == ElementType.FLOAT ? Float.MAX_VALUE : Integer.MAX_VALUE;
    }

    /** Rows with negative numbers go to one behind the last, which is cut off. */
    private static void segments(TfliteNode node, Edge count, ScatterReduction reduction, double first) {
        Edge x = node.input(0);
        int rank = node.rank(1);
        Edge numbers = node.longs(1);
        Edge negative = node.add(new Compare(CompareFunction.LESS), numbers, node.vector(0));
        Edge kept = node.add(new Where(), negative, count, numbers);
        Edge indices = node.add(new Unsqueeze(Ints.of(rank)), kept);
        Edge more = node.add(new Binary(BinaryFunction.ADD), count, node.vector(1));
        Edge shape = more;
        if (node.rank(0) > rank) {
            Edge inner = node.add(
                    new Slice(),
                    node.add(new ShapeOf(), x),
                    node.vector(rank),
                    node.vector(node.rank(0)),
                    node.vector(0),
                    node.vector(1));
            shape = node.add(new Concat(0), List.of(more, inner), 1).output();
        }
        ElementType type = node.inputInfo(0).type();
        Edge initial = node.add(new Expand(), node.constant(Tensor.wrap(type, Numbers.array(type, first))), shape);
        Edge made = node.add(new ScatterNd(reduction), initial, indices, x);
        node.output(0, node.add(new Slice(), made, node.vector(0), count, node.vector(0), node.vector(1)));
    }

    private static Edge identity(TfliteNode node, int rows, int columns) {
        var ones = new boolean[Math.multiplyExact(rows, columns)];
        for (int i = 0; i < Math.min(rows, columns); i++) {
            ones[i * columns + i] = true;
        }
        return node.constant(Tensor.of(ones, rows, columns));
    }

    private static void diagonal(TfliteNode node) {
        int extent = node.extent(0, -1);
        Edge spread = node.add(new Unsqueeze(Ints.of(-2)), node.input(0));
        Edge zero = node.constant(Tensor.zeros(node.inputInfo(0).type()));
        node.output(0, node.add(new Where(), identity(node, extent, extent), spread, zero));
    }

    private static void setDiagonal(TfliteNode node) {
        int rows = node.extent(0, -2);
        int columns = node.extent(0, -1);
        Edge spread = node.add(new Unsqueeze(Ints.of(rows <= columns ? -1 : -2)), node.input(1));
        node.output(0, node.add(new Where(), identity(node, rows, columns), spread, node.input(0)));
    }

    private static void dense(TfliteNode node) {
        Edge shape = node.longs(1);
        Edge zeros = node.add(new Expand(), node.add(Reshape.To.of(), node.input(3)), shape);
        int rank = node.rank(0);
        Edge indices = rank == 2 ? node.longs(0) : node.add(Reshape.To.of(-1, 1), node.longs(0));
        Edge values = node.input(2);
        if (node.rank(2) == 0) {
            Edge count = node.add(
                    new Slice(),
                    node.add(new ShapeOf(), indices),
                    node.vector(0),
                    node.vector(1),
                    node.vector(0),
                    node.vector(1));
            values = node.add(new Expand(), values, count);
        }
        node.output(0, node.add(new ScatterNd(ScatterReduction.NONE), zeros, indices, values));
    }

    private static void bucketize(TfliteNode node) {
        float[] boundaries = node.numbers(0);
        Edge spread = node.add(new Unsqueeze(Ints.of(-1)), node.input(0));
        Edge wide = node.add(new Cast(ElementType.DOUBLE), spread);
        var ends = new double[boundaries.length];
        for (int i = 0; i < ends.length; i++) {
            ends[i] = boundaries[i];
        }
        Edge above = node.add(
                new Compare(CompareFunction.GREATER_OR_EQUAL), wide, node.constant(Tensor.of(ends, ends.length)));
        Edge ones = node.add(new Cast(ElementType.INT32), above);
        node.output(0, node.add(new Reduce(ReduceFunction.SUM, Ints.of(-1), false), ones));
    }

    private static void broadcast(TfliteNode node) {
        int longest = Math.max(node.extent(0, 0), node.extent(1, 0));
        Edge a = padded(node, 0, longest);
        Edge b = padded(node, 1, longest);
        Edge one = node.add(new Compare(CompareFunction.EQUAL), a, node.vector(1));
        node.output(0, ReductionBuiltins.as(node, node.add(new Where(), one, b, a), 0));
    }

    private static Edge padded(TfliteNode node, int input, int length) {
        int missing = length - node.extent(input, 0);
        Edge given = node.longs(input);
        if (missing == 0) {
            return given;
        }
        var ones = new long[missing];
        java.util.Arrays.fill(ones, 1);
        return node.add(new Concat(0), List.of(node.vector(ones), given), 1).output();
    }

    /** Rows of values by keys, zeros where there is no such key. */
    private static void lookup(TfliteNode node) {
        Edge wanted = node.add(new Unsqueeze(Ints.of(1)), node.input(0));
        Edge equal = node.add(new Compare(CompareFunction.EQUAL), wanted, node.input(1));
        Edge ones = node.add(new Cast(ElementType.INT32), equal);
        Edge place = node.add(new ArgExtremum(false, 1, false, false), ones);
        Edge hit = node.add(new Reduce(ReduceFunction.MAX, Ints.of(1), false), ones);
        Edge rows = node.add(new Gather(0), node.input(2), place);
        Edge found = node.add(new Cast(ElementType.BOOL), hit);
        int inner = node.rank(2) - 1;
        Edge spread = inner == 0
                ? found
                : node.add(
                        new Unsqueeze(Ints.of(
                                java.util.stream.IntStream.rangeClosed(1, inner).toArray())),
                        found);
        Edge zero = node.constant(Tensor.zeros(node.inputInfo(2).type()));
        node.output(0, node.add(new Where(), spread, rows, zero));
        node.output(1, node.add(new Cast(ElementType.UINT8), hit));
    }
}
