package dev.lanewise.tflite;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.CompareFunction;
import dev.lanewise.kernel.ReduceFunction;
import dev.lanewise.kernel.ScatterReduction;
import dev.lanewise.kernel.StridedPad;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.elementwise.Cast;
import dev.lanewise.op.elementwise.Compare;
import dev.lanewise.op.elementwise.Where;
import dev.lanewise.op.reduce.Reduce;
import dev.lanewise.op.shape.Gather;
import dev.lanewise.op.shape.GatherNd;
import dev.lanewise.op.shape.Pad;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.op.shape.ScatterNd;
import dev.lanewise.op.shape.Slice;
import dev.lanewise.op.shape.Transpose;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tflite.file.OperatorInfo;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** StableHLO's gather and scatter: windows of a tensor at places that are given by vectors of indices. */
final class StableHloIndexing implements BuiltinFamily {

    /** Windows of more elements than this are refused: the places of their elements are constants here. */
    private static final long MOST_PLACES = 1 << 22;

    @Override
    public void register(Builtins on) {
        on.on("STABLEHLO_GATHER", StableHloIndexing::gather);
        on.on("STABLEHLO_SCATTER", StableHloIndexing::scatter);
    }

    private static void gather(TfliteNode node) {
        int[] offsetDims = ints(node.longList(0));
        int[] collapsed = ints(node.longList(1));
        int[] map = ints(node.longList(2));
        int[] sizes = ints(node.longList(4));
        int[] extents = extents(node, 0);
        if (sizes.length != extents.length || sizes.length == 0) {
            throw node.error("has " + sizes.length + " slice sizes for " + extents.length + " dimensions");
        }
        int tuple = tuple(extents, sizes, collapsed);
        int[] batch = batch(node, (int) node.longOption(3));
        Edge starts = starts(node, (int) node.longOption(3), map, tuple);
        var last = new long[tuple];
        Arrays.setAll(last, i -> extents[i] - sizes[i]);
        Edge below = node.add(new Binary(BinaryFunction.MIN), starts, node.vector(last));
        Edge clipped = node.add(new Binary(BinaryFunction.MAX), below, node.vector(new long[tuple]));
        Edge parts = node.add(new GatherNd(0), node.input(0), places(node, clipped, sizes, tuple));
        int[] window = IntStream.range(0, sizes.length)
                .filter(i -> !contains(collapsed, i))
                .map(i -> sizes[i])
                .toArray();
        Edge shaped = node.add(Reshape.To.of(concat(batch, window)), parts);
        var order = new int[batch.length + window.length];
        int batches = 0;
        int offsets = batch.length;
        for (int i = 0; i < order.length; i++) {
            order[i] = contains(offsetDims, i) ? offsets++ : batches++;
        }
        node.output(0, node.add(new Transpose(Ints.of(order)), shaped));
    }

