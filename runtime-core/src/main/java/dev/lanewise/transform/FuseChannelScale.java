package dev.lanewise.transform;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.Epilogue;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.nn.ChannelAffine;
import dev.lanewise.op.nn.Convolution;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Folds constant factors and summands by channel behind a convolution into its filters and bias: batch normalisation. */
final class FuseChannelScale implements Rewrite {

    @Override
    public boolean apply(Graph graph) {
        boolean changed = false;
        for (Node node : graph.sorted()) {
            Affine affine = affine(node);
            if (affine != null) {
                changed |= fold(graph, node, affine);
            }
        }
        return changed;
    }

    /** {@code x * scale + shift} by channel; arrays of one element stand for all channels. */
    private record Affine(Node convolution, float[] scale, float[] shift) {}

    private static final float[] ZERO = {0};
    private static final float[] ONE = {1};

    private static @Nullable Affine affine(Node node) {
        return switch (node.op()) {
            case ChannelAffine op -> {
                Node producer = Fusion.onlyProducer(node, 0);
                float[] scale = Fusion.floats(node.requireInput(1));
                float[] shift = Fusion.floats(node.requireInput(2));
                yield producer == null || scale == null || shift == null ? null : new Affine(producer, scale, shift);
            }
            case Binary(BinaryFunction f) -> binary(node, f);
            default -> null;
        };
    }

    private static @Nullable Affine binary(Node node, BinaryFunction f) {
        boolean swapped = node.requireInput(0).isConstant();
        Edge constant = node.requireInput(swapped ? 0 : 1);
        float[] values = Fusion.perChannel(constant);
        Node producer = Fusion.onlyProducer(node, swapped ? 1 : 0);
        if (values == null || producer == null) {
            return null;
        }
        return switch (f) {
            case MUL -> new Affine(producer, values, ZERO);
            case ADD -> new Affine(producer, ONE, values);
            case SUB -> swapped ? null : new Affine(producer, ONE, mapped(values, true));
            case DIV -> swapped ? null : new Affine(producer, mapped(values, false), ZERO);
            default -> null;
        };
    }

    private static float[] mapped(float[] values, boolean negate) {
        float[] mapped = values.clone();
        for (int i = 0; i < mapped.length; i++) {
            mapped[i] = negate ? -mapped[i] : 1 / mapped[i];
        }
        return mapped;
    }

    private static boolean fold(Graph graph, Node node, Affine affine) {
        Node before = affine.convolution();
        if (!(before.op() instanceof Convolution op)
                || !op.epilogue().equals(Epilogue.NONE)
                || before.input(3) != null) {
            return false;
        }
        float[] filters = Fusion.floats(before.requireInput(1));
        Edge bias = before.input(2);
        float[] biases = bias == null ? ZERO : Fusion.floats(bias);
        if (filters == null || biases == null || before.output().tensorType().element() != ElementType.FLOAT) {
            return false;
        }
        long[] shape = before.requireInput(1).requireConstant().shape();
        int outputs = (int) shape[0];
        int each = filters.length / Math.max(1, outputs);
        if (!fits(affine.scale(), outputs) || !fits(affine.shift(), outputs)) {
            return false;
        }
        boolean scales = !Arrays.equals(affine.scale(), ONE);
        float[] scaled = scales ? new float[filters.length] : filters;
        var shifted = new float[outputs];
        for (int o = 0; o < outputs; o++) {
            float factor = at(affine.scale(), o);
            for (int i = o * each; scales && i < (o + 1) * each; i++) {
                scaled[i] = filters[i] * factor;
            }
            shifted[o] = at(biases, o) * factor + at(affine.shift(), o);
        }
        var inputs = new ArrayList<@Nullable Edge>();
        inputs.add(before.requireInput(0));
        inputs.add(
                scales ? graph.constant(node.name() + ".filters", Tensor.of(scaled, shape)) : before.requireInput(1));
        inputs.add(graph.constant(node.name() + ".bias", Tensor.of(shifted, outputs)));
        graph.substitute(node, op, inputs);
        return true;
    }

    private static boolean fits(float[] values, int channels) {
        return values.length == 1 || values.length == channels;
    }

    private static float at(float[] values, int index) {
        return values.length == 1 ? values[0] : values[index];
    }
}
