package dev.lanewise.kernel;

import java.util.Arrays;

/** {@link ReduceFunction}s over the middle of arrays {@code [outer][middle][inner]}; results are {@code [outer][inner]}. */
public final class ReduceKernels {

    private ReduceKernels() {}

    /** Reduces floats of outer indices [{@code from}, {@code to}). */
    public static void reduce(
            ReduceFunction f, float[] x, int xo, int middle, int inner, float[] y, int yo, int from, int to) {
        if (f == ReduceFunction.L2 && middle == 2 && inner == 1) {
            magnitudes(x, xo + 2 * from, y, yo + from, to - from);
            return;
        }
        for (int outer = from; outer < to; outer++) {
            int xr = xo + outer * middle * inner;
            int yr = yo + outer * inner;
            if (inner == 1) {
                y[yr] = run(f, x, xr, middle);
            } else {
                columns(f, x, xr, middle, inner, y, yr);
            }
        }
    }

    /** Of pairs, real and imaginary parts of complex numbers for instance. */
    private static void magnitudes(float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            float a = x[xo + 2 * i];
            float b = x[xo + 2 * i + 1];
            y[yo + i] = (float) Math.sqrt(a * a + b * b);
        }
    }

    private static float run(ReduceFunction f, float[] x, int xo, int n) {
        return switch (f) {
            case SUM -> Sums.sum(x, xo, n);
            case MEAN -> Sums.sum(x, xo, n) / n;
            case MAX -> Sums.max(x, xo, n);
            case MIN -> Sums.min(x, xo, n);
            case PROD -> {
                float product = 1;
                for (int i = 0; i < n; i++) {
                    product *= x[xo + i];
                }
                yield product;
            }
            case L1 -> {
                float sum = 0;
                for (int i = 0; i < n; i++) {
                    sum += Math.abs(x[xo + i]);
                }
                yield sum;
            }
            case L2 -> (float) Math.sqrt(Sums.sumOfSquares(x, xo, n));
            case SUM_SQUARE -> Sums.sumOfSquares(x, xo, n);
            case LOG_SUM -> (float) Math.log(Sums.sum(x, xo, n));
            case LOG_SUM_EXP -> {
                float max = Sums.max(x, xo, n);
                float shift = Float.isInfinite(max) ? 0 : max;
                double sum = 0;
                for (int i = 0; i < n; i++) {
                    sum += Math.exp(x[xo + i] - shift);
                }
                yield (float) (Math.log(sum) + shift);
            }
        };
    }

    private static void columns(ReduceFunction f, float[] x, int xo, int middle, int inner, float[] y, int yo) {
        if (f == ReduceFunction.LOG_SUM_EXP) {
            logSumExp(x, xo, middle, inner, y, yo);
            return;
        }
        Arrays.fill(y, yo, yo + inner, (float) neutral(f));
        for (int m = 0; m < middle; m++) {
            accumulate(f, x, xo + m * inner, y, yo, inner);
        }
        for (int i = 0; i < inner; i++) {
            switch (f) {
                case MEAN -> y[yo + i] /= middle;
                case L2 -> y[yo + i] = (float) Math.sqrt(y[yo + i]);
                case LOG_SUM -> y[yo + i] = (float) Math.log(y[yo + i]);
                default -> {}
            }
        }
    }

    private static void accumulate(ReduceFunction f, float[] x, int xo, float[] y, int yo, int n) {
        switch (f) {
            case MAX -> BinaryKernels.apply(BinaryFunction.MAX, y, yo, 1, x, xo, 1, y, yo, n);
            case MIN -> BinaryKernels.apply(BinaryFunction.MIN, y, yo, 1, x, xo, 1, y, yo, n);
            case PROD -> BinaryKernels.apply(BinaryFunction.MUL, y, yo, 1, x, xo, 1, y, yo, n);
            case L1 -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] += Math.abs(x[xo + i]);
                }
            }
            case L2, SUM_SQUARE -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] += x[xo + i] * x[xo + i];
                }
            }
            case SUM, MEAN, LOG_SUM -> BinaryKernels.apply(BinaryFunction.ADD, y, yo, 1, x, xo, 1, y, yo, n);
            case LOG_SUM_EXP -> throw new IllegalArgumentException("not by accumulation");
        }
    }

    private static void logSumExp(float[] x, int xo, int middle, int inner, float[] y, int yo) {
        for (int i = 0; i < inner; i++) {
            float max = Float.NEGATIVE_INFINITY;
            for (int m = 0; m < middle; m++) {
                max = Math.max(max, x[xo + m * inner + i]);
            }
            float shift = Float.isInfinite(max) ? 0 : max;
            double sum = 0;
            for (int m = 0; m < middle; m++) {
                sum += Math.exp(x[xo + m * inner + i] - shift);
            }
            y[yo + i] = (float) (Math.log(sum) + shift);
        }
    }

    private static double neutral(ReduceFunction f) {
        return switch (f) {
            case MAX -> Double.NEGATIVE_INFINITY;
            case MIN -> Double.POSITIVE_INFINITY;
            case PROD -> 1;
            default -> 0;
        };
    }

    /** Reduces doubles of outer indices [{@code from}, {@code to}). */
    public static void reduce(
            ReduceFunction f, double[] x, int xo, int middle, int inner, double[] y, int yo, int from, int to) {
        for (int outer = from; outer < to; outer++) {
            for (int i = 0; i < inner; i++) {
                int at = xo + outer * middle * inner + i;
                double shift = f == ReduceFunction.LOG_SUM_EXP ? shift(x, at, middle, inner) : 0;
                double result = neutral(f);
                for (int m = 0; m < middle; m++) {
                    double v = x[at + m * inner];
                    result = switch (f) {
                        case SUM, MEAN, LOG_SUM -> result + v;
                        case MAX -> Math.max(result, v);
                        case MIN -> Math.min(result, v);
                        case PROD -> result * v;
                        case L1 -> result + Math.abs(v);
                        case L2, SUM_SQUARE -> result + v * v;
                        case LOG_SUM_EXP -> result + Math.exp(v - shift);
                    };
                }
                y[yo + outer * inner + i] = switch (f) {
                    case MEAN -> result / middle;
                    case L2 -> Math.sqrt(result);
                    case LOG_SUM -> Math.log(result);
                    case LOG_SUM_EXP -> Math.log(result) + shift;
                    default -> result;
                };
            }
        }
    }

    private static double shift(double[] x, int xo, int middle, int inner) {
        double max = Double.NEGATIVE_INFINITY;
        for (int m = 0; m < middle; m++) {
            max = Math.max(max, x[xo + m * inner]);
        }
        return Double.isInfinite(max) ? 0 : max;
    }

    /** Reduces longs of outer indices [{@code from}, {@code to}); means and roots are truncated. */
    public static void reduce(
            ReduceFunction f,
            boolean unsigned,
            long[] x,
            int xo,
            int middle,
            int inner,
            long[] y,
            int yo,
            int from,
            int to) {
        long flip = unsigned && (f == ReduceFunction.MAX || f == ReduceFunction.MIN) ? Long.MIN_VALUE : 0;
        for (int outer = from; outer < to; outer++) {
            for (int i = 0; i < inner; i++) {
                long result = switch (f) {
                    case MAX -> Long.MIN_VALUE;
                    case MIN -> Long.MAX_VALUE;
                    case PROD -> 1;
                    default -> 0;
                };
                long shift = f == ReduceFunction.LOG_SUM_EXP
                        ? greatest(x, xo + outer * middle * inner + i, middle, inner)
                        : 0;
                double exponentials = 0;
                for (int m = 0; m < middle; m++) {
                    long v = x[xo + (outer * middle + m) * inner + i] ^ flip;
                    result = switch (f) {
                        case SUM, MEAN, LOG_SUM -> result + v;
                        case MAX -> Math.max(result, v);
                        case MIN -> Math.min(result, v);
                        case PROD -> result * v;
                        case L1 -> result + (unsigned ? v : Math.abs(v));
                        case L2, SUM_SQUARE -> result + v * v;
                        case LOG_SUM_EXP -> result;
                    };
                    exponentials += f == ReduceFunction.LOG_SUM_EXP ? Math.exp((double) v - shift) : 0;
                }
                y[yo + outer * inner + i] = flip
                        ^ switch (f) {
                            case MEAN ->
                                middle == 0 ? 0 : unsigned ? Long.divideUnsigned(result, middle) : result / middle;
                            case L2 -> (long) Math.sqrt(result);
                            case LOG_SUM -> (long) Math.log(result);
                            case LOG_SUM_EXP -> shift + (long) Math.log(exponentials);
                            default -> result;
                        };
            }
        }
    }

    private static long greatest(long[] x, int xo, int middle, int inner) {
        long max = middle == 0 ? 0 : x[xo];
        for (int m = 1; m < middle; m++) {
            max = Math.max(max, x[xo + m * inner]);
        }
        return max;
    }

    /**
     * Index of the largest (smallest, for {@code least}) along the middle, the first one or the last; works on numbers
     * converted to doubles, which all types but 64-bit integers are without a loss.
     */
    public static void arg(
            boolean least,
            boolean last,
            double[] x,
            int xo,
            int middle,
            int inner,
            long[] y,
            int yo,
            int from,
            int to) {
        for (int outer = from; outer < to; outer++) {
            for (int i = 0; i < inner; i++) {
                int at = xo + outer * middle * inner + i;
                int best = 0;
                for (int m = 1; m < middle; m++) {
                    double v = x[at + m * inner];
                    double b = x[at + best * inner];
                    boolean better = least ? v < b : v > b;
                    if (better || last && v == b) {
                        best = m;
                    }
                }
                y[yo + outer * inner + i] = best;
            }
        }
    }

    /** The same of 64-bit integers. */
    public static void arg(
            boolean least,
            boolean last,
            boolean unsigned,
            long[] x,
            int xo,
            int middle,
            int inner,
            long[] y,
            int yo,
            int from,
            int to) {
        long flip = (unsigned ? Long.MIN_VALUE : 0) ^ (least ? -1 : 0);
        for (int outer = from; outer < to; outer++) {
            for (int i = 0; i < inner; i++) {
                int at = xo + outer * middle * inner + i;
                int best = 0;
                for (int m = 1; m < middle; m++) {
                    long v = x[at + m * inner] ^ flip;
                    long b = x[at + best * inner] ^ flip;
                    if (v > b || last && v == b) {
                        best = m;
                    }
                }
                y[yo + outer * inner + i] = best;
            }
        }
    }
}
