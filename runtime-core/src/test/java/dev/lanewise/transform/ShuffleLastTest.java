package dev.lanewise.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.op.shape.Transpose;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShuffleLastTest {

    private static Edge shuffle(Rewriting test, Edge x, int[] split, int[] order, int[] merged) {
        Edge parts = test.add(Reshape.To.of(split), x);
        return test.add(Reshape.To.of(merged), test.add(new Transpose(Ints.of(order)), parts));
    }

    @Test
    void shufflesChannelsWhereTheyLieLast() {
        var test = new Rewriting();
        Edge first = test.add(Transpose.toChannelsFirst(4), test.input(2, 5, 7, 24));
        test.output(
                shuffle(test, first, new int[] {2, 4, 6, 5, 7}, new int[] {0, 2, 1, 3, 4}, new int[] {2, 24, 5, 7}));
        assertEquals(
                List.of(
                        Reshape.To.of(0, 0, 0, 4, 6),
                        new Transpose(Ints.of(0, 1, 2, 4, 3)),
                        Reshape.To.of(0, 0, 0, 24),
                        Transpose.toChannelsFirst(4)),
                test.after(new ShuffleLast(), 0));
    }

    @Test
    void otherAxesAreNotChannels() {
        var test = new Rewriting();
        Edge first = test.add(Transpose.toChannelsFirst(4), test.input(2, 4, 6, 24));
        test.output(
                shuffle(test, first, new int[] {2, 24, 2, 2, 6}, new int[] {0, 2, 1, 3, 4}, new int[] {2, 48, 2, 6}));
        test.unchanged(new ShuffleLast());
    }

    @Test
    void otherOrdersAreNoShuffles() {
        var test = new Rewriting();
        Edge first = test.add(Transpose.toChannelsFirst(4), test.input(2, 6, 6, 24));
        test.output(
                shuffle(test, first, new int[] {2, 4, 6, 6, 6}, new int[] {0, 3, 1, 2, 4}, new int[] {2, 24, 6, 6}));
        test.unchanged(new ShuffleLast());
    }
}
