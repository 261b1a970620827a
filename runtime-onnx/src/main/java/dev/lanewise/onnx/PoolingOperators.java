package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.Operator;
import dev.lanewise.op.nn.AveragePool;
import dev.lanewise.op.nn.GlobalPool;
import dev.lanewise.op.nn.LpPool;
import dev.lanewise.op.nn.MaxPool;
import dev.lanewise.op.nn.MaxUnpool;
import dev.lanewise.op.nn.Window;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/** Pooling. */
final class PoolingOperators implements Family {

    @Override
    public void register(Registry on) {
        on.on("MaxPool").builds(PoolingOperators::maxPool);
        on.on("AveragePool").builds(node -> {
            Ints kernel = Images.kernel(node);
            boolean countPadding = node.flag("count_include_pad", false);
            image(node, kernel.size() + 2, new AveragePool(Images.window(node, kernel), countPadding));
        });
        on.on("LpPool").builds(node -> {
            Ints kernel = Images.kernel(node);
            image(node, kernel.size() + 2, new LpPool(Images.window(node, kernel), norm(node)));
        });
        on.on("GlobalMaxPool").builds(node -> global(node, new GlobalPool(GlobalPool.Function.MAX, 0)));
        on.on("GlobalAveragePool").builds(node -> global(node, new GlobalPool(GlobalPool.Function.AVERAGE, 0)));
        on.on("GlobalLpPool").builds(node -> global(node, new GlobalPool(GlobalPool.Function.LP, norm(node))));
        on.on("MaxUnpool").reads(PoolingOperators::maxUnpool);
    }

    /** The exponent, a float in version 1. */
    private static int norm(OnnxNode node) {
        return node.opset() == 1 ? (int) node.number("p", 2) : node.int32("p", 2);
    }

    private static void global(OnnxNode node, Operator op) {
        image(node, Images.rank(node, node.input(0)), op);
    }

    private static void image(OnnxNode node, int rank, Operator op) {
        Edge x = Images.channelsLast(node, node.input(0), rank);
        node.output(0, Images.channelsFirst(node, node.add(op, x), rank));
    }

    private static void maxPool(OnnxNode node) {
        Ints kernel = Images.kernel(node);
        int rank = kernel.size() + 2;
        Window window = Images.window(node, kernel);
        var op = new MaxPool(window, node.flag("storage_order", false));
        if (!node.hasOutput(1)) {
            image(node, rank, op);
            return;
        }
        var math = new Arithmetic(node);
        ElementType type = node.input(0).tensorType().element();
        Edge x = type.bits() == 8 ? math.cast(node.input(0), ElementType.FLOAT) : node.input(0);
        Node pool = node.add(op, List.of(Images.channelsLast(node, x, rank)), 2);
        node.output(0, math.cast(Images.channelsFirst(node, pool.output(0), rank), type));
        node.output(1, Images.channelsFirst(node, pool.output(1), rank));
    }

    private static Operator maxUnpool(OnnxNode node) {
        Ints kernel = Images.kernel(node);
        Window window = Images.window(node, kernel);
        return new MaxUnpool(kernel, window.strides(), window.begins(), window.ends());
    }
}
