package dev.lanewise.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.kernel.Epilogue;
import dev.lanewise.op.nn.Convolution;
import dev.lanewise.op.nn.Window;
import dev.lanewise.op.shape.Concat;
import dev.lanewise.op.shape.Slice;
import dev.lanewise.op.shape.Transpose;
import dev.lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

class FoldSpaceToDepthTest {

    private static final Window WINDOW = new Window(
            Ints.of(3, 2), Ints.of(2, 1), Ints.of(1, 1), Ints.of(1, 0), Ints.of(1, 1), Window.AutoPad.EXPLICIT, false);

    private static Edge phase(Rewriting test, Edge x, int axis, long row, long column) {
        return every(test, every(test, x, axis, row), axis + 1, column);
    }

    private static Edge every(Rewriting test, Edge x, long axis, long start) {
        return test.add(
                new Slice(),
                x,
                test.constant(Tensor.of(new long[] {start}, 1)),
                test.constant(Tensor.of(new long[] {Long.MAX_VALUE}, 1)),
                test.constant(Tensor.of(new long[] {axis}, 1)),
                test.constant(Tensor.of(new long[] {2}, 1)));
    }

    private static void convolution(Rewriting test, Edge x) {
        test.output(test.add(new Convolution(WINDOW, 1, Epilogue.RELU), x, test.constant(5, 12, 3, 2)));
    }

    private static void check(Rewriting test) {
        var folded = (Convolution) test.after(new FoldSpaceToDepth(), 1e-5).getLast();
        assertEquals(Ints.of(6, 4), folded.window().kernel());
        assertEquals(Ints.of(4, 2), folded.window().strides());
        assertEquals(Ints.of(2, 0), folded.window().begins());
    }

    @Test
    void imagesWithChannelsLast() {
        var test = new Rewriting();
        Edge x = test.input(2, 8, 6, 3);
        Edge joined = test.add(
                new Concat(3),
                phase(test, x, 1, 0, 0),
                phase(test, x, 1, 1, 0),
                phase(test, x, 1, 0, 1),
                phase(test, x, 1, 1, 1));
        convolution(test, joined);
        check(test);
    }

    @Test
    void imagesWithChannelsFirst() {
        var test = new Rewriting();
        Edge x = test.input(1, 3, 10, 8);
        Edge joined = test.add(
                new Concat(1),
                phase(test, x, 2, 1, 1),
                phase(test, x, 2, 0, 0),
                phase(test, x, 2, 1, 0),
                phase(test, x, 2, 0, 1));
        convolution(test, test.add(Transpose.toChannelsLast(4), joined));
        check(test);
    }

    @Test
    void aPartThatComesTwiceStays() {
        var test = new Rewriting();
        Edge x = test.input(1, 8, 6, 3);
        Edge twice = phase(test, x, 1, 0, 0);
        Edge joined = test.add(new Concat(3), twice, phase(test, x, 1, 1, 0), twice, phase(test, x, 1, 1, 1));
        convolution(test, joined);
        test.unchanged(new FoldSpaceToDepth());
    }

    @Test
    void partsOfDifferentImagesStay() {
        var test = new Rewriting();
        Edge x = test.input(1, 8, 6, 3);
        Edge joined = test.add(
                new Concat(3),
                phase(test, x, 1, 0, 0),
                phase(test, x, 1, 1, 0),
                phase(test, x, 1, 0, 1),
                phase(test, test.input(1, 8, 6, 3), 1, 1, 1));
        convolution(test, joined);
        test.unchanged(new FoldSpaceToDepth());
    }
}
