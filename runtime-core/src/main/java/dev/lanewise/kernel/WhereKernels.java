package dev.lanewise.kernel;

/** Choice between two runs of elements, of whatever array type. */
public final class WhereKernels {

    private WhereKernels() {}

    /**
     * Writes {@code c ? a : b} for {@code n} elements.
     *
     * @param cs 1 to step through {@code c}, 0 to stay at its first entry; {@code as} and {@code bs} likewise
     */
    public static void select(
            byte[] c, int co, int cs, Object a, int ao, int as, Object b, int bo, int bs, Object y, int yo, int n) {
        switch (y) {
            case float[] out -> {
                var p = (float[]) a;
                var q = (float[]) b;
                int done = Twins.simd() && cs == 1 ? floats(c, co, p, ao, as, q, bo, bs, out, yo, n) : 0;
                for (int i = done; i < n; i++) {
                    out[yo + i] = c[co + i * cs] != 0 ? p[ao + i * as] : q[bo + i * bs];
                }
            }
            case double[] out -> {
                var p = (double[]) a;
                var q = (double[]) b;
                for (int i = 0; i < n; i++) {
                    out[yo + i] = c[co + i * cs] != 0 ? p[ao + i * as] : q[bo + i * bs];
                }
            }
            case int[] out -> {
                var p = (int[]) a;
                var q = (int[]) b;
                for (int i = 0; i < n; i++) {
                    out[yo + i] = c[co + i * cs] != 0 ? p[ao + i * as] : q[bo + i * bs];
                }
            }
            case long[] out -> {
                var p = (long[]) a;
                var q = (long[]) b;
                for (int i = 0; i < n; i++) {
                    out[yo + i] = c[co + i * cs] != 0 ? p[ao + i * as] : q[bo + i * bs];
                }
            }
            case short[] out -> {
                var p = (short[]) a;
                var q = (short[]) b;
                for (int i = 0; i < n; i++) {
                    out[yo + i] = c[co + i * cs] != 0 ? p[ao + i * as] : q[bo + i * bs];
                }
            }
            case byte[] out -> {
                var p = (byte[]) a;
                var q = (byte[]) b;
                for (int i = 0; i < n; i++) {
                    out[yo + i] = c[co + i * cs] != 0 ? p[ao + i * as] : q[bo + i * bs];
                }
            }
            case Object[] out -> {
                var p = (Object[]) a;
                var q = (Object[]) b;
                for (int i = 0; i < n; i++) {
                    out[yo + i] = c[co + i * cs] != 0 ? p[ao + i * as] : q[bo + i * bs];
                }
            }
            default -> throw new IllegalArgumentException(y.getClass().getName());
        }
    }

    private static int floats(
            byte[] c, int co, float[] a, int ao, int as, float[] b, int bo, int bs, float[] y, int yo, int n) {
        if (as == 1 && bs == 1) {
            return WhereSimd.pairs(c, co, a, ao, b, bo, y, yo, n);
        }
        if (bs == 1 && n > 0) {
            return WhereSimd.left(c, co, a[ao], b, bo, y, yo, n);
        }
        return as == 1 && n > 0 ? WhereSimd.right(c, co, a, ao, b[bo], y, yo, n) : 0;
    }
}
