package dev.lanewise.quant;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.Shape;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.elementwise.Cast;
import dev.lanewise.op.elementwise.Unary;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.nn.AveragePool;
import dev.lanewise.op.nn.ChannelAffine;
import dev.lanewise.op.nn.Convolution;
import dev.lanewise.op.nn.GlobalPool;
import dev.lanewise.op.nn.LpPool;
import dev.lanewise.op.nn.MaxPool;
import dev.lanewise.op.reduce.Reduce;
import dev.lanewise.op.shape.Concat;
import dev.lanewise.op.shape.Identity;
import dev.lanewise.op.shape.Pad;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.op.shape.Transpose;
import dev.lanewise.op.shape.Unsqueeze;
import dev.lanewise.op.vision.Resize;
import dev.lanewise.tensor.ElementType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Follows the output channels of layers through a graph: which constants and shapes shrink when a channel goes, and
 * which channels have to go together. Channels that reach an operator unknown here, or an output of the graph, are
 * fixed.
 */
final class ChannelFlow {

    private final ChannelUnits units = new ChannelUnits();
    private final ChannelAxes axes = new ChannelAxes(units);
    private final Map<Node, int[]> made = new LinkedHashMap<>();

    ChannelFlow(Graph graph) {
        graph.sorted().forEach(this::follow);
        graph.outputs().forEach(axes::fix);
        axes.fixSharedConstants();
    }

    ChannelUnits units() {
        return units;
    }

    ChannelAxes axes() {
        return axes;
    }

    /** The layers that make channels, with the unit of each output. */
    Map<Node, int[]> made() {
        return made;
    }

    private void follow(Node node) {
        boolean shaped = node.outputs().stream().allMatch(edge -> edge.shape().isRanked())
                && node.inputs().stream()
                        .allMatch(edge -> edge == null || edge.shape().isRanked());
        switch (node.op()) {
            case Object op when !shaped -> fixInputs(node);
            case Convolution op when WeightLayer.of(node) instanceof WeightLayer layer -> convolution(node, layer);
            case MatMul op when WeightLayer.of(node) instanceof WeightLayer layer -> product(node, op, layer);
            case Unary op -> same(node);
            case Cast op -> same(node);
            case Identity op -> same(node);
            case Binary op -> binary(node);
            case ChannelAffine op -> affine(node);
            case MaxPool op when node.outputs().size() == 1 -> same(node);
            case AveragePool op -> same(node);
            case LpPool op -> same(node);
            case GlobalPool op -> same(node);
            case Transpose(Ints permutation) ->
                move(
                        node,
                        IntStream.range(0, permutation.size())
                                .map(permutation::indexOf)
                                .toArray());
            case Concat(int axis) -> concat(node, axis);
            case Reduce(var function, Ints reduced, boolean keepDims) -> reduce(node, reduced, keepDims);
            case Resize op -> whereExtentsStay(node);
            case Pad op -> whereExtentsStay(node);
            case Reshape op -> reshape(node);
            case Reshape.To op -> reshape(node);
            case Reshape.Flatten op -> reshape(node);
            case Reshape.Squeeze op -> reshape(node);
            case Unsqueeze op -> reshape(node);
            default -> fixInputs(node);
        }
    }

    private void fixInputs(Node node) {
        for (Edge input : node.inputs()) {
            if (input != null) {
                axes.fix(input);
            }
        }
    }

    private void same(Node node) {
        move(node, IntStream.range(0, node.requireInput(0).shape().rank()).toArray());
    }

    private void move(Node node, int[] places) {
        axes.move(node.requireInput(0), node.output(), places);
    }

    private void convolution(Node node, WeightLayer layer) {
        Edge weights = node.requireInput(WeightLayer.WEIGHTS);
        int[] seen = axes.get(node.requireInput(0), -1);
        if (layer.isDepthwise() && layer.groupOutputs() == 1 && seen != null) {
            axes.cut(weights, 0, seen);
            cutBias(node, layer, seen);
            axes.put(node.output(), -1, seen);
            return;
        }
        if (layer.groups() > 1) {
            fixInputs(node);
            return;
        }
        if (seen != null) {
            axes.cut(weights, 1, seen);
        }
        make(node, layer, 0);
    }

    private void product(Node node, MatMul op, WeightLayer layer) {
        Edge x = node.requireInput(0);
        Edge weights = node.requireInput(WeightLayer.WEIGHTS);
        int last = x.shape().rank() - 1;
        if (last < 1) {
            axes.fix(x);
            return;
        }
        axes.of(x).forEach((axis, along) -> {
            if (axis == last) {
                axes.cut(weights, op.transposeB() ? 1 : 0, along);
            } else {
                axes.put(node.output(), axis, along);
            }
        });
        make(node, layer, op.transposeB() ? 0 : 1);
    }

    private void make(Node node, WeightLayer layer, int axis) {
        int[] fresh = units.create(layer.outputs());
        axes.cut(node.requireInput(WeightLayer.WEIGHTS), axis, fresh);
        cutBias(node, layer, fresh);
        axes.put(node.output(), -1, fresh);
        made.put(node, fresh);
    }