    /** Updates whose place is outside go to a row behind the last, which is cut off. */
    private static void scatter(TfliteNode node) {
        int[] windowDims = ints(node.longList(1));
        int[] inserted = ints(node.longList(2));
        int[] map = ints(node.longList(3));
        int[] extents = extents(node, 0);
        int[] updates = extents(node, 2);
        var sizes = new int[extents.length];
        int next = 0;
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = contains(inserted, i) ? 1 : updates[windowDims[next++]];
        }
        int tuple = tuple(extents, sizes, concat(inserted, map));
        int rows = product(extents, 0, tuple);
        int block = product(extents, tuple, extents.length);
        Edge places = places(node, starts(node, (int) node.longOption(4), map, tuple), sizes, tuple);
        var strides = new long[tuple];
        Arrays.setAll(strides, i -> product(extents, i + 1, tuple));
        var ends = new long[tuple];
        Arrays.setAll(ends, i -> extents[i]);
        Edge row = sum(node, node.add(new Binary(BinaryFunction.MUL), places, node.vector(strides)));
        Edge inside = node.add(
                new Binary(BinaryFunction.AND),
                node.add(new Compare(CompareFunction.GREATER_OR_EQUAL), places, node.vector(0)),
                node.add(new Compare(CompareFunction.LESS), places, node.vector(ends)));
        Edge count = sum(node, node.add(new Cast(ElementType.INT64), inside));
        Edge all = node.add(new Compare(CompareFunction.EQUAL), count, node.vector(tuple));
        Edge target = node.add(Reshape.To.of(-1, 1), node.add(new Where(), all, row, node.vector(rows)));
        int[] scatterDims = IntStream.range(0, updates.length)
                .filter(i -> !contains(windowDims, i))
                .toArray();
        Edge ordered = node.add(new Transpose(Ints.of(concat(scatterDims, windowDims))), node.input(2));
        int given = Math.toIntExact((long) product(updates, 0, updates.length) / Math.max(1, block));
        Edge moved = node.add(Reshape.To.of(given, block), ordered);
        Edge flat = node.add(Reshape.To.of(rows, block), node.input(0));
        Edge zero = node.constant(Tensor.zeros(node.inputInfo(0).type()));
        Edge more = node.add(new Pad(StridedPad.Mode.CONSTANT), flat, node.vector(0, 0, 1, 0), zero);
        Edge made = node.add(new ScatterNd(reduction(node, node.option(6, 0))), more, target, moved);
        Edge kept = node.add(new Slice(), made, node.vector(0), node.vector(rows), node.vector(0), node.vector(1));
        node.output(0, node.add(Reshape.To.of(extents), kept));
    }

    private static Edge sum(TfliteNode node, Edge x) {
        return node.add(new Reduce(ReduceFunction.SUM, Ints.of(-1), false), x);
    }

    /** What a subgraph does with an element and its update: at most one operator. */
    private static ScatterReduction reduction(TfliteNode node, int subgraph) {
        List<OperatorInfo> body = node.file().subgraph(subgraph).operators();
        if (body.isEmpty()) {
            return ScatterReduction.NONE;
        }
        return switch (body.size() > 1 ? "" : body.getFirst().name()) {
            case "STABLEHLO_ADD" -> ScatterReduction.ADD;
            case "STABLEHLO_MULTIPLY" -> ScatterReduction.MUL;
            case "STABLEHLO_MAXIMUM" -> ScatterReduction.MAX;
            case "STABLEHLO_MINIMUM" -> ScatterReduction.MIN;
            default ->
                throw node.unsupported("it combines elements by something else than one addition, product or bound");
        };
    }

    /** How many dimensions an index must name: those behind are taken whole. */
    private static int tuple(int[] extents, int[] sizes, int[] named) {
        int tuple = extents.length;
        while (tuple > 1 && sizes[tuple - 1] == extents[tuple - 1] && !contains(named, tuple - 1)) {
            tuple--;
        }
        return tuple;
    }

    /** Extents of the indices but for the axis that the vectors lie along. */
    private static int[] batch(TfliteNode node, int vectorDim) {
        int[] extents = extents(node, 1);
        return IntStream.range(0, extents.length)
                .filter(i -> i != vectorDim)
                .map(i -> extents[i])
                .toArray();
    }

    /** Where windows begin in the first {@code tuple} dimensions: [windows, 1, tuple]. */
    private static Edge starts(TfliteNode node, int vectorDim, int[] map, int tuple) {
        int rank = node.rank(1);
        Edge indices = node.longs(1);
        int length = 1;
        if (vectorDim < rank) {
            length = node.extent(1, vectorDim);
            int[] order = IntStream.concat(
                            IntStream.range(0, rank).filter(i -> i != vectorDim), IntStream.of(vectorDim))
                    .toArray();
            indices = node.add(new Transpose(Ints.of(order)), indices);
        }
        if (length != map.length) {
            throw node.error("has vectors of " + length + " indices for " + map.length + " dimensions");
        }
        Edge vectors = node.add(Reshape.To.of(-1, 1, length), indices);
        var columns = new long[tuple];
        var named = new long[tuple];
        for (int i = 0; i < tuple; i++) {
            int column = Ints.of(map).indexOf(i);
            columns[i] = Math.max(0, column);
            named[i] = column >= 0 ? 1 : 0;
        }
        Edge placed = node.add(new Gather(2), vectors, node.vector(columns));
        return node.add(new Binary(BinaryFunction.MUL), placed, node.vector(named));
    }

    /** The index of each element of each window: [windows, elements, tuple]. */
    private static Edge places(TfliteNode node, Edge starts, int[] sizes, int tuple) {
        long elements = 1;
        for (int i = 0; i < tuple; i++) {
            elements = Math.multiplyExact(elements, sizes[i]);
        }
        if (elements > MOST_PLACES) {
            throw node.unsupported("its windows have " + elements + " places");
        }
        var offsets = new long[(int) elements * tuple];
        for (int i = 0; i < elements; i++) {
            int rest = i;
            for (int k = tuple - 1; k >= 0; k--) {
                offsets[i * tuple + k] = rest % sizes[k];
                rest /= sizes[k];
            }
        }
        return node.add(new Binary(BinaryFunction.ADD), starts, node.constant(Tensor.of(offsets, elements, tuple)));
    }

    private static int[] extents(TfliteNode node, int input) {
        var extents = new int[node.rank(input)];
        Arrays.setAll(extents, i -> node.extent(input, i));
        return extents;
    }

    private static int product(int[] extents, int from, int to) {
        return Arrays.stream(extents, from, to).reduce(1, Math::multiplyExact);
    }

    private static int[] ints(long[] values) {
        return Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
    }

    private static boolean contains(int[] values, int value) {
        return Arrays.stream(values).anyMatch(v -> v == value);
    }

    private static int[] concat(int[] a, int[] b) {
        return IntStream.concat(Arrays.stream(a), Arrays.stream(b)).toArray();
    }
}
