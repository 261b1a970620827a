package dev.lanewise.transform;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Node;
import dev.lanewise.kernel.StridedPad;
import dev.lanewise.op.Numbers;
import dev.lanewise.op.nn.Convolution;
import dev.lanewise.op.nn.Window;
import dev.lanewise.op.shape.Pad;
import dev.lanewise.tensor.ElementType;
import java.util.ArrayList;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Zeros put around an image before a convolution become the convolution's own padding. */
final class FoldPadding implements Rewrite {

    /** Wider padding is left to the copy. */
    private static final int MOST = 1 << 10;

    @Override
    public boolean apply(Graph graph) {
        boolean changed = false;
        for (Node node : graph.sorted()) {
            if (node.op() instanceof Convolution op) {
                changed |= fold(graph, node, op);
            }
        }
        return changed;
    }

    private static boolean fold(Graph graph, Node node, Convolution op) {
        Node pad = node.requireInput(0).producer();
        Window window = op.window();
        boolean explicit = window.auto() == Window.AutoPad.EXPLICIT || window.auto() == Window.AutoPad.VALID;
        if (pad == null || !explicit || !(pad.op() instanceof Pad(StridedPad.Mode mode))) {
            return false;
        }
        int rank = window.rank();
        Edge amounts = pad.requireInput(1);
        if (mode != StridedPad.Mode.CONSTANT
                || pad.output().tensorType().element() != ElementType.FLOAT
                || pad.input(3) != null
                || !amounts.isConstant()
                || !isZero(pad.input(2))) {
            return false;
        }
        double[] pads = Numbers.of(amounts.requireConstant());
        int ends = rank + 2;
        boolean around = pads.length == 2 * ends
                && pads[0] == 0
                && pads[ends] == 0
                && pads[ends - 1] == 0
                && pads[2 * ends - 1] == 0
                && Arrays.stream(pads).allMatch(p -> p >= 0 && p < MOST);
        if (!around) {
            return false;
        }
        var inputs = new ArrayList<@Nullable Edge>(node.inputs());
        inputs.set(0, pad.requireInput(0));
        boolean valid = window.auto() == Window.AutoPad.VALID;
        var wider = new Window(
                window.kernel(),
                window.strides(),
                window.dilations(),
                sum(window.begins(), valid, pads, 1),
                sum(window.ends(), valid, pads, ends + 1),
                Window.AutoPad.EXPLICIT,
                window.ceil());
        graph.substitute(node, new Convolution(wider, op.groups(), op.epilogue(), op.exact()), inputs);
        return true;
    }

    private static boolean isZero(@Nullable Edge value) {
        return value == null || Fusion.scalar(value) == 0;
    }

    private static Ints sum(Ints given, boolean none, double[] pads, int at) {
        var sums = new int[given.size()];
        Arrays.setAll(sums, i -> (none ? 0 : given.get(i)) + (int) pads[at + i]);
        return Ints.of(sums);
    }
}
