package dev.lanewise.tflite;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Operator;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.CompareFunction;
import dev.lanewise.kernel.StridedPad;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.elementwise.Cast;
import dev.lanewise.op.elementwise.Compare;
import dev.lanewise.op.elementwise.Unary;
import dev.lanewise.op.elementwise.Where;
import dev.lanewise.op.shape.Concat;
import dev.lanewise.op.shape.Expand;
import dev.lanewise.op.shape.Pad;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.op.shape.Slice;
import dev.lanewise.op.shape.Transpose;
import dev.lanewise.op.shape.UpdateSlice;
import dev.lanewise.tensor.ElementType;
import java.util.Arrays;

/** StableHLO's operators of elements and shapes, and dilation. */
final class StableHloBuiltins implements BuiltinFamily {

    private static final CompareFunction[] DIRECTIONS = {
        CompareFunction.EQUAL,
        CompareFunction.NOT_EQUAL,
        CompareFunction.GREATER_OR_EQUAL,
        CompareFunction.GREATER,
        CompareFunction.LESS_OR_EQUAL,
        CompareFunction.LESS
    };

    @Override
    public void register(Builtins on) {
        on.on("STABLEHLO_ADD", node -> {
            boolean truth = node.inputInfo(0).type() == ElementType.BOOL;
            ArithmeticBuiltins.integers(node, truth ? BinaryFunction.OR : BinaryFunction.ADD);
        });
        binary(on, "SUBTRACT", BinaryFunction.SUB);
        binary(on, "MULTIPLY", BinaryFunction.MUL);
        binary(on, "DIVIDE", BinaryFunction.DIV);
        binary(on, "MAXIMUM", BinaryFunction.MAX);
        binary(on, "MINIMUM", BinaryFunction.MIN);
        binary(on, "POWER", BinaryFunction.POW);
        binary(on, "REMAINDER", BinaryFunction.FMOD);
        binary(on, "AND", BinaryFunction.AND);
        binary(on, "OR", BinaryFunction.OR);
        binary(on, "SHIFT_LEFT", BinaryFunction.SHIFT_LEFT);
        unary(on, "ABS", UnaryFunction.ABS);
        unary(on, "COSINE", UnaryFunction.COS);
        unary(on, "EXPONENTIAL", UnaryFunction.EXP);
        unary(on, "FLOOR", UnaryFunction.FLOOR);
        unary(on, "LOG", UnaryFunction.LOG);
        unary(on, "LOGISTIC", UnaryFunction.SIGMOID);
        unary(on, "NEGATE", UnaryFunction.NEGATE);
        unary(on, "RSQRT", UnaryFunction.RSQRT);
        unary(on, "TANH", UnaryFunction.TANH);
        on.on("STABLEHLO_SELECT", node -> give(node, new Where(), node.input(0), node.input(1), node.input(2)));
        on.on("STABLEHLO_CLAMP", node -> {
            Edge above = node.add(new Binary(BinaryFunction.MAX), node.input(1), node.input(0));
            give(node, new Binary(BinaryFunction.MIN), above, node.input(2));
        });
        on.on(
                "STABLEHLO_CONVERT",
                node -> give(node, new Cast(node.outputInfo(0).type()), node.input(0)));
        on.on("STABLEHLO_COMPARE", node -> {
            int direction = node.option(0, 0);
            if (direction < 0 || direction >= DIRECTIONS.length) {
                throw node.error("the direction is number " + direction);
            }
            give(node, new Compare(DIRECTIONS[direction]), node.input(0), node.input(1));
        });
        on.on("STABLEHLO_RESHAPE", node -> give(node, Reshape.To.of(declared(node)), node.input(0)));
        on.on("STABLEHLO_TRANSPOSE", node -> give(node, new Transpose(Ints.of(ints(node.longList(0)))), node.input(0)));
        on.on(
                "STABLEHLO_CONCATENATE",
                node -> node.output(
                        0,
                        node.add(new Concat((int) node.longOption(0)), node.inputs(0), 1)
                                .output()));
        on.on("STABLEHLO_SLICE", node -> {
            int rank = node.rank(0);
            var axes = new long[rank];
            Arrays.setAll(axes, i -> i);
            give(
                    node,
                    new Slice(),
                    node.input(0),
                    node.vector(node.longList(0)),
                    node.vector(node.longList(1)),
                    node.vector(axes),
                    node.vector(node.longList(2)));
        });
        on.on("STABLEHLO_BROADCAST_IN_DIM", StableHloBuiltins::broadcast);
        on.on("STABLEHLO_DYNAMIC_UPDATE_SLICE", StableHloBuiltins::update);
        on.on("STABLEHLO_PAD", node -> {
            Edge value = node.add(Reshape.To.of(), node.input(1));
            Edge dilated = dilated(node, node.input(0), plusOne(node.longList(2)), value);
            long[] pads = concat(node.longList(0), node.longList(1));
            give(node, new Pad(StridedPad.Mode.CONSTANT), dilated, node.vector(pads), value);
        });
        on.on("DILATE", node -> {
            Edge value = node.add(Reshape.To.of(), node.input(2));
            node.output(0, dilated(node, node.input(0), node.constantLongs(1), value));
        });
    }

