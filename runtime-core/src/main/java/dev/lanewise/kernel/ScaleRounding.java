package dev.lanewise.kernel;

/** How a number becomes a power of two in FLOAT8E8M0: ONNX Cast's {@code round_mode}. */
public enum ScaleRounding {
    /** To the next power of two above. */
    UP,
    /** To the power of two below. */
    DOWN,
    /** To the nearer one, ties up. */
    NEAREST
}
