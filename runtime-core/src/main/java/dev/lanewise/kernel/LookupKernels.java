package dev.lanewise.kernel;

/** Functions of narrow integers by tables of all their values. */
public final class LookupKernels {

    private LookupKernels() {}

    /**
     * {@code y[i] = table[x[i] - least]}.
     *
     * @param format x's type, whose least value the first entry stands for
     */
    public static void run(NumberFormat format, Object x, int xo, Object table, int to, Object y, int yo, int count) {
        int first = to - (int) format.least();
        if (x instanceof short[] shorts) {
            for (int i = 0; i < count; i++) {
                int index = first + (format.isSigned() ? shorts[xo + i] : shorts[xo + i] & 0xFFFF);
                copy(table, index, y, yo + i);
            }
            return;
        }
        byte[] bytes = (byte[]) x;
        int mask = format.isSigned() ? -1 : 0xFF;
        switch (table) {
            case byte[] entries -> {
                byte[] made = (byte[]) y;
                for (int i = 0; i < count; i++) {
                    made[yo + i] = entries[first + (bytes[xo + i] & mask)];
                }
            }
            case int[] entries -> {
                int[] made = (int[]) y;
                for (int i = 0; i < count; i++) {
                    made[yo + i] = entries[first + (bytes[xo + i] & mask)];
                }
            }
            default -> {
                for (int i = 0; i < count; i++) {
                    copy(table, first + (bytes[xo + i] & mask), y, yo + i);
                }
            }
        }
    }

    private static void copy(Object table, int from, Object y, int at) {
        switch (table) {
            case byte[] entries -> ((byte[]) y)[at] = entries[from];
            case short[] entries -> ((short[]) y)[at] = entries[from];
            case int[] entries -> ((int[]) y)[at] = entries[from];
            case float[] entries -> ((float[]) y)[at] = entries[from];
            default -> throw new IllegalArgumentException("no table in " + table.getClass());
        }
    }
}
