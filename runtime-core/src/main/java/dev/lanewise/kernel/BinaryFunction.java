package dev.lanewise.kernel;

/** Functions of two numbers of one type. */
public enum BinaryFunction {
    ADD,
    SUB,
    MUL,
    /** Integers are truncated towards zero; an integer divided by zero gives zero. */
    DIV,
    /** Of the exponent, only its value as a double counts. */
    POW,
    /** NaN when either is. */
    MIN,
    /** NaN when either is. */
    MAX,
    /** Remainder with the sign of the divisor; an integer modulo zero gives zero. */
    MOD,
    /** Remainder with the sign of the dividend, as C's {@code fmod}. */
    FMOD,
    /** Quotient rounded down. */
    FLOOR_DIV,
    /** {@code a < 0 ? a * b : a}. */
    PRELU,
    SQUARED_DIFFERENCE,
    ATAN2,
    AND,
    OR,
    XOR,
    /** By {@code b} bits; shifting by the width or more gives 0. */
    SHIFT_LEFT,
    /** By {@code b} bits, zeros moving in; shifting by the width or more gives 0. */
    SHIFT_RIGHT
}
