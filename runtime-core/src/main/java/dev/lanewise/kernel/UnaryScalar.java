package dev.lanewise.kernel;

/** Plain Java twins of {@link UnaryKernels}; the simple functions are loops without branches. */
final class UnaryScalar {

    private UnaryScalar() {}

    static void apply(UnaryFunction f, float alpha, float beta, float[] x, int xo, float[] y, int yo, int n) {
        switch (f) {
            case ABS -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] = Math.abs(x[xo + i]);
                }
            }
            case NEGATE -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] = -x[xo + i];
                }
            }
            case SQUARE -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] = x[xo + i] * x[xo + i];
                }
            }
            case RECIPROCAL -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] = 1f / x[xo + i];
                }
            }
            case SQRT -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] = (float) Math.sqrt(x[xo + i]);
                }
            }
            case RSQRT -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] = 1f / (float) Math.sqrt(x[xo + i]);
                }
            }
            case CLIP -> clip(alpha, beta, x, xo, y, yo, n);
            case LEAKY_RELU -> {
                for (int i = 0; i < n; i++) {
                    float v = x[xo + i];
                    y[yo + i] = v < 0 ? v * alpha : v;
                }
            }
            case HARD_SIGMOID -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] = Math.min(Math.max(alpha * x[xo + i] + beta, 0f), 1f);
                }
            }
            case HARD_SWISH -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] = x[xo + i] * Math.min(Math.max(x[xo + i] * (1f / 6) + 0.5f, 0f), 1f);
                }
            }
            case EXP -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] = VectorMath.exp(x[xo + i]);
                }
            }
            case TANH -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] = VectorMath.tanh(x[xo + i]);
                }
            }
            case ERF -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] = VectorMath.erf(x[xo + i]);
                }
            }
            case SIGMOID -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] = VectorMath.sigmoid(x[xo + i]);
                }
            }
            case GELU -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] = VectorMath.gelu(x[xo + i]);
                }
            }
            case GELU_TANH -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] = VectorMath.geluTanh(x[xo + i]);
                }
            }
            case SWISH -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] = x[xo + i] / VectorMath.onePlusExp(x[xo + i] * -alpha);
                }
            }
            case LOG -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] = VectorMath.log(x[xo + i]);
                }
            }
            case SOFTPLUS -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] = VectorMath.softplus(x[xo + i]);
                }
            }
            case MISH -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] = VectorMath.mish(x[xo + i]);
                }
            }
            case ELU -> elu(alpha, 1f, x, xo, y, yo, n);
            case SELU -> elu(alpha, beta, x, xo, y, yo, n);
            case CELU -> celu(alpha, x, xo, y, yo, n);
            case SOFTSIGN -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] = x[xo + i] / (Math.abs(x[xo + i]) + 1f);
                }
            }
            default -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] = (float) of(f, alpha, beta, x[xo + i]);
                }
            }
        }
    }

    /** Apart, because a small method is compiled soon. */
    private static void clip(float least, float most, float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = Math.min(Math.max(x[xo + i], least), most);
        }
    }

    private static void elu(float alpha, float beta, float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            float v = x[xo + i];
            y[yo + i] = (v < 0 ? VectorMath.expm1OfNegative(v) * alpha : v) * beta;
        }
    }

    private static void celu(float alpha, float[] x, int xo, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            float v = x[xo + i];
            y[yo + i] = v < 0 ? VectorMath.expm1OfNegative(v / alpha) * alpha : v;
        }
    }

    static double of(UnaryFunction f, double alpha, double beta, double x) {
        return switch (f) {
            case ABS -> Math.abs(x);
            case NEGATE -> -x;
            case SIGN -> Math.signum(x);
            case EXP -> Math.exp(x);
            case EXPM1 -> Math.expm1(x);
            case LOG -> Math.log(x);
            case LOG1P -> Math.log1p(x);
            case SQRT -> Math.sqrt(x);
            case RSQRT -> 1 / Math.sqrt(x);
            case RECIPROCAL -> 1 / x;
            case SQUARE -> x * x;
            case FLOOR -> Math.floor(x);
            case CEIL -> Math.ceil(x);
            case ROUND -> Math.rint(x);
            case SIN -> Math.sin(x);
            case COS -> Math.cos(x);
            case TAN -> Math.tan(x);
            case ASIN -> Math.asin(x);
            case ACOS -> Math.acos(x);
            case ATAN -> Math.atan(x);
            case SINH -> Math.sinh(x);
            case COSH -> Math.cosh(x);
            case TANH -> Math.tanh(x);
            case ASINH -> Double.isInfinite(x) ? x : Math.copySign(Math.log(Math.abs(x) + Math.sqrt(x * x + 1)), x);
            case ACOSH -> Math.log(x + Math.sqrt(x * x - 1));
            case ATANH -> 0.5 * Math.log((1 + x) / (1 - x));
            case ERF -> erf(x);
            case SIGMOID -> 1 / (1 + Math.exp(-x));
            case CLIP -> Math.min(Math.max(x, alpha), beta);
            case LEAKY_RELU -> x < 0 ? alpha * x : x;
            case ELU -> x < 0 ? alpha * Math.expm1(x) : x;
            case SELU -> beta * (x > 0 ? x : alpha * Math.expm1(x));
            case CELU -> Math.max(0, x) + Math.min(0, alpha * Math.expm1(x / alpha));
            case HARD_SIGMOID -> Math.max(0, Math.min(1, alpha * x + beta));
            case HARD_SWISH -> x * Math.max(0, Math.min(1, x / 6 + 0.5));
            case SWISH -> x / (1 + Math.exp(-alpha * x));
            case MISH -> x * Math.tanh(softplus(x));
            case SOFTPLUS -> softplus(x);
            case SOFTSIGN -> x / (1 + Math.abs(x));
            case THRESHOLDED_RELU -> x > alpha ? x : 0;
            case SHRINK -> x < -alpha ? x + beta : x > alpha ? x - beta : 0;
            case GELU -> 0.5 * x * (1 + erf(x * Math.sqrt(0.5)));
            case GELU_TANH -> 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
            case BITWISE_NOT, NOT -> throw new IllegalArgumentException(f + " of floating-point numbers");
        };
    }

    private static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    /** By the Maclaurin series for small arguments, else by the continued fraction of erfc; to about 1e-15. */
    private static double erf(double x) {
        double a = Math.abs(x);
        if (Double.isNaN(x)) {
            return x;
        }
        if (a < 2.5) {
            double term = x;
            double sum = x;
            for (int n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
                term *= -x * x / n;
                sum += term / (2 * n + 1);
            }
            return sum * 2 / Math.sqrt(Math.PI);
        }
        if (a > 6) {
            return Math.signum(x);
        }
        double fraction = 0;
        for (int n = 60; n >= 1; n--) {
            fraction = n / 2.0 / (a + fraction);
        }
        double erfc = Math.exp(-a * a) / Math.sqrt(Math.PI) / (a + fraction);
        return Math.copySign(1 - erfc, x);
    }
}
