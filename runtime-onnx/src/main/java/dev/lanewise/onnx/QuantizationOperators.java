package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.op.elementwise.Cast;
import dev.lanewise.op.quantize.Dequantize;
import dev.lanewise.op.quantize.DynamicQuantize;
import dev.lanewise.op.quantize.Quantize;
import dev.lanewise.tensor.ElementType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Quantize, dequantize, and dynamic quantization. */
final class QuantizationOperators implements Family {

    @Override
    public void register(Registry on) {
        on.on("QuantizeLinear").builds(QuantizationOperators::quantize);
        on.on("DequantizeLinear").builds(QuantizationOperators::dequantize);
        on.on("DynamicQuantizeLinear").reads(node -> new DynamicQuantize());
    }

    static void quantize(OnnxNode node) {
        Edge zero = node.inputOrNull(2);
        ElementType otherwise =
                zero == null ? ElementType.UINT8 : zero.tensorType().element();
        var op = new Quantize(
                node.elementType("output_dtype", otherwise),
                node.int32("axis", 1),
                node.int32("block_size", 0),
                node.flag("saturate", true));
        node.becomes(op, Arrays.asList(asFloat(node, node.input(0)), asFloat(node, node.input(1)), zero));
    }

    static void dequantize(OnnxNode node) {
        Edge scale = node.input(1);
        ElementType to = node.elementType("output_dtype", scale.tensorType().element());
        var op = new Dequantize(node.int32("axis", 1), node.int32("block_size", 0));
        @Nullable Edge[] inputs = {node.input(0), asFloat(node, scale), node.inputOrNull(2)};
        if (to == ElementType.FLOAT) {
            node.becomes(op, Arrays.asList(inputs));
        } else {
            node.output(0, node.add(new Cast(to), node.add(op, inputs)));
        }
    }

    private static Edge asFloat(OnnxNode node, Edge edge) {
        return edge.tensorType().element() == ElementType.FLOAT ? edge : node.add(new Cast(ElementType.FLOAT), edge);
    }
}
