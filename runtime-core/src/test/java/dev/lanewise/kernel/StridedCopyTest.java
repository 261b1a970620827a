package dev.lanewise.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StridedCopyTest {

    private final SplittableRandom random = new SplittableRandom(3);

    @Test
    void stridedViewsAgreeWithElementwiseCopies() {
        for (int round = 0; round < 3000; round++) {
            int rank = random.nextInt(0, 6);
            int[] dims = new int[rank];
            int[] target = new int[rank];
            int[] source = new int[rank];
            int sourceLow = 0;
            int sourceHigh = 0;
            int targetLow = 0;
            int targetHigh = 0;
            int[] order = permutation(rank);
            int stride = 1;
            for (int i = rank - 1; i >= 0; i--) {
                int axis = order[i];
                dims[axis] = random.nextInt(1, rank > 3 ? 5 : 21);
                target[axis] = stride * (random.nextInt(5) == 0 ? -1 : 1);
                stride *= dims[axis] + random.nextInt(2);
                targetLow += Math.min(0, target[axis] * (dims[axis] - 1));
                targetHigh += Math.max(0, target[axis] * (dims[axis] - 1));
            }
            stride = 1;
            for (int axis : permutation(rank)) {
                source[axis] = random.nextInt(4) == 0 ? 0 : stride * (random.nextInt(4) == 0 ? -1 : 1);
                stride *= dims[axis];
                sourceLow += Math.min(0, source[axis] * (dims[axis] - 1));
                sourceHigh += Math.max(0, source[axis] * (dims[axis] - 1));
            }
            check(dims, source, -sourceLow, sourceHigh - sourceLow + 1, target, -targetLow, targetHigh - targetLow + 1);
        }
    }

    @Test
    void transposesOfLargeMatrices() {
        for (int[] dims : new int[][] {{3, 1000}, {1000, 3}, {64, 147}, {147, 64}, {33, 35}, {5, 500}, {500, 5}}) {
            var plan = StridedCopy.transpose(dims, new int[] {1, 0});
            float[] x = new float[dims[0] * dims[1]];
            for (int i = 0; i < x.length; i++) {
                x[i] = i;
            }
            float[] y = new float[x.length];
            int split = random.nextInt(plan.rows());
            plan.run(x, 0, y, 0, 0, split);
            plan.run(x, 0, y, 0, split, plan.rows());
            for (int i = 0; i < y.length; i++) {
                assertEquals(i % dims[0] * dims[1] + i / dims[0], y[i]);
            }
        }
    }

    @Test
    void contiguousAxesMerge() {
        var plan = new StridedCopy(new int[] {2, 3, 1, 4}, new int[] {12, 4, 9, 1}, 5, new int[] {12, 4, 4, 1}, 0);
        assertTrue(plan.isContiguous());
        assertEquals(24, plan.rowLength());
        var empty = new StridedCopy(new int[] {2, 0}, new int[] {1, 1}, 0, new int[] {1, 1}, 0);
        assertEquals(0, empty.rows());
    }

    @Test
    void fillRepeatsOneElementOfAnyCarrier() {
        String[] words = new String[12];
        StridedCopy.fill(new String[] {"a", "b"}, 1, words, 1, 10);
        assertArrayEquals(new String[] {null, "b", "b", "b", "b", "b", "b", "b", "b", "b", "b", null}, words);
        assertThrows(IllegalArgumentException.class, () -> StridedCopy.fill("x", 0, "y", 0, 1));
    }

    @Test
    void paddingFollowsItsMode() {
        for (int round = 0; round < 500; round++) {
            var mode = StridedPad.Mode.values()[random.nextInt(5)];
            int rank = random.nextInt(1, 4);
            int[] dims = new int[rank];
            int[] begins = new int[rank];
            int[] ends = new int[rank];
            int[] padded = new int[rank];
            for (int i = 0; i < rank; i++) {
                dims[i] = random.nextInt(1, 6);
                begins[i] = random.nextInt(-1, 8);
                ends[i] = random.nextInt(0, 8);
                padded[i] = dims[i] + begins[i] + ends[i];
            }
            int size = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
            int[] x = new int[size];
            Arrays.setAll(x, i -> i + 1);
            int[] y = new int[Arrays.stream(padded).reduce(1, (a, b) -> a * b)];
            Arrays.fill(y, -7);
            for (var copy : StridedPad.plan(dims, begins, ends, mode)) {
                copy.run(x, 0, y, 0, 0, copy.rows());
            }
            for (int i = 0; i < y.length; i++) {
                int rest = i;
                int source = 0;
                int stride = 1;
                boolean constant = false;
                for (int axis = rank - 1; axis >= 0; axis--) {
                    int at = rest % padded[axis] - begins[axis];
                    rest /= padded[axis];
                    constant |= at < 0 || at >= dims[axis];
                    source += stride * folded(at, dims[axis], mode);
                    stride *= dims[axis];
                }
                int expected = constant && mode == StridedPad.Mode.CONSTANT ? -7 : x[source];
                assertEquals(expected, y[i], mode + " " + Arrays.toString(dims) + Arrays.toString(begins));
            }
        }
    }

    private static int folded(int at, int extent, StridedPad.Mode mode) {
        int i = at;
        while (i < 0 || i >= extent) {
            i = switch (mode) {
                case CONSTANT, EDGE -> i < 0 ? 0 : extent - 1;
                case REFLECT -> extent == 1 ? 0 : i < 0 ? -i : 2 * (extent - 1) - i;
                case SYMMETRIC -> i < 0 ? -i - 1 : 2 * extent - 1 - i;
                case WRAP -> i < 0 ? i + extent : i - extent;
            };
        }
        return i;
    }

    private void check(
            int[] dims,
            int[] source,
            int sourceBase,
            int sourceLength,
            int[] target,
            int targetBase,
            int targetLength) {
        Object[] carriers = {
            new float[0], new double[0], new int[0], new long[0], new short[0], new byte[0], new String[0]
        };
        Class<?> type = carriers[random.nextInt(carriers.length)].getClass().componentType();
        Object x = Array.newInstance(type, sourceLength + 1);
        for (int i = 0; i <= sourceLength; i++) {
            set(x, i, random.nextInt(100));
        }
        Object expected = Array.newInstance(type, targetLength + 2);
        Object actual = Array.newInstance(type, targetLength + 2);
        int count = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
        for (int i = 0; i < count; i++) {
            int rest = i;
            int in = sourceBase + 1;
            int out = targetBase + 1;
            for (int axis = dims.length - 1; axis >= 0; axis--) {
                in += rest % dims[axis] * source[axis];
                out += rest % dims[axis] * target[axis];
                rest /= dims[axis];
            }
            Array.set(expected, out, Array.get(x, in));
        }
        var plan = new StridedCopy(dims, source, sourceBase, target, targetBase);
        int first = random.nextInt(plan.rows() + 1);
        int second = random.nextInt(first, plan.rows() + 1);
        plan.run(x, 1, actual, 1, second, plan.rows());
        plan.run(x, 1, actual, 1, 0, first);
        plan.run(x, 1, actual, 1, first, second);
        for (int i = 0; i < targetLength + 2; i++) {
            assertEquals(Array.get(expected, i), Array.get(actual, i));
        }
    }

    private static void set(Object array, int at, int value) {
        switch (array) {
            case String[] words -> words[at] = Integer.toString(value);
            case short[] shorts -> shorts[at] = (short) value;
            case byte[] bytes -> bytes[at] = (byte) value;
            default -> Array.setInt(array, at, value);
        }
    }

    private int[] permutation(int rank) {
        int[] order = new int[rank];
        for (int i = 0; i < rank; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
