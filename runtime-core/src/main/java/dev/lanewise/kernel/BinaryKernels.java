package dev.lanewise.kernel;

import java.util.Arrays;

/** {@link BinaryFunction}s over runs of numbers. */
public final class BinaryKernels {

    private BinaryKernels() {}

    /**
     * Applies {@code f} to {@code n} pairs of floats.
     *
     * @param as 1 to step through {@code a}, 0 to stay at its first entry
     * @param bs likewise for {@code b}
     */
    public static void apply(
            BinaryFunction f, float[] a, int ao, int as, float[] b, int bo, int bs, float[] y, int yo, int n) {
        if (f == BinaryFunction.POW && as == 1 && bs == 0 && n > 0 && BinaryPowers.apply(a, ao, b[bo], y, yo, n)) {
            return;
        }
        boolean simd = Twins.simd() && BinarySimd.has(f);
        if (simd && as == 1 && bs == 1) {
            BinarySimd.pairs(f, a, ao, b, bo, y, yo, n);
        } else if (simd && as == 1) {
            BinarySimd.right(f, a, ao, b[bo], y, yo, n);
        } else if (simd && bs == 1) {
            BinarySimd.left(f, a[ao], b, bo, y, yo, n);
        } else if (as == 1 && bs == 1) {
            pairs(f, a, ao, b, bo, y, yo, n);
        } else if (as == 1) {
            right(f, a, ao, b[bo], y, yo, n);
        } else if (bs == 1) {
            left(f, a[ao], b, bo, y, yo, n);
        } else {
            Arrays.fill(y, yo, yo + n, n == 0 ? 0 : of(f, a[ao], b[bo]));
        }
    }

