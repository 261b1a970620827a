package dev.lanewise.tflite;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.CompareFunction;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.elementwise.Compare;
import dev.lanewise.op.elementwise.Where;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.op.shape.Slice;
import dev.lanewise.op.shape.Unsqueeze;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Regular parts of tensors. */
final class SliceBuiltins implements BuiltinFamily {

    /** Beyond the end of every tensor. */
    private static final long END = Integer.MAX_VALUE;

    /** Before the beginning of every tensor, also counted from its end. */
    private static final long BEFORE = -2L * Integer.MAX_VALUE;

    @Override
    public void register(Builtins on) {
        on.on("SLICE", SliceBuiltins::slice);
        on.on("STRIDED_SLICE", SliceBuiltins::strided);
        on.on("REVERSE_V2", SliceBuiltins::reverse);
    }

    /** Begins and sizes, −1 for all the rest. */
    private static void slice(TfliteNode node) {
        Edge begins = node.longs(1);
        Edge sizes = node.longs(2);
        if (begins.isConstant() && sizes.isConstant()) {
            long[] begin = node.constantLongs(1);
            long[] size = node.constantLongs(2);
            var end = new long[begin.length];
            for (int i = 0; i < end.length; i++) {
                if (begin[i] < 0 || size[i] < -1) {
                    throw node.error("begins at " + Arrays.toString(begin) + " with sizes " + Arrays.toString(size));
                }
                end[i] = size[i] == -1 ? END : begin[i] + size[i];
            }
            node.output(0, node.add(new Slice(), node.input(0), node.vector(begin), node.vector(end)));
            return;
        }
        Edge sums = node.add(new Binary(BinaryFunction.ADD), begins, sizes);
        Edge rest = node.add(new Compare(CompareFunction.EQUAL), sizes, node.constant(Tensor.scalar(-1L)));
        Edge ends = node.add(new Where(), rest, node.constant(Tensor.scalar(END)), sums);
        node.output(0, node.add(new Slice(), node.input(0), begins, ends));
    }

    private static void reverse(TfliteNode node) {
        long[] axes = node.constantLongs(1);
        var starts = new long[axes.length];
        var ends = new long[axes.length];
        var steps = new long[axes.length];
        Arrays.fill(starts, END);
        Arrays.fill(ends, BEFORE);
        Arrays.fill(steps, -1);
        Edge y = node.add(
                new Slice(),
                node.input(0),
                node.vector(starts),
                node.vector(ends),
                node.vector(axes),
                node.vector(steps));
        node.output(0, y);
    }

    /** What the masks make of one element of begins, ends and strides. */
    private enum Kind {
        RANGE,
        ONE,
        NEW_AXIS,
        ELLIPSIS
    }

    private static void strided(TfliteNode node) {
        int count = node.extent(1, 0);
        int begins = node.option(0, 0);
        int ends = node.option(1, 0);
        var kinds = new Kind[count];
        for (int i = 0; i < count; i++) {
            kinds[i] = has(node.option(2, 0), i)
                    ? Kind.ELLIPSIS
                    : has(node.option(3, 0), i) ? Kind.NEW_AXIS : has(node.option(4, 0), i) ? Kind.ONE : Kind.RANGE;
        }
        int ellipses =
                (int) Arrays.stream(kinds).filter(k -> k == Kind.ELLIPSIS).count();
        int added = (int) Arrays.stream(kinds).filter(k -> k == Kind.NEW_AXIS).count();
        int rank = node.rank(0) + added;
        if (ellipses > 1 || count - ellipses > rank) {
            throw node.error(
                    "has " + count + " begins with " + ellipses + " ellipses for " + node.rank(0) + " dimensions");
        }
        var fresh = new ArrayList<Integer>();
        var single = new ArrayList<Integer>();
        var places = new ArrayList<Integer>();
        var axes = new ArrayList<Long>();
        int axis = 0;
        for (int i = 0; i < count; i++) {
            switch (kinds[i]) {
                case ELLIPSIS -> axis += rank - (count - 1) - 1;
                case NEW_AXIS -> fresh.add(axis);
                case ONE -> {
                    single.add(axis);
                    places.add(i);
                    axes.add((long) axis);
                }
                case RANGE -> {
                    places.add(i);
                    axes.add((long) axis);
                }
            }
            axis++;
        }
        Edge x = node.input(0);
        if (!fresh.isEmpty()) {
            x = node.add(new Unsqueeze(ints(fresh)), x);
        }
        if (!places.isEmpty()) {
            var ranges = new Ranges(node, kinds, begins, ends);
            int[] chosen = places.stream().mapToInt(Integer::intValue).toArray();
            long[] along = axes.stream().mapToLong(Long::longValue).toArray();
            x = node.isConstant(1) && node.isConstant(2)
                    ? ranges.constant(x, chosen, along)
                    : ranges.computed(x, chosen, along);
        }
        node.output(0, single.isEmpty() ? x : node.add(new Reshape.Squeeze(ints(single)), x));
    }

