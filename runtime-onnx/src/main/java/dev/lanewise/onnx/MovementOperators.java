package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.kernel.ScatterReduction;
import dev.lanewise.kernel.StridedPad;
import dev.lanewise.op.shape.Concat;
import dev.lanewise.op.shape.CumSum;
import dev.lanewise.op.shape.Gather;
import dev.lanewise.op.shape.GatherElements;
import dev.lanewise.op.shape.GatherNd;
import dev.lanewise.op.shape.NonZero;
import dev.lanewise.op.shape.Pad;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.op.shape.ScatterElements;
import dev.lanewise.op.shape.ScatterNd;
import dev.lanewise.op.shape.Slice;
import dev.lanewise.op.shape.Split;
import dev.lanewise.op.shape.Tile;
import dev.lanewise.op.shape.Transpose;
import dev.lanewise.op.shape.Trilu;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Operators that move data: transposed, joined, cut, padded, gathered, scattered. */
final class MovementOperators implements Family {

    @Override
    public void register(Registry on) {
        on.on("Transpose").builds(node -> {
            int rank = node.input(0).shape().isRanked() ? node.input(0).shape().rank() : 0;
            Ints reversed = Ints.of(IntStream.range(0, rank).map(i -> rank - 1 - i).toArray());
            node.becomes(new Transpose(node.ints("perm", reversed)));
        });
        on.on("Concat").reads(node -> new Concat(node.int32("axis", 1)));
        on.on("Split").builds(node -> split(node, node.integers("split")));
        on.on("Split").since(13).reads(node -> new Split(node.int32("axis", 0)));
        on.on("Slice").builds(MovementOperators::sliceByAttributes);
        on.on("Slice").since(10).reads(node -> new Slice());
        on.on("Pad").builds(MovementOperators::padByAttributes);
        on.on("Pad").since(11).reads(node -> new Pad(mode(node)));
        on.on("Tile").since(6).reads(node -> new Tile());
        on.on("Trilu").reads(node -> new Trilu(node.flag("upper", true)));
        on.on("CumSum").reads(node -> new CumSum(false, node.flag("exclusive", false), node.flag("reverse", false)));
        on.on("CumProd").reads(node -> new CumSum(true, node.flag("exclusive", false), node.flag("reverse", false)));
        on.on("DepthToSpace").builds(MovementOperators::depthToSpace);
        on.on("SpaceToDepth").builds(MovementOperators::spaceToDepth);
        on.on("NonZero").reads(node -> new NonZero());
        on.on("Gather").reads(node -> new Gather(node.int32("axis", 0)));
        on.on("GatherElements").reads(node -> new GatherElements(node.int32("axis", 0)));
        on.on("GatherND").reads(node -> new GatherNd(node.int32("batch_dims", 0)));
        on.on("Scatter").reads(node -> new ScatterElements(node.int32("axis", 0), ScatterReduction.NONE));
        on.on("ScatterElements").reads(node -> new ScatterElements(node.int32("axis", 0), reduction(node)));
        on.on("ScatterND").reads(node -> new ScatterNd(reduction(node)));
    }

    private static ScatterReduction reduction(OnnxNode node) {
        return switch (node.text("reduction", "none")) {
            case "none" -> ScatterReduction.NONE;
            case "add" -> ScatterReduction.ADD;
            case "mul" -> ScatterReduction.MUL;
            case "max" -> ScatterReduction.MAX;
            case "min" -> ScatterReduction.MIN;
            case String other -> throw node.error("reduction is '" + other + "', expected none, add, mul, max or min");
        };
    }

    private static void split(OnnxNode node, long @Nullable [] extents) {
        var inputs = new ArrayList<Edge>();
        inputs.add(node.input(0));
        if (extents != null) {
            inputs.add(node.constant(Tensor.of(extents, extents.length)));
        } else if (node.inputCount() > 1) {
            inputs.add(node.input(1));
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
        node.becomes(
                new Pad(mode(node)),
                List.of(
                        node.input(0),
                        node.constant(Tensor.of(pads, pads.length)),
                        node.constant(Tensor.scalar(node.number("value", 0)))));
    }

    private static StridedPad.Mode mode(OnnxNode node) {
        return switch (node.text("mode", "constant")) {
            case "constant" -> StridedPad.Mode.CONSTANT;
            case "edge" -> StridedPad.Mode.EDGE;
            case "reflect" -> StridedPad.Mode.REFLECT;
            case "wrap" -> StridedPad.Mode.WRAP;
            case String other -> throw node.error("mode is '" + other + "', expected constant, edge, reflect or wrap");
        };
    }

    /** [n, c, h, w] as [n, b, b, c/b², h, w], or [n, c/b², b, b, h, w], to [n, c/b², h·b, w·b]. */
    private static void depthToSpace(OnnxNode node) {
        Edge x = node.input(0);
        int block = blockSize(node);
        int channels = channels(node, x, block * block);
        boolean columnsFirst = node.text("mode", "DCR").equals("CRD");
        Edge split = node.add(sixDims(x, columnsFirst, channels / (block * block), block), x);
        Edge moved = node.add(new Transpose(columnsFirst ? Ints.of(0, 1, 4, 2, 5, 3) : Ints.of(0, 3, 4, 1, 5, 2)), split);
        node.output(
                0,
                node.add(
                        new Reshape.To(Ints.of(
                                0, channels / (block * block), extent(x, 2, block), extent(x, 3, block))),
                        moved));
    }

    private static Reshape.To sixDims(Edge x, boolean columnsFirst, int depth, int block) {
        int height = extent(x, 2, 1);
        int width = extent(x, 3, 1);
        return columnsFirst
                ? Reshape.To.of(0, depth, block, block, height, width)
                : Reshape.To.of(0, block, block, depth, height, width);
    }

    private static void spaceToDepth(OnnxNode node) {
        Edge x = node.input(0);
        int block = blockSize(node);
        int channels = channels(node, x, 1);
        int height = extent(x, 2, 1) / block;
        int width = extent(x, 3, 1) / block;
        Edge split = node.add(Reshape.To.of(0, channels, height, block, width, block), x);
        Edge moved = node.add(new Transpose(Ints.of(0, 3, 5, 1, 2, 4)), split);
        node.output(0, node.add(Reshape.To.of(0, channels * block * block, height, width), moved));
    }

    private static int blockSize(OnnxNode node) {
        int block = node.int32("blocksize", 0);
        if (block < 1) {
            throw node.error("blocksize is " + block + ", expected 1 or more");
        }
        return block;
    }

    private static int channels(OnnxNode node, Edge x, int multiple) {
        if (!x.shape().hasRank(4) || x.shape().stream().skip(1).anyMatch(d -> d < 0)) {
            throw node.error("input has shape " + x.shape() + ", expected four dimensions, all but the first fixed");
        }
        int channels = Math.toIntExact(x.shape().dim(1));
        if (channels % multiple != 0) {
            throw node.error(channels + " channels are no multiple of " + multiple);
        }
        return channels;
    }

    private static int extent(Edge x, int axis, int times) {
        return Math.toIntExact(x.shape().dim(axis) * times);
    }
}
