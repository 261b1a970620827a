package dev.lanewise.kernel;

/** How quantization rounds. */
public enum QuantizeRounding {
    /** To nearest, ties to even. ONNX. */
    EVEN,

    /** To nearest, ties away from zero. TFLite. */
    AWAY
}