    private static void binary(Builtins on, String name, BinaryFunction function) {
        on.on("STABLEHLO_" + name, node -> ArithmeticBuiltins.integers(node, function));
    }

    private static void unary(Builtins on, String name, UnaryFunction function) {
        on.on("STABLEHLO_" + name, node -> node.give(0, node.add(new Unary(function), node.real(0))));
    }

    private static void give(TfliteNode node, Operator op, Edge... inputs) {
        node.output(0, node.add(op, inputs));
    }

    private static int[] ints(long[] values) {
        return Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
    }

    private static int[] declared(TfliteNode node) {
        return ints(node.outputInfo(0).shape());
    }

    private static long[] plusOne(long[] values) {
        return Arrays.stream(values).map(v -> v + 1).toArray();
    }

    private static long[] concat(long[] a, long[] b) {
        long[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    private static void broadcast(TfliteNode node) {
        int[] target = declared(node);
        int[] places = ints(node.longList(0));
        var dims = new int[target.length];
        Arrays.fill(dims, 1);
        for (int i = 0; i < places.length; i++) {
            dims[places[i]] = node.extent(0, i);
        }
        Edge placed = node.add(Reshape.To.of(dims), node.input(0));
        long[] shape = Arrays.stream(target).asLongStream().toArray();
        give(node, new Expand(), placed, node.vector(shape));
    }

    private static void update(TfliteNode node) {
        var starts = new java.util.ArrayList<Edge>();
        for (int i = 2; i < node.inputCount(); i++) {
            starts.add(node.add(Reshape.To.of(1), node.add(new Cast(ElementType.INT64), node.input(i))));
        }
        Edge start = starts.isEmpty()
                ? node.vector()
                : node.add(new Concat(0), starts, 1).output();
        give(node, new UpdateSlice(), node.input(0), node.input(1), start);
    }

    /** Elements of each axis as far apart as {@code steps} say, {@code value} between them. */
    static Edge dilated(TfliteNode node, Edge x, long[] steps, Edge value) {
        int rank = node.rank(0);
        if (steps.length != rank) {
            throw node.error("has " + steps.length + " steps for " + rank + " dimensions");
        }
        var dims = new int[rank];
        for (int i = 0; i < rank; i++) {
            dims[i] = node.extent(0, i);
        }
        Edge y = x;
        for (int axis = 0; axis < rank; axis++) {
            int step = Math.toIntExact(steps[axis]);
            if (step < 1) {
                throw node.error("has the step " + step + ", expected 1 or more");
            }
            if (step == 1 || dims[axis] == 0) {
                continue;
            }
            var split = new int[rank + 1];
            System.arraycopy(dims, 0, split, 0, axis + 1);
            split[axis + 1] = 1;
            System.arraycopy(dims, axis + 1, split, axis + 2, rank - axis - 1);
            var pads = new long[2 * (rank + 1)];
            pads[rank + 1 + axis + 1] = step - 1;
            Edge spread = node.add(Reshape.To.of(split), y);
            Edge padded = node.add(new Pad(StridedPad.Mode.CONSTANT), spread, node.vector(pads), value);
            int extent = dims[axis];
            dims[axis] = Math.multiplyExact(extent, step);
            Edge joined = node.add(Reshape.To.of(dims), padded);
            dims[axis] = (extent - 1) * step + 1;
            y = node.add(
                    new Slice(), joined, node.vector(0), node.vector(dims[axis]), node.vector(axis), node.vector(1));
        }
        return y;
    }
}
