package dev.lanewise.kernel;

/** Numbers as text and back, as NumPy writes and reads them. */
public final class StringNumbers {

    private StringNumbers() {}

    /** Reads {@code n} texts; anything that is no number raises {@link NumberFormatException}. */
    public static void parse(String[] x, int xo, NumberFormat to, Object y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            String text = x[xo + i].strip();
            double value = switch (text.toLowerCase(java.util.Locale.ROOT)) {
                case "inf", "+inf" -> Double.POSITIVE_INFINITY;
                case "-inf" -> Double.NEGATIVE_INFINITY;
                case "nan" -> Double.NaN;
                default -> Double.parseDouble(text);
            };
            if (to.isFloating()) {
                NumberCodec.writeDouble(to, y, yo + i, value, true, ScaleRounding.UP);
            } else {
                NumberCodec.writeLong(to, y, yo + i, text.contains(".") ? (long) value : Long.parseLong(text));
            }
        }
    }

    /** Writes {@code n} numbers; floats with 8 significant digits at most, without trailing zeros. */
    public static void print(NumberFormat from, Object x, int xo, String[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = !from.isFloating()
                    ? Long.toString(NumberCodec.readLong(from, x, xo + i))
                    : print(NumberCodec.readDouble(from, x, xo + i), from == NumberFormat.DOUBLE);
        }
    }

    private static String print(double value, boolean wide) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        String text = wide ? Double.toString(value) : Float.toString((float) value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
