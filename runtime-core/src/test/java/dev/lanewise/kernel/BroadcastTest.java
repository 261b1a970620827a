package dev.lanewise.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Runs of broadcast operands, and choices between them, against indices worked out one by one. */
class BroadcastTest {

    private final SplittableRandom random = new SplittableRandom(23);

    private int[] operand(int[] out) {
        int rank = random.nextInt(out.length + 1);
        var dims = new int[rank];
        for (int i = 0; i < rank; i++) {
            dims[i] = random.nextInt(3) == 0 ? 1 : out[out.length - rank + i];
        }
        return dims;
    }

    /** Element of an operand that belongs to element {@code index} of the result. */
    private static int source(int index, int[] out, int[] dims) {
        int rest = index;
        int source = 0;
        int stride = 1;
        for (int axis = out.length - 1; axis >= 0; axis--) {
            int at = rest % out[axis];
            rest /= out[axis];
            int i = axis - (out.length - dims.length);
            if (i >= 0) {
                source += dims[i] == 1 ? 0 : at * stride;
                stride *= dims[i];
            }
        }
        return source;
    }

    @Test
    void everyElementComesFromItsPlace() {
        for (int round = 0; round < 3_000; round++) {
            int[] out = random.ints(random.nextInt(6), 1, 6).toArray();
            int size = Arrays.stream(out).reduce(1, (a, b) -> a * b);
            int[][] operands = {operand(out), operand(out), operand(out)};
            var walk = new Broadcast(out, operands);
            assertEquals(size, walk.runs() * walk.runLength());
            for (int k = 0; k < operands.length; k++) {
                for (int i = 0; i < size; i++) {
                    int found = walk.offset(k, i / walk.runLength()) + walk.step(k) * (i % walk.runLength());
                    assertEquals(source(i, out, operands[k]), found);
                }
            }
        }
    }

    @Test
    void dimensionsThatAllTreatAlikeAreOneRun() {
        var walk = new Broadcast(new int[] {2, 3, 4}, new int[] {2, 3, 4}, new int[] {2, 3, 4}, new int[0]);
        assertEquals(1, walk.runs());
        assertEquals(24, walk.runLength());
        var rows = new Broadcast(new int[] {5, 3, 4}, new int[] {5, 3, 4}, new int[] {3, 4});
        assertEquals(5, rows.runs());
    }

    @Test
    void whereTakesFromEitherSideForEveryKindOfArray() {
        Object[] kinds = {new float[1], new double[1], new int[1], new long[1], new short[1], new byte[1], new String[1]
        };
        for (Object kind : kinds) {
            Class<?> type = kind.getClass().getComponentType();
            for (int round = 0; round < 200; round++) {
                int n = random.nextInt(40);
                int cs = random.nextInt(2);
                int as = random.nextInt(2);
                int bs = random.nextInt(2);
                int offset = random.nextInt(5);
                var c = new byte[n + 5];
                Object a = array(type, n + 5, 1);
                Object b = array(type, n + 5, 60);
                Object y = array(type, n + 5, 30);
                for (int i = 0; i < c.length; i++) {
                    c[i] = (byte) random.nextInt(2);
                }
                WhereKernels.select(c, offset, cs, a, 4, as, b, offset, bs, y, 2, n);
                for (int i = 0; i < n; i++) {
                    Object expected =
                            c[offset + i * cs] != 0 ? Array.get(a, 4 + i * as) : Array.get(b, offset + i * bs);
                    assertEquals(expected, Array.get(y, 2 + i));
                }
                Object untouched = array(type, n + 5, 30);
                for (int i : new int[] {0, 1, n + 2, n + 4}) {
                    assertEquals(Array.get(untouched, i), Array.get(y, i));
                }
            }
        }
    }

    private static Object array(Class<?> type, int length, int from) {
        Object array = Array.newInstance(type, length);
        for (int i = 0; i < length; i++) {
            byte value = (byte) (from + i);
            Array.set(array, i, type == String.class ? Byte.toString(value) : (Object) number(type, value));
        }
        return array;
    }

    private static Number number(Class<?> type, byte value) {
        return switch (type.getName()) {
            case "float" -> (float) value;
            case "double" -> (double) value;
            case "int" -> (int) value;
            case "long" -> (long) value;
            case "short" -> (short) value;
            default -> value;
        };
    }
}
