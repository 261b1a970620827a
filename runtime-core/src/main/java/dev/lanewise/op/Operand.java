package dev.lanewise.op;

import dev.lanewise.graph.Shape;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.ResourceLimitException;
import java.util.Arrays;

/**
 * Where a tensor lies while a plan runs: contiguous, row-major, in one of the frame's arrays, from an offset. The offset
 * is settled when the plan's memory is laid out, after steps are bound; steps read it when they run.
 */
public final class Operand {

    private final ElementType type;
    private final int[] dims;
    private final int size;
    private int storage;
    private int offset;

    /** An operand without a place yet; one of more elements than an array can hold is refused. */
    public Operand(ElementType type, int[] dims) {
        this.type = type;
        this.dims = dims.clone();
        long elements = Shape.of(Arrays.stream(dims).asLongStream().toArray()).size();
        if (elements > Integer.MAX_VALUE) {
            throw new ResourceLimitException(
                    "a tensor of shape " + Arrays.toString(dims) + " has more elements than an array can hold");
        }
        this.size = (int) elements;
    }

    /** Settles the place: an index into the frame's arrays and the first entry there. */
    public void place(int newStorage, int newOffset) {
        storage = newStorage;
        offset = newOffset;
    }

    public ElementType type() {
        return type;
    }

    public int rank() {
        return dims.length;
    }

    /** Extent of dimension {@code axis}, which counts from the end when negative. */
    public int dim(int axis) {
        return dims[axis < 0 ? axis + dims.length : axis];
    }

    public int[] dims() {
        return dims.clone();
    }

    /** Number of elements. */
    public int size() {
        return size;
    }

    /** Product of the dimensions {@code from} to before {@code to}. */
    public int product(int from, int to) {
        int product = 1;
        for (int i = from; i < to; i++) {
            product *= dims[i];
        }
        return product;
    }

    /** Index of the array in the frame. */
    public int storage() {
        return storage;
    }

    /** First entry in {@link #array}. Known only while a plan runs. */
    public int offset() {
        return offset;
    }

    public Object array(Frame frame) {
        return frame.array(storage);
    }

    public float[] floats(Frame frame) {
        return (float[]) frame.array(storage);
    }

    public double[] doubles(Frame frame) {
        return (double[]) frame.array(storage);
    }

    public int[] ints(Frame frame) {
        return (int[]) frame.array(storage);
    }

    public long[] longs(Frame frame) {
        return (long[]) frame.array(storage);
    }

    public short[] shorts(Frame frame) {
        return (short[]) frame.array(storage);
    }

    public byte[] bytes(Frame frame) {
        return (byte[]) frame.array(storage);
    }

    public String[] strings(Frame frame) {
        return (String[]) frame.array(storage);
    }

    @Override
    public String toString() {
        return type + Arrays.toString(dims);
    }
}
