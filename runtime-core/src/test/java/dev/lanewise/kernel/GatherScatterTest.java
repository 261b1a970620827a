package dev.lanewise.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GatherScatterTest {

    private final SplittableRandom random = new SplittableRandom(31);

    @Test
    void gatherTakesBlocks() {
        for (int round = 0; round < 200; round++) {
            int outer = random.nextInt(1, 5);
            int axis = random.nextInt(1, 9);
            int block = random.nextBoolean() ? 1 : random.nextInt(1, 20);
            int count = random.nextInt(1, 9);
            double[] x = random.doubles(1 + outer * axis * block).toArray();
            int[] indices = random.ints(count, -axis, axis).toArray();
            double[] y = new double[outer * count * block];
            int split = random.nextInt(outer * count + 1);
            Object given = random.nextBoolean() ? indices : longs(indices);
            Gather.run(x, 1, axis, block, given, 0, count, y, 0, 0, split);
            Gather.run(x, 1, axis, block, given, 0, count, y, 0, split, outer * count);
            for (int i = 0; i < y.length; i++) {
                int index = indices[i / block % count];
                int wrapped = index < 0 ? index + axis : index;
                assertEquals(x[1 + (i / block / count * axis + wrapped) * block + i % block], y[i]);
            }
        }
    }

    @Test
    void badIndicesAreNamed() {
        var thrown = assertThrows(
                IndexOutOfBoundsException.class,
                () -> Gather.run(new float[3], 0, 3, 1, new int[] {0, -4}, 0, 2, new float[2], 0, 0, 2));
        assertEquals("index -4 at position 1 is outside an axis of length 3", thrown.getMessage());
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> Gather.run(new float[3], 0, 3, 1, new long[] {1L << 32}, 0, 1, new float[1], 0, 0, 1));
    }

    @Test
    void elementsFollowTheirIndices() {
        for (int round = 0; round < 300; round++) {
            int rank = random.nextInt(1, 5);
            int axis = random.nextInt(rank);
            int[] dims = new int[rank];
            int[] indexDims = new int[rank];
            for (int i = 0; i < rank; i++) {
                dims[i] = random.nextInt(1, 6);
                indexDims[i] = i == axis ? random.nextInt(1, 8) : random.nextInt(1, dims[i] + 1);
            }
            int size = product(dims);
            int count = product(indexDims);
            int[] indices = random.ints(count, -dims[axis], dims[axis]).toArray();
            int[] places = new int[count];
            for (int i = 0; i < count; i++) {
                int rest = i;
                int stride = 1;
                for (int a = rank - 1; a >= 0; a--) {
                    int at = rest % indexDims[a];
                    places[i] += stride * (a == axis ? Math.floorMod(indices[i], dims[a]) : at);
                    rest /= indexDims[a];
                    stride *= dims[a];
                }
            }
            int[] x = random.ints(size, -100, 100).toArray();
            int[] y = new int[count];
            var gather = new GatherElements(dims, indexDims, axis);
            int split = random.nextInt(gather.rows() + 1);
            gather.run(x, 0, indices, 0, y, 0, 0, split);
            gather.run(x, 0, indices, 0, y, 0, split, gather.rows());
            for (int i = 0; i < count; i++) {
                assertEquals(x[places[i]], y[i]);
            }

            int[] updates = random.ints(count, -100, 100).toArray();
            var scatter = new ScatterElements(dims, indexDims, axis);
            int half = random.nextInt(scatter.units() + 1);
            int[] plain = x.clone();
            scatter.run(updates, 0, indices, 0, plain, 0, half, scatter.units());
            scatter.run(updates, 0, indices, 0, plain, 0, 0, half);
            int[] written = x.clone();
            for (int i = 0; i < count; i++) {
                written[places[i]] = updates[i];
            }
            assertArrayEquals(written, plain);
            for (var reduction : ScatterReduction.values()) {
                int[] expected = x.clone();
                int[] actual = x.clone();
                for (int i = 0; i < count; i++) {
                    int old = expected[places[i]];
                    expected[places[i]] = switch (reduction) {
                        case NONE -> updates[i];
                        case ADD -> old + updates[i];
                        case MUL -> old * updates[i];
                        case MAX -> Math.max(old, updates[i]);
                        case MIN -> Math.min(old, updates[i]);
                    };
                }
                var format = NumberFormat.INT32;
                scatter.run(format, reduction, updates, 0, longs(indices), 0, actual, 0, 0, half);
                scatter.run(format, reduction, updates, 0, longs(indices), 0, actual, 0, half, scatter.units());
                assertArrayEquals(expected, actual);
            }
        }
    }

    @Test
    void tuplesAddressBlocks() {
        for (int round = 0; round < 300; round++) {
            int rank = random.nextInt(1, 5);
            int[] dims = random.ints(rank, 1, 5).toArray();
            int batchDims = random.nextInt(rank);
            int tuple = random.nextInt(1, rank - batchDims + 1);
            int batches = product(Arrays.copyOf(dims, batchDims));
            int perBatch = random.nextInt(1, 6);
            int block = product(Arrays.copyOfRange(dims, batchDims + tuple, rank));
            int[] indices = new int[batches * perBatch * tuple];
            for (int i = 0; i < indices.length; i++) {
                int length = dims[batchDims + i % tuple];
                indices[i] = random.nextInt(-length, length);
            }
            float[] x = new float[product(dims)];
            for (int i = 0; i < x.length; i++) {
                x[i] = random.nextInt(-50, 50);
            }
            int[] places = new int[batches * perBatch];
            for (int i = 0; i < places.length; i++) {
                int place = i / perBatch;
                for (int t = 0; t < tuple; t++) {
                    int length = dims[batchDims + t];
                    place = place * length + Math.floorMod(indices[i * tuple + t], length);
                }
                places[i] = place * block;
            }
            float[] y = new float[places.length * block];
            var gather = new GatherNd(dims, batchDims, perBatch, tuple);
            int split = random.nextInt(places.length + 1);
            gather.run(x, 0, indices, 0, y, 0, split, places.length);
            gather.run(x, 0, indices, 0, y, 0, 0, split);
            for (int i = 0; i < y.length; i++) {
                assertEquals(x[places[i / block] + i % block], y[i]);
            }
            if (batchDims == 0) {
                var scatter = new ScatterNd(dims, perBatch, tuple);
                for (var reduction : ScatterReduction.values()) {
                    float[] expected = x.clone();
                    for (int i = 0; i < y.length; i++) {
                        int at = places[i / block] + i % block;
                        expected[at] = (float) reduction.apply(expected[at], y[i] + 1);
                    }
                    float[] updates = y.clone();
                    for (int i = 0; i < y.length; i++) {
                        updates[i] += 1;
                    }
                    float[] actual = x.clone();
                    int half = random.nextInt(block + 1);
                    var format = NumberFormat.FLOAT;
                    scatter.run(format, reduction, updates, 0, longs(indices), 0, actual, 0, half, block);
                    scatter.run(format, reduction, updates, 0, longs(indices), 0, actual, 0, 0, half);
                    assertArrayEquals(expected, actual);
                    if (reduction == ScatterReduction.NONE) {
                        float[] plain = x.clone();
                        scatter.run(updates, 0, indices, 0, plain, 0, 0, block);
                        assertArrayEquals(expected, plain);
                    }
                }
            }
        }
    }

    @Test
    void reductionsKnowUnsignedAndHalfNumbers() {
        var scatter = new ScatterNd(new int[] {2}, 1, 1);
        byte[] bytes = {(byte) 200, 5};
        scatter.run(NumberFormat.UINT8, ScatterReduction.MAX, new byte[] {100}, 0, new int[] {0}, 0, bytes, 0, 0, 1);
        assertEquals((byte) 200, bytes[0]);
        scatter.run(NumberFormat.INT8, ScatterReduction.MAX, new byte[] {100}, 0, new int[] {0}, 0, bytes, 0, 0, 1);
        assertEquals(100, bytes[0]);
        long[] longs = {-1, 0};
        scatter.run(NumberFormat.UINT64, ScatterReduction.MIN, new long[] {7}, 0, new int[] {0}, 0, longs, 0, 0, 1);
        assertEquals(7, longs[0]);
        short[] halves = {Float.floatToFloat16(1.5f), 0};
        short[] update = {Float.floatToFloat16(2)};
        scatter.run(NumberFormat.FLOAT16, ScatterReduction.MUL, update, 0, new int[] {0}, 0, halves, 0, 0, 1);
        assertEquals(3, Float.float16ToFloat(halves[0]));
    }

    private static int product(int[] dims) {
        return Arrays.stream(dims).reduce(1, (a, b) -> a * b);
    }

    private static long[] longs(int[] values) {
        return Arrays.stream(values).asLongStream().toArray();
    }
}
