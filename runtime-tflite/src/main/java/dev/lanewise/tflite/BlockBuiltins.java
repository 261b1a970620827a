package dev.lanewise.tflite;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.kernel.CompareFunction;
import dev.lanewise.kernel.StridedPad;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.elementwise.Compare;
import dev.lanewise.op.elementwise.Unary;
import dev.lanewise.op.elementwise.Where;
import dev.lanewise.op.shape.Gather;
import dev.lanewise.op.shape.MergeAxes;
import dev.lanewise.op.shape.Pad;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.op.shape.Slice;
import dev.lanewise.op.shape.SplitAxis;
import dev.lanewise.op.shape.Transpose;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tflite.file.Quantization;
import java.util.stream.IntStream;

/** Blocks of images moved between space and batch or channels. */
final class BlockBuiltins implements BuiltinFamily {

    @Override
    public void register(Builtins on) {
        on.on("SPACE_TO_DEPTH", BlockBuiltins::spaceToDepth);
        on.on("DEPTH_TO_SPACE", BlockBuiltins::depthToSpace);
        on.on("SPACE_TO_BATCH_ND", BlockBuiltins::spaceToBatch);
        on.on("BATCH_TO_SPACE_ND", BlockBuiltins::batchToSpace);
    }

    private static int block(TfliteNode node) {
        int block = node.option(0, 0);
        if (block < 1 || block > 1 << 15 || node.rank(0) != 4) {
            throw node.error("has blocks of " + block + " for " + node.rank(0) + " dimensions");
        }
        return block;
    }

    private static void spaceToDepth(TfliteNode node) {
        int block = block(node);
        Edge rows = node.add(new SplitAxis(1, block, true), node.input(0));
        Edge blocks = node.add(new SplitAxis(3, block, true), rows);
        Edge moved = node.add(new Transpose(Ints.of(0, 1, 3, 2, 4, 5)), blocks);
        node.output(0, node.add(new MergeAxes(3, 3), moved));
    }

    private static void depthToSpace(TfliteNode node) {
        int block = block(node);
        Edge rows = node.add(new SplitAxis(3, block, false), node.input(0));
        Edge blocks = node.add(new SplitAxis(4, block, false), rows);
        Edge moved = node.add(new Transpose(Ints.of(0, 1, 3, 2, 4, 5)), blocks);
        node.output(0, node.add(new MergeAxes(1, 2), node.add(new MergeAxes(3, 2), moved)));
    }

    private static int[] blocks(TfliteNode node) {
        int[] blocks = node.constantInts(1);
        if (blocks.length == 0
                || blocks.length >= node.rank(0)
                || IntStream.of(blocks).anyMatch(b -> b < 1)) {
            throw node.error("has " + blocks.length + " block extents for " + node.rank(0) + " dimensions");
        }
        return blocks;
    }

    private static Edge axes(TfliteNode node, int count) {
        return node.vector(IntStream.rangeClosed(1, count).asLongStream().toArray());
    }

    private static void spaceToBatch(TfliteNode node) {
        int[] blocks = blocks(node);
        int n = blocks.length;
        int rank = node.rank(0);
        Quantization quantization = node.inputInfo(0).quantization();
        long zero = node.isQuantized(0) ? quantization.zeroPoints()[0] : 0;
        Edge value = node.constant(Quantizing.zero(node.inputInfo(0).type(), zero));
        Edge x = node.add(
                new Pad(StridedPad.Mode.CONSTANT), node.input(0), MovementBuiltins.pads(node, 2), value, axes(node, n));
        for (int i = 0; i < n; i++) {
            x = node.add(new SplitAxis(2 * i + 1, blocks[i], true), x);
        }
        var order = new int[rank + n];
        for (int i = 0; i < n; i++) {
            order[i] = 2 * i + 2;
            order[n + 1 + i] = 2 * i + 1;
        }
        order[n] = 0;
        for (int i = 2 * n + 1; i < rank + n; i++) {
            order[i] = i;
        }
        node.output(0, node.add(new MergeAxes(0, n + 1), node.add(new Transpose(Ints.of(order)), x)));
    }

    private static void batchToSpace(TfliteNode node) {
        int[] blocks = blocks(node);
        int n = blocks.length;
        int rank = node.rank(0);
        Edge x = node.input(0);
        for (int i = 0; i < n; i++) {
            x = node.add(new SplitAxis(i, blocks[i], false), x);
        }
        var order = new int[rank + n];
        order[0] = n;
        for (int i = 0; i < n; i++) {
            order[2 * i + 1] = n + 1 + i;
            order[2 * i + 2] = i;
        }
        for (int i = 2 * n + 1; i < rank + n; i++) {
            order[i] = i;
        }
        x = node.add(new Transpose(Ints.of(order)), x);
        for (int i = 0; i < n; i++) {
            x = node.add(new MergeAxes(i + 1, 2), x);
        }
        node.output(0, cropped(node, x, n));
    }

    private static Edge cropped(TfliteNode node, Edge x, int count) {
        long end = Integer.MAX_VALUE;
        if (node.isConstant(2)) {
            long[] pairs = node.constantLongs(2);
            var starts = new long[count];
            var ends = new long[count];
            for (int i = 0; i < count; i++) {
                starts[i] = pairs[2 * i];
                ends[i] = pairs[2 * i + 1] == 0 ? end : -pairs[2 * i + 1];
            }
            return node.add(new Slice(), x, node.vector(starts), node.vector(ends), axes(node, count));
        }
        Edge crops = node.longs(2);
        Edge starts = node.add(Reshape.To.of(-1), node.add(new Gather(1), crops, node.vector(0)));
        Edge behind = node.add(Reshape.To.of(-1), node.add(new Gather(1), crops, node.vector(1)));
        Edge none = node.add(new Compare(CompareFunction.EQUAL), behind, node.constant(Tensor.scalar(0L)));
        Edge back = node.add(new Unary(UnaryFunction.NEGATE), behind);
        Edge ends = node.add(new Where(), none, node.constant(Tensor.scalar(end)), back);
        return node.add(new Slice(), x, starts, ends, axes(node, count));
    }
}
