package dev.lanewise.transform;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.Operator;
import dev.lanewise.kernel.Epilogue;
import dev.lanewise.kernel.QuantizeRounding;
import dev.lanewise.kernel.RescaleArithmetic;
import dev.lanewise.op.Numbers;
import dev.lanewise.op.elementwise.Unary;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.nn.Convolution;
import dev.lanewise.op.quantize.Dequantize;
import dev.lanewise.op.quantize.Quantize;
import dev.lanewise.op.quantize.Rescale;
import dev.lanewise.op.shape.Transpose;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A convolution or product of matrices between Dequantize and Quantize works on the integers themselves, held in floats
 * in which their sums are exact up to 2²⁴; one factor for each output channel takes the place of the three scales, as
 * integer kernels do it, so that results round as theirs do.
 */
final class ComputeOnIntegers implements Rewrite {

    private static final float[] ONE = {1};

    @Override
    public boolean apply(Graph graph) {
        boolean changed = false;
        for (Node node : graph.sorted()) {
            if (node.op() instanceof Quantize op
                    && op.to().bits() == 8
                    && !op.to().isFloating()
                    && op.block() == 0
                    && op.rounding() == QuantizeRounding.EVEN) {
                changed |= rewrite(graph, node, op);
            }
        }
        return changed;
    }

    /** Integers with one scale, a zero point that may be absent, and what moves them before they are used. */
    private record Activation(
            Edge integers,
            float scale,
            @Nullable Edge zero,
            @Nullable Transpose moved) {}

    /** Constant integers less their zero points, with one scale or one for each output channel. */
    private record Weights(Tensor integers, float[] scales) {}

    private static boolean rewrite(Graph graph, Node node, Quantize op) {
        float[] scale = Fusion.floats(node.requireInput(1));
        Node last = Fusion.onlyProducer(node, 0);
        if (last == null
                || scale == null
                || scale.length != 1
                || graph.outputs().contains(last.output())) {
            return false;
        }
        boolean relu = last.op().equals(Unary.relu());
        Node product = relu ? Fusion.onlyProducer(last, 0) : last;
        if (product == null || graph.outputs().contains(product.output())) {
            return false;
        }
        Operator exact = exact(product);
        Activation x = exact == null ? null : activation(product.requireInput(0));
        Weights weights = x == null ? null : weights(product);
        if (exact == null || x == null || weights == null) {
            return false;
        }
        var scales = new float[weights.scales().length];
        var factors = new float[scales.length];
        for (int i = 0; i < scales.length; i++) {
            scales[i] = x.scale() * weights.scales()[i];
            factors[i] = scales[i] / scale[0];
        }
        Edge bias = product.input(2);
        Tensor sums = bias == null ? null : bias(bias, scales);
        if (bias != null && sums == null) {
            return false;
        }
        Rescale rescale = rescale(node, op, relu);
        if (rescale == null) {
            return false;
        }
        String name = node.name();
        Edge one = graph.constant(name + ".one", Tensor.scalar(1f));
        var inputs = new ArrayList<@Nullable Edge>();
        inputs.add(integers(graph, name, x, one));
        inputs.add(graph.constant(name + ".weights", weights.integers()));
        if (sums != null) {
            inputs.add(graph.constant(name + ".bias", sums));
        }
        Edge sum = graph.add(name + ".sums", exact, inputs.toArray(Edge[]::new));
        Edge factor = graph.constant(name + ".factors", Tensor.of(factors, factors.length));
        graph.substitute(node, rescale, List.of(sum, factor));
        return true;
    }

    /** What brings sums to the steps of a Quantize; null where its zero point is not one constant. */
    private static @Nullable Rescale rescale(Node quantize, Quantize op, boolean relu) {
        Edge zero = quantize.input(2);
        if (zero != null && !(zero.isConstant() && zero.requireConstant().size() == 1)) {
            return null;
        }
        int shift = zero == null ? 0 : (int) Numbers.of(zero.requireConstant())[0];
        int least = relu ? shift : QuantizedValue.least(op.to());
        return new Rescale(op.to(), shift, least, QuantizedValue.greatest(op.to()), RescaleArithmetic.FLOAT);
    }