    private void cutBias(Node node, WeightLayer layer, int[] along) {
        Edge bias = node.input(2);
        if (layer.hasBias() && bias != null && bias.shape().rank() == 1) {
            axes.cut(bias, 0, along);
        } else if (bias != null) {
            units.fix(along);
        }
    }

    private void affine(Node node) {
        int[] along = axes.get(node.requireInput(0), -1);
        for (int i = 1; along != null && i <= 2; i++) {
            cutOrFix(node.requireInput(i), 0, along);
        }
        same(node);
    }

    private void cutOrFix(Edge constant, int axis, int[] along) {
        if (constant.isConstant() && constant.tensorType().element() == ElementType.FLOAT) {
            axes.cut(constant, axis, along);
        } else {
            units.fix(along);
        }
    }

    private void binary(Node node) {
        Shape shape = node.output().shape();
        for (int axis = 0; axis < shape.rank(); axis++) {
            int[] along = joined(node, shape, axis);
            if (along != null) {
                alignOthers(node, shape, axis, along);
                axes.put(node.output(), axis, along);
            }
        }
    }

    /** The units of the inputs along what becomes {@code axis} of the result, joined. */
    private int @Nullable [] joined(Node node, Shape shape, int axis) {
        int[] joined = null;
        for (Edge input : node.inputs()) {
            int[] along = input == null ? null : alongResult(input, shape.rank(), axis);
            if (along != null && along.length != shape.dim(axis)) {
                units.fix(along);
            } else if (along != null) {
                if (joined != null) {
                    units.join(joined, along);
                }
                joined = along;
            }
        }
        return joined;
    }

    private int @Nullable [] alongResult(Edge input, int rank, int axis) {
        int own = ChannelAxes.broadcastAxis(input.shape(), rank, axis);
        return own < 0 ? null : axes.get(input, own);
    }

    /** Lets constants shrink with {@code along}; fixes it where a variable input without units would have to. */
    private void alignOthers(Node node, Shape shape, int axis, int[] along) {
        for (Edge input : node.inputs()) {
            if (input != null && alongResult(input, shape.rank(), axis) == null) {
                int own = ChannelAxes.broadcastAxis(input.shape(), shape.rank(), axis);
                if (own >= 0 && input.shape().dim(own) != 1) {
                    cutOrFix(input, own, along);
                }
            }
        }
    }

    private void concat(Node node, int axis) {
        Edge output = node.output();
        int rank = output.shape().rank();
        int at = axis < 0 ? axis + rank : axis;
        boolean fixedExtents = node.inputs().stream()
                .allMatch(input -> input != null && input.shape().dim(at) >= 0);
        if (!fixedExtents) {
            fixInputs(node);
            return;
        }
        var joined = new int
                [Math.toIntExact(node.inputs().stream()
                        .mapToLong(input -> input == null ? 0 : input.shape().dim(at))
                        .sum())];
        Arrays.fill(joined, ChannelUnits.NONE);
        int from = 0;
        for (Edge input : node.inputs()) {
            if (input == null) {
                continue;
            }
            for (var entry : axes.of(input).entrySet()) {
                if (entry.getKey() == at) {
                    System.arraycopy(entry.getValue(), 0, joined, from, entry.getValue().length);
                } else {
                    units.fix(entry.getValue());
                }
            }
            from += Math.toIntExact(input.shape().dim(at));
        }
        if (Arrays.stream(joined).anyMatch(unit -> unit != ChannelUnits.NONE)) {
            axes.put(output, at, joined);
        }
    }

    private void reduce(Node node, Ints reduced, boolean keepDims) {
        int rank = node.requireInput(0).shape().rank();
        var places = new int[rank];
        int next = 0;
        for (int axis = 0; axis < rank; axis++) {
            boolean gone = reduced.isEmpty() || reduced.contains(axis) || reduced.contains(axis - rank);
            places[axis] = gone ? -1 : next;
            next += gone && !keepDims ? 0 : 1;
        }
        move(node, places);
    }

    /** Operators that treat axes one by one, given as a list of values for each axis. */
    private void whereExtentsStay(Node node) {
        Shape from = node.requireInput(0).shape();
        Shape to = node.output().shape();
        boolean scaled = node.op() instanceof Pad || node.input(3) == null;
        move(
                node,
                IntStream.range(0, from.rank())
                        .map(axis -> scaled && from.dim(axis) >= 0 && from.dim(axis) == to.dim(axis) ? axis : -1)
                        .toArray());
    }

    private void reshape(Node node) {
        var regrouping =
                new Regrouping(node.requireInput(0).shape(), node.output().shape());
        axes.of(node.requireInput(0)).forEach((axis, along) -> {
            int place = regrouping.place(axis);
            if (place < 0) {
                units.fix(along);
            } else {
                axes.put(node.output(), place, regrouping.spread(axis, along));
            }
        });
    }
}
