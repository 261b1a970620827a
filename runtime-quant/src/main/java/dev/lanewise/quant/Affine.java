package dev.lanewise.quant;

import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.InvalidInputException;

/**
 * Uniform affine quantization: {@code q = round((x - min) / (max - min) · (2ⁿ - 1))}, shifted so that the real number 0
 * is an integer exactly, and its inverse. In the usual terms, {@code q = clamp(round(x / scale) + zero)} with ties to
 * even, and {@code x = scale · (q - zero)}.
 *
 * @param scale real numbers a step, greater than 0
 * @param zero the integer that stands for 0
 * @param least the smallest integer
 * @param greatest the largest integer
 */
public record Affine(float scale, int zero, int least, int greatest) {

    private static final float SMALLEST_SCALE = 1e-30f;

    /** The integers of {@code bits} bits (2 to 16) that stand for the numbers of {@code range}, widened to contain 0. */
    public static Affine of(Range range, int bits, boolean signed, boolean symmetric) {
        if (bits < 2 || bits > 16) {
            throw new InvalidInputException("numbers of " + bits + " bits, expected 2 to 16");
        }
        int steps = (1 << bits) - 1;
        int least = signed ? -(1 << bits - 1) : 0;
        Range wide = range.withZero();
        if (symmetric) {
            int half = (1 << bits - 1) - 1;
            int zero = signed ? 0 : half + 1;
            return new Affine(scale(wide.magnitude() / half), zero, zero - half, zero + half);
        }
        float scale = scale((float) (((double) wide.greatest() - wide.least()) / steps));
        int zero = least + (int) Math.rint(Math.max(0, Math.min(steps, -wide.least() / scale)));
        return new Affine(scale, zero, least, least + steps);
    }

    private static float scale(float scale) {
        return scale < SMALLEST_SCALE ? 1 : scale;
    }

    /** The integer nearest to {@code x}. */
    public int quantize(float x) {
        return (int) Math.max(least, Math.min(greatest, Math.rint(x / scale) + zero));
    }

    /** The real number that {@code q} stands for. */
    public float dequantize(int q) {
        return scale * (q - zero);
    }

    /** The real numbers that the smallest and largest integers stand for. */
    public Range range() {
        return new Range(dequantize(least), dequantize(greatest));
    }

    /** The narrowest of INT8, UINT8, INT16 and UINT16 that holds the integers. */
    ElementType type() {
        boolean signed = least < 0;
        boolean wide = signed ? least < Byte.MIN_VALUE || greatest > Byte.MAX_VALUE : greatest > 255;
        if (wide) {
            return signed ? ElementType.INT16 : ElementType.UINT16;
        }
        return signed ? ElementType.INT8 : ElementType.UINT8;
    }

    /** Whether saturating to {@link #type} keeps integers within {@code least} and {@code greatest}, or one below. */
    boolean fillsType() {
        int values = greatest - least + 1;
        return values >= 255 && values <= 256 || values >= 65535;
    }
}
