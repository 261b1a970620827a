package dev.lanewise.kernel;

/** {@link CompareFunction}s over runs of values; the results are bytes, 1 where the comparison holds. */
public final class CompareKernels {

    private CompareKernels() {}

    /**
     * Compares {@code n} pairs.
     *
     * @param as 1 to step through {@code a}, 0 to stay at its first entry
     * @param bs likewise for {@code b}
     */
    public static void apply(
            CompareFunction f, float[] a, int ao, int as, float[] b, int bo, int bs, byte[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = (byte) (f.holds(a[ao + i * as], b[bo + i * bs]) ? 1 : 0);
        }
    }

    /** Compares {@code n} pairs; steps as for floats. */
    public static void apply(
            CompareFunction f, double[] a, int ao, int as, double[] b, int bo, int bs, byte[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = (byte) (f.holds(a[ao + i * as], b[bo + i * bs]) ? 1 : 0);
        }
    }

    /** Compares {@code n} pairs; steps as for floats. */
    public static void apply(
            CompareFunction f, int[] a, int ao, int as, int[] b, int bo, int bs, byte[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = (byte) (f.holds(Integer.compare(a[ao + i * as], b[bo + i * bs])) ? 1 : 0);
        }
    }

    /** Compares {@code n} pairs; steps as for floats. */
    public static void apply(
            CompareFunction f, long[] a, int ao, int as, long[] b, int bo, int bs, byte[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = (byte) (f.holds(Long.compare(a[ao + i * as], b[bo + i * bs])) ? 1 : 0);
        }
    }

    /** Compares {@code n} pairs; steps as for floats. */
    public static void apply(
            CompareFunction f, byte[] a, int ao, int as, byte[] b, int bo, int bs, byte[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = (byte) (f.holds(Byte.compare(a[ao + i * as], b[bo + i * bs])) ? 1 : 0);
        }
    }

    /** Compares {@code n} pairs; steps as for floats. */
    public static void apply(
            CompareFunction f, String[] a, int ao, int as, String[] b, int bo, int bs, byte[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = (byte) (f.holds(a[ao + i * as].compareTo(b[bo + i * bs])) ? 1 : 0);
        }
    }

    /** Compares {@code n} pairs of longs read as unsigned; steps as for floats. */
    public static void applyUnsigned(
            CompareFunction f, long[] a, int ao, int as, long[] b, int bo, int bs, byte[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = (byte) (f.holds(Long.compareUnsigned(a[ao + i * as], b[bo + i * bs])) ? 1 : 0);
        }
    }
}
