package dev.lanewise.transform;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Node;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.FixedPointFactor;
import dev.lanewise.kernel.ReduceFunction;
import dev.lanewise.kernel.RescaleArithmetic;
import dev.lanewise.kernel.ResizeCoordinates;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.nn.Softmax;
import dev.lanewise.op.quantize.FixedPointNormalization;
import dev.lanewise.op.quantize.FixedPointResize;
import dev.lanewise.op.quantize.FixedPointSoftmax;
import dev.lanewise.op.reduce.Reduce;
import dev.lanewise.op.vision.Resize;
import dev.lanewise.tensor.ElementType;

/** Operators that make an element of many: means and sums, softmax, normalization, interpolation. */
final class FixedPointRows {

    /** Floats hold every integer up to this one. */
    private static final double MOST = 1 << 24;

    private FixedPointRows() {}

    static boolean reduce(Graph graph, QuantizedTarget target, Node made, Reduce op) {
        QuantizedValue x = QuantizedValue.of(made.requireInput(0));
        boolean mean = op.function() == ReduceFunction.MEAN;
        long count = x == null ? -1 : count(made.requireInput(0), op.axes());
        if (x == null
                || count < 1
                || op.function() != ReduceFunction.SUM && !mean
                || op.function() == ReduceFunction.SUM && target.isLike(x)) {
            return false;
        }
        boolean exact = (double) count * x.magnitude() <= MOST;
        Edge centred = exact
                ? x.centred(graph, target.name(), ElementType.FLOAT)
                : x.table(graph, target.name() + ".x", q -> q - x.zero());
        Edge sum = graph.add(target.name() + ".sum", new Reduce(ReduceFunction.SUM, op.axes(), op.keepDims()), centred);
        var factor = FixedPointFactor.of((double) x.scale() / target.scale());
        target.rescale(graph, sum, null, RescaleArithmetic.NARROW, mean ? over(factor, count) : factor);
        return true;
    }

    /** The factor of a mean: that of the sum with the division inside. */
    private static FixedPointFactor over(FixedPointFactor factor, long count) {
        int shift = Math.min(63 - Long.numberOfLeadingZeros(count), 32);
        shift = Math.min(shift, 31 + factor.shift());
        return new FixedPointFactor((int) (((long) factor.multiplier() << shift) / count), factor.shift() - shift);
    }

    private static long count(Edge x, Ints axes) {
        if (!x.shape().isRanked()) {
            return -1;
        }
        long count = 1;
        for (int i = 0; i < axes.size(); i++) {
            long extent = x.shape().dim(axes.get(i));
            if (extent < 0) {
                return -1;
            }
            count *= extent;
        }
        return count;
    }

    static boolean softmax(Graph graph, QuantizedTarget target, Node made, Softmax op) {
        if (op.logarithm() || op.axis() != -1 || op.toEnd()) {
            return false;
        }
        Edge input = made.requireInput(0);
        float beta = 1;
        Node scaled = input.producer();
        if (scaled != null && scaled.op() instanceof Binary(BinaryFunction f) && f == BinaryFunction.MUL) {
            beta = (float) Fusion.scalar(scaled.requireInput(1));
            input = scaled.requireInput(0);
        }
        QuantizedValue x = QuantizedValue.of(input);
        boolean wide = x != null && x.type() == ElementType.INT16;
        boolean fits =
                target.zero() == (target.type() == ElementType.INT16 && wide ? 0 : QuantizedValue.least(target.type()))
                        || target.type() == ElementType.UINT8;
        if (x == null || Float.isNaN(beta) || !fits || wide && target.type() != ElementType.INT16) {
            return false;
        }
        target.integers(graph, new FixedPointSoftmax(x.scale(), beta, target.type()), x.integers());
        return true;
    }

    /** {@code x / max(norm(x), least)}, as the reader of TFLite writes L2_NORMALIZATION. */
    static boolean normalize(Graph graph, QuantizedTarget target, Node made) {
        QuantizedValue x = QuantizedValue.of(made.requireInput(0));
        Node bounded = made.requireInput(1).producer();
        if (x == null
                || x.type() != target.type()
                || x.type().bits() != 8
                || bounded == null
                || !(bounded.op() instanceof Binary(BinaryFunction f))
                || f != BinaryFunction.MAX) {
            return false;
        }
        Node norm = bounded.requireInput(0).producer();
        boolean ours = norm != null
                && norm.op() instanceof Reduce reduce
                && reduce.function() == ReduceFunction.L2
                && reduce.axes().equals(Ints.of(-1))
                && norm.requireInput(0) == made.requireInput(0);
        if (ours) {
            target.integers(graph, new FixedPointNormalization(x.zero(), target.zero()), x.integers());
        }
        return ours;
    }

    static boolean resize(Graph graph, QuantizedTarget target, Node made, Resize op) {
        QuantizedValue x = QuantizedValue.of(made.requireInput(0));
        Edge sizes = made.input(3);
        if (x == null
                || sizes == null
                || !target.isLike(x)
                || op.interpolation() != Resize.Interpolation.LINEAR
                || !op.axes().equals(Ints.of(1, 2))
                || !made.requireInput(0).shape().hasRank(4)) {
            return false;
        }
        var integer = new FixedPointResize(
                op.coordinates() == ResizeCoordinates.Mode.ALIGN_CORNERS,
                op.coordinates() == ResizeCoordinates.Mode.HALF_PIXEL);
        target.integers(graph, integer, x.integers(), sizes);
        return true;
    }
}
