package dev.lanewise.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.kernel.StridedPad;
import dev.lanewise.op.nn.Convolution;
import dev.lanewise.op.nn.Window;
import dev.lanewise.op.shape.Pad;
import dev.lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

class FoldPaddingTest {

    private static final Convolution CONVOLUTION = new Convolution(Window.plain(Ints.of(3, 3)), 1);

    private static void padded(Rewriting test, float value, long... pads) {
        Edge amounts = test.constant(Tensor.of(pads, pads.length));
        Edge filled = test.constant(Tensor.scalar(value));
        Edge x = test.add(new Pad(StridedPad.Mode.CONSTANT), test.input(1, 5, 6, 2), amounts, filled);
        test.output(test.add(CONVOLUTION, x, test.constant(4, x.shape().dim(-1), 3, 3)));
    }

    @Test
    void zerosAroundAnImageAreTheConvolutions() {
        var test = new Rewriting();
        padded(test, 0, 0, 1, 2, 0, 0, 1, 0, 0);
        var folded = (Convolution) test.after(new FoldPadding(), 1e-6).getFirst();
        assertEquals(Ints.of(1, 2), folded.window().begins());
        assertEquals(Ints.of(1, 0), folded.window().ends());
    }

    @Test
    void otherValuesStay() {
        var test = new Rewriting();
        padded(test, 1, 0, 1, 1, 0, 0, 1, 1, 0);
        test.unchanged(new FoldPadding());
    }

    @Test
    void channelsStay() {
        var test = new Rewriting();
        padded(test, 0, 0, 1, 1, 1, 0, 1, 1, 0);
        test.unchanged(new FoldPadding());
    }
}
