package dev.lanewise.kernel;

/** What a scatter does with an element that is there and one that comes: ONNX's {@code reduction}. */
public enum ScatterReduction {
    NONE,
    ADD,
    MUL,
    MAX,
    MIN;

    double apply(double old, double update) {
        return switch (this) {
            case NONE -> update;
            case ADD -> old + update;
            case MUL -> old * update;
            case MAX -> Math.max(old, update);
            case MIN -> Math.min(old, update);
        };
    }

    long apply(long old, long update, boolean unsigned) {
        return switch (this) {
            case NONE -> update;
            case ADD -> old + update;
            case MUL -> old * update;
            case MAX -> isLess(old, update, unsigned) ? update : old;
            case MIN -> isLess(old, update, unsigned) ? old : update;
        };
    }

    private static boolean isLess(long a, long b, boolean unsigned) {
        return unsigned ? Long.compareUnsigned(a, b) < 0 : a < b;
    }
}
