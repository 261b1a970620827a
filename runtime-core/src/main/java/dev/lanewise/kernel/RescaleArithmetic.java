package dev.lanewise.kernel;

/** How sums are multiplied by a factor. */
public enum RescaleArithmetic {
    /** 32-bit sums, 31-bit factors, rounded twice. */
    NARROW,

    /** 64-bit sums, 15-bit factors, rounded once, halves up. */
    WIDE,

    /** Doubles, ties rounded away from zero. */
    REAL,

    /** Floats, ties rounded to even: integer operators of ONNX. */
    FLOAT
}
