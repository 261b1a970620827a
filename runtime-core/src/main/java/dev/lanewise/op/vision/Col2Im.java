package dev.lanewise.op.vision;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.kernel.StridedCopy;
import dev.lanewise.op.Binder;
import dev.lanewise.op.ComputesWide;
import dev.lanewise.op.Frame;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Adds blocks [N, C · block size, L] up where they overlap, to images [N, C, spatial…] of extents input 1; input 2
 * gives the block's extents. Empty attributes stand for ones, and for no pads. ONNX Col2Im.
 */
public record Col2Im(Ints strides, Ints dilations, Ints pads) implements KernelOperator, ComputesWide {

    @Override
    public List<ValueType> infer(Inference in) {
        Shape x = in.shape(0);
        long[] image = in.longs(1);
        long[] block = in.longs(2);
        if (image == null || block == null || !x.isRanked()) {
            long rank = in.shape(1).hasRank(1) ? in.shape(1).dim(0) : Shape.ANY;
            return List.of(in.tensor(0).as(rank < 0 ? Shape.UNRANKED : Shape.ofRank((int) rank + 2)));
        }
        int rank = image.length;
        boolean misfit = block.length != rank
                || Arrays.stream(block).anyMatch(d -> d <= 0)
                || Arrays.stream(image).anyMatch(d -> d < 0)
                || !strides.isEmpty() && strides.size() != rank
                || !dilations.isEmpty() && dilations.size() != rank
                || !pads.isEmpty() && pads.size() != 2 * rank;
        if (misfit) {
            throw in.error("image " + Arrays.toString(image) + ", block " + Arrays.toString(block) + ", strides "
                    + strides + ", dilations " + dilations + " and pads " + pads + " do not fit each other");
        }
        long size = Shape.of(block).size();
        long positions = 1;
        for (int i = 0; i < rank; i++) {
            positions *= Math.max(0, positions(i, image[i], block[i], rank));
        }
        boolean fits =
                x.rank() == 3 && (x.dim(1) < 0 || x.dim(1) % size == 0) && (x.dim(2) < 0 || x.dim(2) == positions);
        if (!fits) {
            throw in.error("blocks " + x + " do not fit: expected [N,C*" + size + "," + positions + "]");
        }
        var dims = new long[rank + 2];
        dims[0] = x.dim(0);
        dims[1] = x.dim(1) < 0 ? Shape.ANY : x.dim(1) / size;
        System.arraycopy(image, 0, dims, 2, rank);
        return List.of(in.tensor(0).as(Shape.of(dims)));
    }

    private long positions(int axis, long image, long block, int rank) {
        return Math.floorDiv(
                        image + pad(axis) + pad(axis + rank) - dilation(axis) * (block - 1) - 1, (long) stride(axis))
                + 1;
    }

    private int stride(int axis) {
        return strides.isEmpty() ? 1 : strides.get(axis);
    }

    private int dilation(int axis) {
        return dilations.isEmpty() ? 1 : dilations.get(axis);
    }

    private int pad(int at) {
        return pads.isEmpty() ? 0 : pads.get(at);
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand y = on.output();
        int[] places = places(on, y);
        int image = y.product(2, y.rank());
        Object zero = Tensor.zeros(y.type()).array();
        return on.parallel(y.dim(0) * y.dim(1), 1, (frame, worker, from, to) -> {
            StridedCopy.fill(zero, 0, y.array(frame), y.offset() + from * image, (to - from) * image);
            for (int plane = from; plane < to; plane++) {
                add(frame, places, x, x.offset() + plane * places.length, y, y.offset() + plane * image);
            }
        });
    }

    /** For each element of a channel's blocks its place in the image, or −1 in the padding. */
    private int[] places(Binder on, Operand y) {
        int rank = y.rank() - 2;
        Tensor given = Objects.requireNonNull(on.constant(2));
        int[] block = given.array() instanceof int[] ints
                ? ints
                : Arrays.stream(given.longs()).mapToInt(Math::toIntExact).toArray();
        int size = Arrays.stream(block).reduce(1, (a, b) -> a * b);
        var counts = new int[rank];
        for (int i = 0; i < rank; i++) {
            counts[i] = (int) Math.max(0, positions(i, y.dim(i + 2), block[i], rank));
        }
        int positions = Arrays.stream(counts).reduce(1, (a, b) -> a * b);
        var places = new int[size * positions];
        for (int i = 0; i < places.length; i++) {
            int tap = i / positions;
            int position = i % positions;
            int step = 1;
            int place = 0;
            for (int axis = rank - 1; axis >= 0; axis--) {
                int at = position % counts[axis] * stride(axis) + tap % block[axis] * dilation(axis) - pad(axis);
                place = place < 0 || at < 0 || at >= y.dim(axis + 2) ? -1 : place + at * step;
                position /= counts[axis];
                tap /= block[axis];
                step *= y.dim(axis + 2);
            }
            places[i] = place;
        }
        return places;
    }

    private static void add(Frame frame, int[] places, Operand x, int xo, Operand y, int yo) {
        for (int i = 0; i < places.length; i++) {
            int at = yo + places[i];
            if (places[i] >= 0) {
                switch (y.array(frame)) {
                    case float[] a -> a[at] += x.floats(frame)[xo + i];
                    case double[] a -> a[at] += x.doubles(frame)[xo + i];
                    case int[] a -> a[at] += x.ints(frame)[xo + i];
                    case long[] a -> a[at] += x.longs(frame)[xo + i];
                    default -> throw new IllegalArgumentException(ElementType.class.getSimpleName() + " " + y.type());
                }
            }
        }
    }
}
