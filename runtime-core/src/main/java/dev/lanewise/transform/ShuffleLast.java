package dev.lanewise.transform;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.Shape;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.op.shape.Transpose;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A shuffle of channels (Zhang et al., ShuffleNet, 2018) on a transposition to channels first becomes one on the channels
 * last, with the transposition behind it, where it meets the one back. The shuffle splits axis 1 in two by a reshape,
 * exchanges the two, and merges them.
 */
final class ShuffleLast implements Rewrite {

    @Override
    public boolean apply(Graph graph) {
        boolean changed = false;
        for (Node node : graph.sorted()) {
            if (isReshape(node)) {
                changed |= shuffle(graph, node);
            }
        }
        return changed;
    }

    private static boolean shuffle(Graph graph, Node merge) {
        Node exchange = producer(merge);
        Node split = exchange == null || !exchangesChannels(exchange) ? null : producer(exchange);
        Node first = split == null || !isReshape(split) ? null : producer(split);
        if (exchange == null || split == null || first == null || !(first.op() instanceof Transpose t)) {
            return false;
        }
        int rank = t.permutation().size();
        Shape parts = split.output().shape();
        Shape channelsFirst = first.output().shape();
        if (!t.equals(Transpose.toChannelsFirst(rank))
                || !isSplit(channelsFirst, parts)
                || !isSplit(merge.output().shape(), exchange.output().shape())) {
            return false;
        }
        var dims = new int[rank + 1];
        dims[rank - 1] = Math.toIntExact(parts.dim(1));
        dims[rank] = Math.toIntExact(parts.dim(2));
        var whole = new int[rank];
        whole[rank - 1] = Math.toIntExact(channelsFirst.dim(1));
        int[] order = IntStream.rangeClosed(0, rank).toArray();
        order[rank - 1] = rank;
        order[rank] = rank - 1;
        String name = merge.output().name();
        Edge last = graph.add(split.name(), new Reshape.To(Ints.of(dims)), first.requireInput(0));
        last = graph.add(exchange.name(), new Transpose(Ints.of(order)), last);
        last = graph.add(name + ".last", new Reshape.To(Ints.of(whole)), last);
        graph.replace(merge.output(), graph.add(merge.name(), t, last));
        graph.remove(merge);
        return true;
    }

    private static @Nullable Node producer(Node node) {
        return node.requireInput(0).producer();
    }

    private static boolean isReshape(Node node) {
        return node.op() instanceof Reshape || node.op() instanceof Reshape.To;
    }

    private static boolean exchangesChannels(Node node) {
        if (!(node.op() instanceof Transpose(Ints p)) || p.size() < 4) {
            return false;
        }
        int[] order = IntStream.range(0, p.size()).toArray();
        order[1] = 2;
        order[2] = 1;
        return p.equals(Ints.of(order));
    }

    /**
     * Whether {@code parts} is {@code whole} with axis 1 in two. One extent may be unknown, since that of the other shape
     * follows from the rest.
     */
    private static boolean isSplit(Shape whole, Shape parts) {
        if (!whole.isRanked() || !parts.isRanked() || parts.rank() != whole.rank() + 1) {
            return false;
        }
        boolean channels = parts.dim(1) > 0 && parts.dim(2) > 0 && whole.dim(1) == parts.dim(1) * parts.dim(2);
        int[] others = IntStream.range(0, whole.rank()).filter(i -> i != 1).toArray();
        long open = Arrays.stream(others)
                .filter(i -> whole.dim(i) < 0 || parts.dim(i == 0 ? 0 : i + 1) < 0)
                .count();
        return channels
                && open <= 1
                && Arrays.stream(others).allMatch(i -> isSame(whole.dim(i), parts.dim(i == 0 ? 0 : i + 1)));
    }

    private static boolean isSame(long a, long b) {
        return a < 0 || b < 0 || a == b && a > 0;
    }
}