    private static void pairs(BinaryFunction f, float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
        switch (f) {
            case ADD -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] = a[ao + i] + b[bo + i];
                }
            }
            case SUB -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] = a[ao + i] - b[bo + i];
                }
            }
            case MUL -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] = a[ao + i] * b[bo + i];
                }
            }
            case DIV -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] = a[ao + i] / b[bo + i];
                }
            }
            case MIN -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] = Math.min(a[ao + i], b[bo + i]);
                }
            }
            case MAX -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] = Math.max(a[ao + i], b[bo + i]);
                }
            }
            default -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] = of(f, a[ao + i], b[bo + i]);
                }
            }
        }
    }

    private static void right(BinaryFunction f, float[] a, int ao, float b, float[] y, int yo, int n) {
        switch (f) {
            case ADD -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] = a[ao + i] + b;
                }
            }
            case SUB -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] = a[ao + i] - b;
                }
            }
            case MUL -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] = a[ao + i] * b;
                }
            }
            case DIV -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] = a[ao + i] / b;
                }
            }
            case MIN -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] = Math.min(a[ao + i], b);
                }
            }
            case MAX -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] = Math.max(a[ao + i], b);
                }
            }
            default -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] = of(f, a[ao + i], b);
                }
            }
        }
    }

    private static void left(BinaryFunction f, float a, float[] b, int bo, float[] y, int yo, int n) {
        switch (f) {
            case ADD -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] = a + b[bo + i];
                }
            }
            case SUB -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] = a - b[bo + i];
                }
            }
            case MUL -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] = a * b[bo + i];
                }
            }
            case DIV -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] = a / b[bo + i];
                }
            }
            case MIN -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] = Math.min(a, b[bo + i]);
                }
            }
            case MAX -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] = Math.max(a, b[bo + i]);
                }
            }
            default -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] = of(f, a, b[bo + i]);
                }
            }
        }
    }

    private static float of(BinaryFunction f, float a, float b) {
        return switch (f) {
            case PRELU -> a < 0 ? a * b : a;
            case SQUARED_DIFFERENCE -> (a - b) * (a - b);
            default -> (float) of(f, (double) a, (double) b);
        };
    }

    /** Applies {@code f} to {@code n} pairs of doubles; steps as for floats. */
    public static void apply(
            BinaryFunction f, double[] a, int ao, int as, double[] b, int bo, int bs, double[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = of(f, a[ao + i * as], b[bo + i * bs]);
        }
    }

    private static double of(BinaryFunction f, double a, double b) {
        return switch (f) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> a / b;
            case POW -> Math.pow(a, b);
            case MIN -> Math.min(a, b);
            case MAX -> Math.max(a, b);
            case MOD -> floorMod(a, b);
            case FMOD -> a % b;
            case FLOOR_DIV -> Math.floor(a / b);
            case PRELU -> a < 0 ? a * b : a;
            case SQUARED_DIFFERENCE -> (a - b) * (a - b);
            case ATAN2 -> Math.atan2(a, b);
            case AND, OR, XOR, SHIFT_LEFT, SHIFT_RIGHT ->
                throw new IllegalArgumentException(f + " of floating-point numbers");
        };
    }

    private static double floorMod(double a, double b) {
        double remainder = a % b;
        return remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder;
    }

    /** Applies {@code f} to {@code n} pairs of ints; steps as for floats. */
    public static void apply(
            BinaryFunction f, int[] a, int ao, int as, int[] b, int bo, int bs, int[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            int p = a[ao + i * as];
            int q = b[bo + i * bs];
            y[yo + i] = switch (f) {
                case SHIFT_LEFT -> q < 0 || q >= Integer.SIZE ? 0 : p << q;
                case SHIFT_RIGHT -> q < 0 || q >= Integer.SIZE ? 0 : p >>> q;
                default -> (int) of(f, (long) p, (long) q);
            };
        }
    }

    /** Applies {@code f} to {@code n} pairs of longs; steps as for floats. */
    public static void apply(
            BinaryFunction f, long[] a, int ao, int as, long[] b, int bo, int bs, long[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = of(f, a[ao + i * as], b[bo + i * bs]);
        }
    }

    private static long of(BinaryFunction f, long a, long b) {
        return switch (f) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> b == 0 ? 0 : a / b;
            case POW -> BinaryPowers.of(a, b);
            case MIN -> Math.min(a, b);
            case MAX -> Math.max(a, b);
            case MOD -> b == 0 ? 0 : Math.floorMod(a, b);
            case FMOD -> b == 0 ? 0 : a % b;
            case FLOOR_DIV -> b == 0 ? 0 : Math.floorDiv(a, b);
            case PRELU -> a < 0 ? a * b : a;
            case SQUARED_DIFFERENCE -> (a - b) * (a - b);
            case ATAN2 -> (long) Math.atan2(a, b);
            case AND -> a & b;
            case OR -> a | b;
            case XOR -> a ^ b;
            case SHIFT_LEFT -> b < 0 || b >= Long.SIZE ? 0 : a << b;
            case SHIFT_RIGHT -> b < 0 || b >= Long.SIZE ? 0 : a >>> b;
        };
    }

    /** Applies {@code f} to {@code n} pairs of longs read as unsigned; steps as for floats. */
    public static void applyUnsigned(
            BinaryFunction f, long[] a, int ao, int as, long[] b, int bo, int bs, long[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            long p = a[ao + i * as];
            long q = b[bo + i * bs];
            y[yo + i] = switch (f) {
                case DIV, FLOOR_DIV -> q == 0 ? 0 : Long.divideUnsigned(p, q);
                case POW -> BinaryPowers.ofUnsigned(p, q);
                case MOD, FMOD -> q == 0 ? 0 : Long.remainderUnsigned(p, q);
                case MIN -> Long.compareUnsigned(p, q) < 0 ? p : q;
                case MAX -> Long.compareUnsigned(p, q) > 0 ? p : q;
                default -> of(f, p, q);
            };
        }
    }

    /** Applies a logical or bitwise {@code f} to {@code n} pairs of bytes; steps as for floats. */
    public static void apply(
            BinaryFunction f, byte[] a, int ao, int as, byte[] b, int bo, int bs, byte[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = (byte) of(f, (long) a[ao + i * as], (long) b[bo + i * bs]);
        }
    }
}