    private static @Nullable Operator exact(Node product) {
        return switch (product.op()) {
            case Convolution c
            when c.epilogue().equals(Epilogue.NONE) && product.input(Convolution.RESIDUAL) == null -> c.exactly();
            case MatMul m
            when m.epilogue().equals(Epilogue.NONE) && product.input(MatMul.RESIDUAL) == null && !m.transposeA() -> m;
            default -> null;
        };
    }

    private static @Nullable Activation activation(Edge edge) {
        Node node = edge.producer();
        Transpose moved = null;
        if (node != null && node.op() instanceof Transpose transpose) {
            moved = transpose;
            node = node.requireInput(0).producer();
        }
        if (node == null || !(node.op() instanceof Dequantize(int axis, int block)) || block != 0) {
            return null;
        }
        float[] scale = Fusion.floats(node.requireInput(1));
        Edge integers = node.requireInput(0);
        var type = integers.tensorType().element();
        if (scale == null || scale.length != 1 || type.bits() != 8 || type.isFloating()) {
            return null;
        }
        return new Activation(integers, scale[0], node.input(2), moved);
    }

    private static Edge integers(Graph graph, String name, Activation x, Edge one) {
        var inputs = x.zero() == null ? new Edge[] {x.integers(), one} : new Edge[] {x.integers(), one, x.zero()};
        Edge plain = graph.add(name + ".integers", new Dequantize(0, 0), inputs);
        return x.moved() == null ? plain : graph.add(name + ".moved", x.moved(), plain);
    }

    private static @Nullable Weights weights(Node product) {
        Node node = product.requireInput(1).producer();
        if (node == null || !(node.op() instanceof Dequantize(int axis, int block)) || block != 0) {
            return null;
        }
        float[] scales = Fusion.floats(node.requireInput(1));
        Edge zero = node.input(2);
        Tensor integers = node.requireInput(0).constant();
        if (scales == null
                || integers == null
                || integers.type().bits() != 8
                || integers.type().isFloating()
                || integers.rank() < 2
                || zero != null && !zero.isConstant()) {
            return null;
        }
        double[] zeros = zero == null ? new double[1] : Numbers.of(zero.requireConstant());
        boolean perChannel = scales.length > 1 || zeros.length > 1;
        int at = axis < 0 ? axis + integers.rank() : axis;
        int channels = product.op() instanceof MatMul m ? integers.rank() - (m.transposeB() ? 2 : 1) : 0;
        if (perChannel && at != channels) {
            return null;
        }
        long inner = 1;
        for (int i = channels + 1; i < integers.rank(); i++) {
            inner *= integers.dim(i);
        }
        double[] values = Numbers.of(integers);
        var centred = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            int channel = zeros.length == 1 ? 0 : (int) (i / inner % integers.dim(channels));
            centred[i] = (float) (values[i] - zeros[channel]);
        }
        return new Weights(Tensor.of(centred, integers.shape()), scales);
    }

    /** A bias in units of the sums; null when it is not constant. */
    private static @Nullable Tensor bias(Edge edge, float[] scales) {
        Node node = edge.producer();
        boolean quantized = node != null && node.op() instanceof Dequantize;
        Edge given = node != null && quantized ? node.requireInput(0) : edge;
        float[] own = node != null && quantized ? Fusion.floats(node.requireInput(1)) : ONE;
        if (!given.isConstant() || own == null || node != null && quantized && isShifted(node)) {
            return null;
        }
        double[] values = Numbers.of(given.requireConstant());
        boolean fits = (scales.length == 1 || scales.length == values.length)
                && (own.length == 1 || own.length == values.length);
        if (!fits) {
            return null;
        }
        var sums = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            double sum = values[i] * own[own.length == 1 ? 0 : i] / scales[scales.length == 1 ? 0 : i];
            sums[i] = (float) (quantized ? Math.rint(sum) : sum);
        }
        return Tensor.of(sums, sums.length);
    }

    private static boolean isShifted(Node dequantize) {
        Edge zero = dequantize.input(2);
        return zero != null
                && (!zero.isConstant()
                        || Arrays.stream(Numbers.of(zero.requireConstant())).anyMatch(z -> z != 0));
    }
}
