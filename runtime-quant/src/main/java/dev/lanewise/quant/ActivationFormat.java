package dev.lanewise.quant;

import dev.lanewise.tensor.InvalidInputException;

/**
 * How activations become integers.
 *
 * @param bits 2 to 8, or 16
 * @param signed whether integers have a sign
 * @param symmetric whether the range is as wide below 0 as above
 */
public record ActivationFormat(int bits, boolean signed, boolean symmetric) {

    /** 8 bits with a sign and a zero point: what TFLite's integer kernels take, and ONNX Runtime's too. */
    public static final ActivationFormat INT8 = new ActivationFormat(8, true, false);

    /** 8 bits without a sign, with a zero point. */
    public static final ActivationFormat UINT8 = new ActivationFormat(8, false, false);

    /** 16 bits with a sign, symmetric. */
    public static final ActivationFormat INT16 = new ActivationFormat(16, true, true);

    public ActivationFormat {
        if ((bits < 2 || bits > 8) && bits != 16) {
            throw new InvalidInputException("activations of " + bits + " bits, expected 2 to 8, or 16");
        }
    }

    Affine affine(Range range) {
        return Affine.of(range, bits, signed, symmetric);
    }
}
