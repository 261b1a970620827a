package dev.lanewise.tflite;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.ReduceFunction;
import dev.lanewise.kernel.StridedPad;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.elementwise.Cast;
import dev.lanewise.op.reduce.Reduce;
import dev.lanewise.op.shape.Gather;
import dev.lanewise.op.shape.Pad;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tflite.file.OperatorInfo;
import java.util.Arrays;
import java.util.List;

/** REDUCE_WINDOW and STABLEHLO_REDUCE_WINDOW: windows of any rank, reduced axis by axis. */
final class WindowBuiltins implements BuiltinFamily {

    /** What windows are reduced by. */
    private enum Function {
        ADD(ReduceFunction.SUM, BinaryFunction.ADD),
        MUL(ReduceFunction.PROD, BinaryFunction.MUL),
        MINIMUM(ReduceFunction.MIN, BinaryFunction.MIN),
        MAXIMUM(ReduceFunction.MAX, BinaryFunction.MAX),
        ALL(ReduceFunction.MIN, BinaryFunction.MIN),
        ANY(ReduceFunction.MAX, BinaryFunction.MAX);

        private final ReduceFunction ofMany;
        private final BinaryFunction ofTwo;

        Function(ReduceFunction ofMany, BinaryFunction ofTwo) {
            this.ofMany = ofMany;
            this.ofTwo = ofTwo;
        }
    }

    @Override
    public void register(Builtins on) {
        on.on("REDUCE_WINDOW", node -> {
            int number = node.option(0, 0);
            if (number < 1 || number > Function.values().length) {
                throw node.error("reduces by function number " + number);
            }
            reduce(
                    node,
                    Function.values()[number - 1],
                    node.input(0),
                    node.constantLongs(2),
                    node.constantLongs(3),
                    node.constantLongs(4));
        });
        on.on("STABLEHLO_REDUCE_WINDOW", node -> {
            Edge first = node.add(Reshape.To.of(), node.input(1));
            Edge dilated = StableHloBuiltins.dilated(node, node.input(0), node.longList(2), first);
            long[] pads = node.longList(4);
            var placed = new long[pads.length];
            for (int i = 0; i < pads.length; i++) {
                placed[i % 2 * pads.length / 2 + i / 2] = pads[i];
            }
            Edge x = Arrays.stream(pads).allMatch(pad -> pad == 0)
                    ? dilated
                    : node.add(new Pad(StridedPad.Mode.CONSTANT), dilated, node.vector(placed), first);
            reduce(node, body(node), x, node.longList(0), node.longList(1), node.longList(3));
        });
    }

    private static Function body(TfliteNode node) {
        List<OperatorInfo> body = node.file().subgraph(node.option(5, 0)).operators();
        return switch (body.size() == 1 ? body.getFirst().name() : "") {
            case "ADD", "STABLEHLO_ADD" -> Function.ADD;
            case "MUL", "STABLEHLO_MULTIPLY" -> Function.MUL;
            case "MAXIMUM", "STABLEHLO_MAXIMUM" -> Function.MAXIMUM;
            case "MINIMUM", "STABLEHLO_MINIMUM" -> Function.MINIMUM;
            case "LOGICAL_AND", "STABLEHLO_AND" -> Function.ALL;
            case "LOGICAL_OR", "STABLEHLO_OR" -> Function.ANY;
            default -> throw node.unsupported("it reduces by something else than one known operator");
        };
    }

    private static void reduce(
            TfliteNode node, Function function, Edge x, long[] window, long[] strides, long[] dilations) {
        int rank = node.rank(0);
        if (window.length != rank || strides.length != rank || dilations.length != rank) {
            throw node.error("its windows have other dimensions than its input, " + rank);
        }
        boolean logical = function == Function.ALL || function == Function.ANY;
        ElementType type = node.inputInfo(0).type();
        Edge values = logical ? truth(node, x) : x;
        Edge first = logical ? truth(node, node.input(1)) : node.input(1);
        for (int axis = 0; axis < rank; axis++) {
            if (window[axis] < 1 || strides[axis] < 1 || dilations[axis] < 1) {
                throw node.error("its windows are " + Arrays.toString(window) + " with strides "
                        + Arrays.toString(strides) + " and dilations " + Arrays.toString(dilations));
            }
            values = along(node, function, values, axis, window[axis], strides[axis], dilations[axis]);
        }
        Edge made = node.add(new Binary(function.ofTwo), values, node.add(Reshape.To.of(), first));
        node.output(0, logical ? node.add(new Cast(type), node.add(new Cast(ElementType.BOOL), made)) : made);
    }

    private static Edge truth(TfliteNode node, Edge x) {
        return node.add(new Cast(ElementType.INT32), node.add(new Cast(ElementType.BOOL), x));
    }

    /** Each window's elements beside each other on an axis behind {@code axis}, which is then reduced. */
    private static Edge along(
            TfliteNode node, Function function, Edge x, int axis, long window, long stride, long dilation) {
        if (window == 1 && stride == 1) {
            return x;
        }
        long extent = x.shape().dim(axis);
        if (extent < 0) {
            throw node.unsupported("dimension " + axis + " of its input is open");
        }
        long reach = Math.addExact(Math.multiplyExact(window - 1, dilation), 1);
        int count = extent < reach ? 0 : Math.toIntExact((extent - reach) / stride + 1);
        var places = new long[Math.toIntExact(Math.multiplyExact(count, window))];
        for (int i = 0; i < places.length; i++) {
            places[i] = i / window * stride + i % window * dilation;
        }
        Edge spread = node.add(new Gather(axis), x, node.constant(Tensor.of(places, count, window)));
        return node.add(new Reduce(function.ofMany, Ints.of(axis + 1), false), spread);
    }
}
