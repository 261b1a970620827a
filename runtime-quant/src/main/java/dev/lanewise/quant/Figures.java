package dev.lanewise.quant;

import java.util.Locale;

/** Numbers as reports show them. */
final class Figures {

    private Figures() {}

    static String percent(double part) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * part);
    }

    static String decibels(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "\u221e" : "\u2212\u221e";
        }
        return String.format(Locale.ROOT, "%.1f", value);
    }

    static String cosine(double value) {
        return String.format(Locale.ROOT, "%.6f", value);
    }

    static String difference(double value) {
        return Double.isInfinite(value) ? "\u221e" : String.format(Locale.ROOT, "%.3g", value);
    }

    static String milliseconds(double value) {
        return String.format(Locale.ROOT, "%.3f ms", value);
    }

    static String ratio(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** Bytes in the largest decimal unit of which there is at least one. */
    static String bytes(long bytes) {
        if (bytes < 1_000) {
            return bytes + " B";
        }
        return bytes < 1_000_000
                ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
                : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
