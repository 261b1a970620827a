package dev.lanewise.transform;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.op.Numbers;
import dev.lanewise.op.elementwise.Cast;
import dev.lanewise.op.quantize.Dequantize;
import dev.lanewise.op.quantize.Lookup;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Narrow integers that stand for {@code (integer - zero) * scale}. */
record QuantizedValue(Edge integers, float scale, int zero) {

    /** What a Dequantize with one scale makes {@code real} of; null where that is made otherwise. */
    static @Nullable QuantizedValue of(Edge real) {
        Node node = real.producer();
        if (node == null || !(node.op() instanceof Dequantize(int axis, int block)) || block != 0) {
            return null;
        }
        float[] scale = Fusion.floats(node.requireInput(1));
        Edge integers = node.requireInput(0);
        ElementType type = integers.tensorType().element();
        Edge zero = node.input(2);
        if (scale == null
                || scale.length != 1
                || !type.isInteger()
                || type.bits() > 16
                || zero != null && !zero.isConstant()) {
            return null;
        }
        int shift = zero == null ? 0 : (int) Numbers.of(zero.requireConstant())[0];
        return new QuantizedValue(integers, scale[0], shift);
    }

    ElementType type() {
        return integers.tensorType().element();
    }

    /** The least of the integers. */
    static int least(ElementType type) {
        return type == ElementType.UINT8 || type == ElementType.UINT16 || type == ElementType.UINT4
                ? 0
                : -(1 << type.bits() - 1);
    }

    /** The greatest of the integers. */
    static int greatest(ElementType type) {
        return (int) (least(type) + (1L << type.bits()) - 1);
    }

    /** The one integer of a constant. */
    int only() {
        return (int) Numbers.of(integers.requireConstant())[0];
    }

    /** The largest of {@code |integer - zero|}. */
    int magnitude() {
        return Math.max(greatest(type()) - zero, zero - least(type()));
    }

    /** {@code integer - zero} as FLOAT or DOUBLE. */
    Edge centred(Graph graph, String name, ElementType wide) {
        Edge one = graph.constant(name + ".one", Tensor.scalar(1f));
        Edge[] inputs = zero == 0
                ? new Edge[] {integers, one}
                : new Edge[] {integers, one, graph.constant(name + ".zero", tensor(type(), zero))};
        Edge floats = graph.add(name + ".integers", new Dequantize(0, 0), inputs);
        return wide == ElementType.FLOAT ? floats : graph.add(name + ".wide", new Cast(wide), floats);
    }

    private static Tensor tensor(ElementType type, int value) {
        return Tensor.wrap(type, Numbers.array(type, value));
    }

    /** A function of each of the integers, as INT32, by a table. */
    Edge table(Graph graph, String name, IntUnaryOperator function) {
        int least = least(type());
        var entries = new int[1 << type().bits()];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = function.applyAsInt(least + i);
        }
        Edge table = graph.constant(name + ".table", Tensor.of(entries, entries.length));
        return graph.add(name + ".looked", new Lookup(), integers, table);
    }

    /** The same as FLOAT. */
    Edge floats(Graph graph, String name, IntUnaryOperator function) {
        int least = least(type());
        var entries = new float[1 << type().bits()];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = function.applyAsInt(least + i);
        }
        Edge table = graph.constant(name + ".table", Tensor.of(entries, entries.length));
        return graph.add(name + ".looked", new Lookup(), integers, table);
    }
}
