package dev.lanewise.kernel;

/**
 * The best {@code k} of a line of numbers, best first, equal ones in order of their places: a heap of keys whose root
 * is the worst one kept. NaN counts as greater than all numbers. ONNX TopK.
 */
public final class TopKSelect {

    private TopKSelect() {}

    /**
     * Selects from {@code length} elements {@code stride} apart; x is a float[], double[], int[] or long[].
     *
     * @param unsigned whether a long[] holds numbers without a sign
     * @param keys scratch for {@code k} keys from {@code ko} on
     * @param places receives the places of the best, 0 to before {@code length}, from {@code po} on
     */
    public static void run(
            Object x,
            int xo,
            int length,
            int stride,
            int k,
            boolean largest,
            boolean unsigned,
            long[] keys,
            int ko,
            int[] places,
            int po) {
        long flip = largest ? -1 : 0;
        for (int i = 0; i < length; i++) {
            int at = xo + i * stride;
            long key = flip
                    ^ switch (x) {
                        case float[] a -> order(a[at]);
                        case double[] a -> order(a[at]);
                        case int[] a -> a[at];
                        case long[] a -> unsigned ? a[at] ^ Long.MIN_VALUE : a[at];
                        default ->
                            throw new IllegalArgumentException(x.getClass().getName());
                    };
            if (i < k) {
                up(keys, ko, places, po, i, key, i);
            } else if (k > 0 && key < keys[ko]) {
                down(keys, ko, places, po, k, key, i);
            }
        }
        for (int end = k - 1; end > 0; end--) {
            long key = keys[ko + end];
            int place = places[po + end];
            keys[ko + end] = keys[ko];
            places[po + end] = places[po];
            down(keys, ko, places, po, end, key, place);
        }
    }

    private static long order(double value) {
        long bits = Double.doubleToLongBits(value + 0.0);
        return bits ^ ((bits >> 63) & Long.MAX_VALUE);
    }

    private static boolean worse(long key, int place, long otherKey, int otherPlace) {
        return key > otherKey || key == otherKey && place > otherPlace;
    }

    private static void up(long[] keys, int ko, int[] places, int po, int from, long key, int place) {
        int at = from;
        while (at > 0) {
            int parent = (at - 1) / 2;
            if (!worse(key, place, keys[ko + parent], places[po + parent])) {
                break;
            }
            keys[ko + at] = keys[ko + parent];
            places[po + at] = places[po + parent];
            at = parent;
        }
        keys[ko + at] = key;
        places[po + at] = place;
    }

    private static void down(long[] keys, int ko, int[] places, int po, int size, long key, int place) {
        int at = 0;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size
                    && worse(keys[ko + child + 1], places[po + child + 1], keys[ko + child], places[po + child])) {
                child++;
            }
            if (!worse(keys[ko + child], places[po + child], key, place)) {
                break;
            }
            keys[ko + at] = keys[ko + child];
            places[po + at] = places[po + child];
            at = child;
        }
        keys[ko + at] = key;
        places[po + at] = place;
    }
}
