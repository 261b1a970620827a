package dev.lanewise.kernel;

/**
 * Functions of one number. {@code alpha} and {@code beta} are parameters that some of them have; the Javadoc of a
 * constant says what they mean there.
 */
public enum UnaryFunction {
    ABS,
    NEGATE,
    SIGN,
    EXP,
    EXPM1,
    LOG,
    LOG1P,
    SQRT,
    RSQRT,
    RECIPROCAL,
    SQUARE,
    FLOOR,
    CEIL,
    /** To the nearest integer, ties to even. */
    ROUND,
    SIN,
    COS,
    TAN,
    ASIN,
    ACOS,
    ATAN,
    SINH,
    COSH,
    TANH,
    ASINH,
    ACOSH,
    ATANH,
    ERF,
    SIGMOID,
    /** {@code alpha} is the lower bound, {@code beta} the upper one; the upper one wins. */
    CLIP,
    /** {@code x < 0 ? alpha * x : x}. */
    LEAKY_RELU,
    /** {@code x < 0 ? alpha * (exp(x) - 1) : x}. */
    ELU,
    /** {@code beta * (x > 0 ? x : alpha * (exp(x) - 1))}. */
    SELU,
    /** {@code max(0, x) + min(0, alpha * (exp(x / alpha) - 1))}. */
    CELU,
    /** {@code max(0, min(1, alpha * x + beta))}. */
    HARD_SIGMOID,
    /** {@code x * max(0, min(1, x / 6 + 1 / 2))}. */
    HARD_SWISH,
    /** {@code x * sigmoid(alpha * x)}. */
    SWISH,
    /** {@code x * tanh(log(1 + exp(x)))}. */
    MISH,
    SOFTPLUS,
    SOFTSIGN,
    /** {@code x > alpha ? x : 0}. */
    THRESHOLDED_RELU,
    /** {@code x < -alpha ? x + beta : x > alpha ? x - beta : 0}. */
    SHRINK,
    GELU,
    /** GELU approximated through tanh. */
    GELU_TANH,
    /** All bits flipped. */
    BITWISE_NOT,
    /** 0 becomes 1, anything else 0. */
    NOT
}
