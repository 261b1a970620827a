package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.kernel.ScatterReduction;
import dev.lanewise.op.shape.Compress;
import dev.lanewise.op.shape.Gather;
import dev.lanewise.op.shape.GatherElements;
import dev.lanewise.op.shape.GatherNd;
import dev.lanewise.op.shape.NonZero;
import dev.lanewise.op.shape.OneHot;
import dev.lanewise.op.shape.ScatterElements;
import dev.lanewise.op.shape.ScatterNd;
import dev.lanewise.op.shape.TensorScatter;
import dev.lanewise.op.shape.TopK;
import dev.lanewise.op.shape.Unique;
import dev.lanewise.tensor.Tensor;
import java.util.List;

/** Operators that take, put or find elements by index. */
final class IndexOperators implements Family {

    @Override
    public void register(Registry on) {
        on.on("Gather").reads(node -> new Gather(node.int32("axis", 0)));
        on.on("GatherElements").reads(node -> new GatherElements(node.int32("axis", 0)));
        on.on("GatherND").reads(node -> new GatherNd(node.int32("batch_dims", 0)));
        on.on("Scatter").reads(node -> new ScatterElements(node.int32("axis", 0), ScatterReduction.NONE));
        on.on("ScatterElements").reads(node -> new ScatterElements(node.int32("axis", 0), reduction(node)));
        on.on("ScatterND").reads(node -> new ScatterNd(reduction(node)));
        on.on("TensorScatter")
                .reads(node -> new TensorScatter(
                        node.int32("axis", -2), node.text("mode", "linear").equals("circular")));
        on.on("OneHot").reads(node -> new OneHot(node.int32("axis", -1)));
        on.on("NonZero").reads(node -> new NonZero());
        on.on("Compress").reads(node -> new Compress(!node.has("axis"), node.int32("axis", 0)));
        on.on("Unique").reads(node -> new Unique(!node.has("axis"), node.int32("axis", 0), node.flag("sorted", true)));
        on.on("TopK").builds(IndexOperators::topByAttribute);
        on.on("TopK").since(10).reads(node -> new TopK(node.int32("axis", -1), node.flag("largest", true)));
    }

    private static void topByAttribute(OnnxNode node) {
        Edge count = node.constant(Tensor.of(new long[] {node.integer("k")}, 1));
        node.becomes(new TopK(node.int32("axis", -1), true), List.of(node.input(0), count));
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
}