    private static boolean has(int mask, int bit) {
        return bit < 32 && (mask >>> bit & 1) != 0;
    }

    private static Ints ints(ArrayList<Integer> values) {
        return Ints.of(values.stream().mapToInt(Integer::intValue).toArray());
    }

    /** Begins and ends as {@link Slice} wants them. */
    private record Ranges(TfliteNode node, Kind[] kinds, int beginMask, int endMask) {

        private long[] strides(int[] places) {
            long[] all = node.constantLongs(3);
            return IntStream.of(places)
                    .mapToLong(i -> kinds[i] == Kind.ONE ? 1 : all[i])
                    .toArray();
        }

        Edge constant(Edge x, int[] places, long[] axes) {
            long[] begins = node.constantLongs(1);
            long[] ends = node.constantLongs(2);
            long[] strides = strides(places);
            var starts = new long[places.length];
            var stops = new long[places.length];
            for (int j = 0; j < places.length; j++) {
                int i = places[j];
                long end = node.flag(5) ? begins[i] + ends[i] : ends[i];
                starts[j] = openBegin(i) ? first(strides[j]) : begins[i];
                stops[j] = kinds[i] == Kind.ONE
                        ? begins[i] == -1 ? END : begins[i] + 1
                        : has(endMask, i) ? last(strides[j]) : end;
            }
            return slice(x, node.vector(starts), node.vector(stops), axes, strides);
        }

        private boolean openBegin(int place) {
            return kinds[place] == Kind.RANGE && has(beginMask, place);
        }

        private static long first(long stride) {
            return stride > 0 ? 0 : END;
        }

        private static long last(long stride) {
            return stride > 0 ? END : BEFORE;
        }

        Edge computed(Edge x, int[] places, long[] axes) {
            long[] strides = strides(places);
            int n = places.length;
            Edge begins = chosen(node.longs(1), places);
            Edge given = chosen(node.longs(2), places);
            Edge ends = node.flag(5) ? node.add(new Binary(BinaryFunction.ADD), begins, given) : given;
            var open = new boolean[n];
            var first = new long[n];
            var closed = new boolean[n];
            var last = new long[n];
            var one = new boolean[n];
            for (int j = 0; j < n; j++) {
                open[j] = openBegin(places[j]);
                first[j] = first(strides[j]);
                closed[j] = has(endMask, places[j]);
                last[j] = last(strides[j]);
                one[j] = kinds[places[j]] == Kind.ONE;
            }
            Edge starts = where(open, node.vector(first), begins);
            Edge next = node.add(new Binary(BinaryFunction.ADD), begins, node.constant(Tensor.scalar(1L)));
            Edge isLast = node.add(new Compare(CompareFunction.EQUAL), begins, node.constant(Tensor.scalar(-1L)));
            Edge after = node.add(new Where(), isLast, node.constant(Tensor.scalar(END)), next);
            Edge stops = where(one, after, where(closed, node.vector(last), ends));
            return slice(x, starts, stops, axes, strides);
        }

        private Edge chosen(Edge values, int[] places) {
            if (places.length == kinds.length) {
                return values;
            }
            long[] indices = IntStream.of(places).asLongStream().toArray();
            return node.add(new dev.lanewise.op.shape.Gather(0), values, node.vector(indices));
        }

        private Edge where(boolean[] mask, Edge then, Edge otherwise) {
            boolean any = false;
            for (boolean bit : mask) {
                any |= bit;
            }
            return any
                    ? node.add(new Where(), node.constant(Tensor.of(mask, mask.length)), then, otherwise)
                    : otherwise;
        }

        private Edge slice(Edge x, Edge starts, Edge stops, long[] axes, long[] strides) {
            return node.add(new Slice(), x, starts, stops, node.vector(axes), node.vector(strides));
        }
    }
}
