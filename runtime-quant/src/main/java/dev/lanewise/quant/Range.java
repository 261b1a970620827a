package dev.lanewise.quant;

/**
 * The numbers that a tensor is expected to hold.
 *
 * @param least the smallest, finite
 * @param greatest the largest, finite and not below {@code least}
 */
public record Range(float least, float greatest) {

    /** The smallest range that contains both. */
    public Range union(Range other) {
        return new Range(Math.min(least, other.least), Math.max(greatest, other.greatest));
    }

    /** The smallest range that contains this one and 0. */
    public Range withZero() {
        return new Range(Math.min(least, 0), Math.max(greatest, 0));
    }

    /** The larger of the two ends' distances from 0. */
    public float magnitude() {
        return Math.max(Math.abs(least), Math.abs(greatest));
    }
}
