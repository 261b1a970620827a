package dev.lanewise.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TopKSelectTest {

    private final SplittableRandom random = new SplittableRandom(11);

    @Test
    void selectsWhatSortingWouldPutFirst() {
        for (int round = 0; round < 400; round++) {
            int length = random.nextInt(1, 60);
            int k = random.nextInt(0, length + 1);
            int stride = random.nextInt(1, 4);
            boolean largest = random.nextBoolean();
            var floats = new float[3 + length * stride];
            var longs = new long[floats.length];
            for (int i = 0; i < floats.length; i++) {
                longs[i] = random.nextLong(-9, 10);
                floats[i] = longs[i] / 2f;
            }
            int[] expected =
                    sorted(length, largest, (a, b) -> Float.compare(floats[3 + a * stride], floats[3 + b * stride]));
            assertArrayEquals(Arrays.copyOf(expected, k), selected(floats, length, stride, k, largest, false));
            assertArrayEquals(Arrays.copyOf(expected, k), selected(longs, length, stride, k, largest, false));
            int[] unsigned = sorted(
                    length, largest, (a, b) -> Long.compareUnsigned(longs[3 + a * stride], longs[3 + b * stride]));
            assertArrayEquals(Arrays.copyOf(unsigned, k), selected(longs, length, stride, k, largest, true));
        }
    }

    @Test
    void zerosAreEqualWhateverTheirSignAndNanIsGreatest() {
        float[] x = {0, 0, 0, -0f, Float.NaN, 0f, Float.POSITIVE_INFINITY};
        assertArrayEquals(new int[] {1, 3, 0, 2}, selected(x, 4, 1, 4, true, false));
    }

    private static int[] sorted(int length, boolean largest, Comparator<Integer> order) {
        return IntStream.range(0, length)
                .boxed()
                .sorted(largest ? order.reversed() : order)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static int[] selected(Object x, int length, int stride, int k, boolean largest, boolean unsigned) {
        var places = new int[k + 2];
        TopKSelect.run(x, 3, length, stride, k, largest, unsigned, new long[k + 5], 5, places, 2);
        return Arrays.copyOfRange(places, 2, k + 2);
    }
}
