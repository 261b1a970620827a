package dev.lanewise.quant;

import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.InvalidInputException;

/**
 * How weights become integers.
 *
 * @param bits 2 to 8
 * @param symmetric whether 0 stands for 0, else a zero point makes use of the whole range
 * @param perChannel whether each output channel (each row of an embedding table) has a scale of its own
 * @param block how many weights of one output channel share a scale; 0 where all do
 * @param rounding which of its two neighbours a weight becomes
 */
public record WeightFormat(int bits, boolean symmetric, boolean perChannel, int block, Rounding rounding) {

    /** Which integer a weight becomes. */
    public enum Rounding {
        /** The nearest. */
        NEAREST,
        /**
         * Up or down, so that the layer's output on the calibration samples changes least: the objective of AdaRound
         * (Nagel et al. 2020), minimised by coordinate descent.
         */
        ADAPTIVE,
        /**
         * The nearest, after the errors of weights rounded before were made good on those to come: GPTQ (Frantar et al.
         * 2022), from the second moments of the layer's inputs on the calibration samples.
         */
        SECOND_ORDER
    }

    /** 8 bits, symmetric, a scale for each output channel. */
    public static final WeightFormat INT8 = new WeightFormat(8, true, true, 0, Rounding.NEAREST);

    /** 4 bits, symmetric, a scale for each block of 32 weights. */
    public static final WeightFormat INT4 = new WeightFormat(4, true, true, 32, Rounding.NEAREST);

    public WeightFormat {
        if (bits < 2 || bits > 8) {
            throw new InvalidInputException("weights of " + bits + " bits, expected 2 to 8");
        }
        if (block < 0 || block > 0 && !perChannel) {
            throw new InvalidInputException("blocks of " + block + " weights, expected 0 for none, or a positive number"
                    + " and a scale for each channel");
        }
    }

    /** The same with another rounding. */
    public WeightFormat rounding(Rounding other) {
        return new WeightFormat(bits, symmetric, perChannel, block, other);
    }

    /** The same with {@code count} bits. */
    public WeightFormat bits(int count) {
        return new WeightFormat(count, symmetric, perChannel, block, rounding);
    }

    /** The same in blocks of {@code size} weights that share a scale; 0 for none. */
    public WeightFormat block(int size) {
        return new WeightFormat(bits, symmetric, perChannel || size > 0, size, rounding);
    }

    /** The same with one scale for the whole tensor. */
    public WeightFormat perTensor() {
        return new WeightFormat(bits, symmetric, false, 0, rounding);
    }

    /** The same with zero points. */
    public WeightFormat asymmetric() {
        return new WeightFormat(bits, false, perChannel, block, rounding);
    }

    /** The element type that holds the integers. */
    ElementType type() {
        return bits <= 4 ? ElementType.INT4 : ElementType.INT8;
    }
}
