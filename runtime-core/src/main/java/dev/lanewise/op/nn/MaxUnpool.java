package dev.lanewise.op.nn;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.kernel.StridedCopy;
import dev.lanewise.op.Binder;
import dev.lanewise.op.ComputesWide;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.Arrays;
import java.util.List;

/**
 * Puts the elements of input 0, {@code [N, C, spatial...]}, where input 1 says, in a tensor of zeros otherwise. The
 * indices count in the flattened shape that the attributes give; optional input 2 is a larger shape to put that in.
 * ONNX MaxUnpool.
 */
public record MaxUnpool(Ints kernel, Ints strides, Ints padsBegin, Ints padsEnd)
        implements KernelOperator, ComputesWide {

    @Override
    public List<ValueType> infer(Inference in) {
        Shape x = in.shape(0);
        in.require(1, ElementType.INT64);
        int rank = kernel.size() + 2;
        if (in.has(2)) {
            long[] wanted = in.longs(2);
            if (wanted == null) {
                return List.of(in.tensor(0).as(Shape.ofRank(rank)));
            }
            if (wanted.length != rank || Arrays.stream(wanted).anyMatch(d -> d < 0)) {
                throw in.error("output shape " + Arrays.toString(wanted) + " does not fit input shape " + x);
            }
            return List.of(in.tensor(0).as(Shape.of(wanted)));
        }
        if (!x.isRanked()) {
            return List.of(in.tensor(0).as(Shape.ofRank(rank)));
        }
        in.requireRank(0, rank, rank);
        return List.of(in.tensor(0).as(Shape.of(unpooled(x.dims()))));
    }

    private long[] unpooled(long[] x) {
        long[] dims = x.clone();
        for (int i = 2; i < dims.length; i++) {
            int at = i - 2;
            dims[i] = x[i] < 0
                    ? Shape.ANY
                    : Math.max(0, (x[i] - 1) * strides.get(at) + kernel.get(at) - padsBegin.get(at) - padsEnd.get(at));
        }
        return dims;
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand indices = on.input(1);
        Operand y = on.output();
        int[] from = Arrays.stream(
                        unpooled(Arrays.stream(x.dims()).asLongStream().toArray()))
                .mapToInt(d -> (int) d)
                .toArray();
        int size = Arrays.stream(from).reduce(1, Math::multiplyExact);
        if (indices.size() != x.size()) {
            throw on.error("inputs have shapes " + x + " and " + indices + ", expected the same");
        }
        Object zero = y.type().carrier().newArray(1);
        var target = targets(from, y.dims(), size);
        return frame -> {
            StridedCopy.fill(zero, 0, y.array(frame), y.offset(), y.size());
            long[] places = indices.longs(frame);
            for (int i = 0; i < x.size(); i++) {
                long place = places[indices.offset() + i];
                if (place < 0 || place >= target.length || target[(int) place] < 0) {
                    throw on.error("index " + place + " is outside the output");
                }
                System.arraycopy(x.array(frame), x.offset() + i, y.array(frame), y.offset() + target[(int) place], 1);
            }
        };
    }

    /** For every place in the shape that the indices mean, the place in the output, −1 where there is none. */
    private static int[] targets(int[] from, int[] to, int size) {
        var targets = new int[size];
        for (int i = 0; i < size; i++) {
            int rest = i;
            int step = 1;
            for (int d = from.length - 1; d >= 0; d--) {
                int at = rest % from[d];
                rest /= from[d];
                targets[i] = at >= to[d] || targets[i] < 0 ? -1 : targets[i] + at * step;
                step *= to[d];
            }
        }
        return targets;
    }
}
