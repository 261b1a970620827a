package dev.lanewise.transform;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Node;
import dev.lanewise.op.Numbers;
import dev.lanewise.op.nn.Convolution;
import dev.lanewise.op.nn.Window;
import dev.lanewise.op.shape.Concat;
import dev.lanewise.op.shape.Slice;
import dev.lanewise.op.shape.Transpose;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every other row and column of an image, four images joined by channels before a convolution, as YOLOX and YOLOv5 begin
 * ("Focus"): the convolution reads the image itself, with filters and steps of twice the extent. The products are the same.
 */
final class FoldSpaceToDepth implements Rewrite {

    private static final int STEP = 2;

    /** Ends from here on are behind the last element whatever the extent is. */
    private static final double OPEN_END = Integer.MAX_VALUE;

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
        Window window = op.window();
        float[] filters = Fusion.floats(node.requireInput(1));
        Node before = node.requireInput(0).producer();
        boolean moves = before != null && before.op().equals(Transpose.toChannelsLast(4));
        Node join = before != null && moves ? before.requireInput(0).producer() : before;
        if (filters == null || join == null || !fits(op) || !join.op().equals(new Concat(moves ? 1 : 3))) {
            return false;
        }
        List<Phase> phases = new ArrayList<>();
        for (int i = 0; i < join.inputs().size(); i++) {
            Phase phase = Phase.of(join.requireInput(i), moves ? 2 : 1);
            if (phase == null
                    || !phase.image()
                            .equals(
                                    phases.isEmpty()
                                            ? phase.image()
                                            : phases.getFirst().image())) {
                return false;
            }
            phases.add(phase);
        }
        boolean all = phases.stream()
                        .mapToInt(phase -> STEP * phase.row() + phase.column())
                        .distinct()
                        .count()
                == phases.size();
        long[] shape = node.requireInput(1).requireConstant().shape();
        if (!all || phases.size() != STEP * STEP || shape[1] % phases.size() != 0) {
            return false;
        }
        Edge image = phases.getFirst().image();
        var inputs = new ArrayList<@Nullable Edge>(node.inputs());
        inputs.set(0, moves ? graph.add(node.name() + ".last", Transpose.toChannelsLast(4), image) : image);
        inputs.set(1, graph.constant(node.name() + ".filters", spread(filters, shape, phases)));
        boolean valid = window.auto() == Window.AutoPad.VALID;
        var wider = new Window(
                doubled(window.kernel()),
                doubled(window.strides()),
                window.dilations(),
                valid ? Ints.of(0, 0) : doubled(window.begins()),
                valid ? Ints.of(0, 0) : doubled(window.ends()),
                Window.AutoPad.EXPLICIT,
                false);
        graph.substitute(node, new Convolution(wider, 1, op.epilogue(), op.exact()), inputs);
        return true;
    }

    private static boolean fits(Convolution op) {
        Window window = op.window();
        return op.groups() == 1
                && window.rank() == 2
                && window.dilations().equals(Ints.of(1, 1))
                && (window.auto() == Window.AutoPad.EXPLICIT || window.auto() == Window.AutoPad.VALID)
                && !window.ceil();
    }

    private static Ints doubled(Ints values) {
        return Ints.of(values.stream().map(value -> STEP * value).toArray());
    }

    /** Filters [O, 4·C, h, w] of the joined images as those of the one image, [O, C, 2·h, 2·w]. */
    private static Tensor spread(float[] filters, long[] shape, List<Phase> phases) {
        int outputs = (int) shape[0];
        int channels = (int) shape[1] / phases.size();
        int height = (int) shape[2];
        int width = (int) shape[3];
        var spread = new float[filters.length];
        int from = 0;
        for (int o = 0; o < outputs; o++) {
            for (Phase phase : phases) {
                for (int c = 0; c < channels; c++) {
                    for (int y = 0; y < height; y++) {
                        int line = ((o * channels + c) * height + y) * STEP + phase.row();
                        for (int x = 0; x < width; x++) {
                            spread[(line * width + x) * STEP + phase.column()] = filters[from++];
                        }
                    }
                }
            }
        }
        return Tensor.of(spread, outputs, channels, (long) STEP * height, (long) STEP * width);
    }

    /** Every other row and column of an image, from the given ones on. */
    private record Phase(Edge image, int row, int column) {

        /** Follows slices of the axis {@code rows} and the next one; null for anything else. */
        static @Nullable Phase of(Edge part, int rows) {
            int[] starts = {-1, -1};
            Edge image = part;
            for (int i = 0; i < starts.length; i++) {
                Node slice = image.producer();
                if (slice == null || !(slice.op() instanceof Slice) || !take(slice, rows, starts)) {
                    return null;
                }
                image = slice.requireInput(0);
                if (starts[0] >= 0 && starts[1] >= 0) {
                    return new Phase(image, starts[0], starts[1]);
                }
            }
            return null;
        }

        private static boolean take(Node slice, int rows, int[] starts) {
            double[] from = numbers(slice, 1);
            double[] to = numbers(slice, 2);
            double[] axes = numbers(slice, 3);
            double[] steps = numbers(slice, 4);
            if (from == null || to == null || axes == null || steps == null) {
                return false;
            }
            for (int i = 0; i < from.length; i++) {
                int axis = (int) axes[i] < 0 ? (int) axes[i] + 4 : (int) axes[i];
                int at = axis - rows;
                long extent = slice.requireInput(0).shape().hasRank(4)
                        ? slice.requireInput(0).shape().dim(axis)
                        : -1;
                boolean toEnd = to[i] >= OPEN_END || extent >= 0 && to[i] >= extent;
                if (steps[i] == 1 && from[i] == 0 && toEnd) {
                    continue;
                }
                boolean every = at >= 0 && at < 2 && starts[at] < 0 && steps[i] == STEP && toEnd;
                if (!every || from[i] < 0 || from[i] >= STEP) {
                    return false;
                }
                starts[at] = (int) from[i];
            }
            return true;
        }

        private static double @Nullable [] numbers(Node slice, int index) {
            Edge edge = slice.input(index);
            return edge != null && edge.isConstant() ? Numbers.of(edge.requireConstant()) : null;
        }
    }
}
