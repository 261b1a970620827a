package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.kernel.StridedPad;
import dev.lanewise.op.Numbers;
import dev.lanewise.op.shape.BitCast;
import dev.lanewise.op.shape.CenterCropPad;
import dev.lanewise.op.shape.Concat;
import dev.lanewise.op.shape.CumSum;
import dev.lanewise.op.shape.MergeAxes;
import dev.lanewise.op.shape.Pad;
import dev.lanewise.op.shape.ReverseSequence;
import dev.lanewise.op.shape.Slice;
import dev.lanewise.op.shape.Split;
import dev.lanewise.op.shape.SplitAxis;
import dev.lanewise.op.shape.Tile;
import dev.lanewise.op.shape.Transpose;
import dev.lanewise.op.shape.Trilu;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Operators that move data: transposed, joined, cut, padded, repeated. */
final class MovementOperators implements Family {

    @Override
    public void register(Registry on) {
        on.on("Transpose").builds(node -> {
            int rank = node.input(0).shape().isRanked() ? node.input(0).shape().rank() : 0;
            Ints reversed =
                    Ints.of(IntStream.range(0, rank).map(i -> rank - 1 - i).toArray());
            node.becomes(new Transpose(node.ints("perm", reversed)));
        });
        on.on("Concat").reads(node -> new Concat(node.int32("axis", 1)));
        on.on("Split").builds(node -> split(node, node.integers("split")));
        on.on("Split").since(13).reads(node -> new Split(node.int32("axis", 0)));
        on.on("Slice").builds(MovementOperators::sliceByAttributes);
        on.on("Slice").since(10).reads(node -> new Slice());
        on.on("Pad").builds(MovementOperators::padByAttributes);
        on.on("Pad").since(11).reads(node -> new Pad(mode(node)));
        on.on("Tile").builds(MovementOperators::tileOneAxis);
        on.on("Tile").since(6).reads(node -> new Tile());
        on.on("Trilu").reads(node -> new Trilu(node.flag("upper", true)));
        on.on("CumSum").reads(node -> new CumSum(false, node.flag("exclusive", false), node.flag("reverse", false)));
        on.on("CumProd").reads(node -> new CumSum(true, node.flag("exclusive", false), node.flag("reverse", false)));
        on.on("DepthToSpace").builds(MovementOperators::depthToSpace);
        on.on("SpaceToDepth").builds(MovementOperators::spaceToDepth);
        on.on("ReverseSequence")
                .reads(node -> new ReverseSequence(node.int32("batch_axis", 1), node.int32("time_axis", 0)));
        on.on("CenterCropPad").reads(node -> new CenterCropPad(node.ints("axes", Ints.of())));
        on.on("BitCast").reads(node -> new BitCast(node.elementType("to", ElementType.FLOAT)));
    }

    private static void split(OnnxNode node, long @Nullable [] extents) {
        var inputs = new ArrayList<Edge>();
        inputs.add(node.input(0));
        if (extents != null) {
            inputs.add(node.constant(Tensor.of(extents, extents.length)));
        } else if (node.hasInput(1)) {
            inputs.add(new Arithmetic(node).cast(node.input(1), ElementType.INT64));
        }
        node.becomes(new Split(node.int32("axis", 0)), inputs);
    }

    private static void sliceByAttributes(OnnxNode node) {
        long[] starts = required(node, "starts");
        long[] ends = required(node, "ends");
        long[] axes = node.integers("axes");
        node.becomes(
                new Slice(),
                Arrays.asList(
                        node.input(0),
                        node.constant(Tensor.of(starts, starts.length)),
                        node.constant(Tensor.of(ends, ends.length)),
                        axes == null ? null : node.constant(Tensor.of(axes, axes.length))));
    }

    private static long[] required(OnnxNode node, String attribute) {
        long[] values = node.integers(attribute);
        if (values == null) {
            throw node.error("attribute '" + attribute + "' is missing");
        }
        return values;
    }

    private static void padByAttributes(OnnxNode node) {
        long[] pads = required(node, node.has("paddings") ? "paddings" : "pads");
        var math = new Arithmetic(node);
        Edge value = math.scalar(node.number("value", 0), node.input(0));
        node.becomes(new Pad(mode(node)), List.of(node.input(0), math.longs(pads), value));
    }

    /** Opset 1: input 1 says how often, input 2 along which axis. */
    private static void tileOneAxis(OnnxNode node) {
        Edge x = node.input(0);
        if (!x.shape().isRanked()
                || !node.input(1).isConstant()
                || !node.input(2).isConstant()) {
            throw node.error("tiles and axis must be constants, and the input's number of dimensions known");
        }
        var repeats = new long[x.shape().rank()];
        Arrays.fill(repeats, 1);
        int axis = (int) Numbers.of(node.input(2).requireConstant())[0];
        if (axis < 0 || axis >= repeats.length) {
            throw node.error("axis " + axis + " is outside shape " + x.shape());
        }
        repeats[axis] = (long) Numbers.of(node.input(1).requireConstant())[0];
        node.becomes(new Tile(), List.of(x, node.constant(Tensor.of(repeats, repeats.length))));
    }

    static StridedPad.Mode mode(OnnxNode node) {
        return switch (node.text("mode", "constant")) {
            case "constant" -> StridedPad.Mode.CONSTANT;
            case "edge" -> StridedPad.Mode.EDGE;
            case "reflect" -> StridedPad.Mode.REFLECT;
            case "wrap" -> StridedPad.Mode.WRAP;
            case String other -> throw node.error("mode is '" + other + "', expected constant, edge, reflect or wrap");
        };
    }

    /** Channels as blocks before, or behind, the channels left, whose rows and columns join those of the image. */
    private static void depthToSpace(OnnxNode node) {
        Edge x = node.input(0);
        int block = blockSize(node);
        boolean columnsFirst = node.text("mode", "DCR").equals("CRD");
        Edge outer = node.add(new SplitAxis(1, block, columnsFirst), x);
        Edge split = node.add(new SplitAxis(columnsFirst ? 1 : 2, block, columnsFirst), outer);
        Edge moved =
                node.add(new Transpose(columnsFirst ? Ints.of(0, 1, 4, 2, 5, 3) : Ints.of(0, 3, 4, 1, 5, 2)), split);
        node.output(0, node.add(new MergeAxes(3, 2), node.add(new MergeAxes(2, 2), moved)));
    }

    private static void spaceToDepth(OnnxNode node) {
        Edge x = node.input(0);
        int block = blockSize(node);
        Edge rows = node.add(new SplitAxis(2, block, true), x);
        Edge split = node.add(new SplitAxis(4, block, true), rows);
        Edge moved = node.add(new Transpose(Ints.of(0, 3, 5, 1, 2, 4)), split);
        node.output(0, node.add(new MergeAxes(1, 3), moved));
    }

    private static int blockSize(OnnxNode node) {
        int block = node.int32("blocksize", 0);
        if (block < 1) {
            throw node.error("blocksize is " + block + ", expected 1 or more");
        }
        return block;
    }
}
