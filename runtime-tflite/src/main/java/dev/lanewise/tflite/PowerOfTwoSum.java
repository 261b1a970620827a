package dev.lanewise.tflite;

import dev.lanewise.graph.Edge;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.FixedPoint;
import dev.lanewise.kernel.FixedPointFactor;
import dev.lanewise.kernel.RescaleArithmetic;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.quantize.Lookup;
import dev.lanewise.op.quantize.Rescale;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tflite.file.Quantization;
import dev.lanewise.tflite.file.TensorInfo;

/**
 * ADD and SUB of 16-bit integers in steps of powers of two, which have a kernel of their own unless an option says
 * otherwise: the finer summand is rounded to the steps of the other and of the output, and the sum saturates.
 */
final class PowerOfTwoSum {

    private static final int POWERS_OF_TWO = 1;

    private PowerOfTwoSum() {}

    /** Whether {@code node} is such a sum. */
    static boolean is(TfliteNode node) {
        return node.flag(POWERS_OF_TWO, true)
                && isPowerOfTwo(node.inputInfo(0))
                && isPowerOfTwo(node.inputInfo(1))
                && isPowerOfTwo(node.outputInfo(0));
    }

    private static boolean isPowerOfTwo(TensorInfo info) {
        Quantization quantization = info.quantization();
        return info.type() == ElementType.INT16
                && quantization.isPerTensor()
                && quantization.zeroPoint() == 0
                && quantization.scales()[0]
                        == Math.scalb(1f, Math.getExponent(quantization.scales()[0]));
    }

    /** Adds it. */
    static void read(TfliteNode node, BinaryFunction function) {
        int[] shifts = {shift(node, 0), shift(node, 1)};
        if (Math.min(shifts[0], shifts[1]) != 0) {
            throw node.error("its steps are 2^-" + shifts[0] + " and 2^-" + shifts[1]
                    + " of the output's, expected one to be the same and none to be larger");
        }
        Edge sum = node.add(new Binary(function), rounded(node, 0, shifts[0]), rounded(node, 1, shifts[1]));
        var one = FixedPointFactor.of(1);
        var narrow = new Rescale(ElementType.INT16, 0, Short.MIN_VALUE, Short.MAX_VALUE, RescaleArithmetic.NARROW);
        Edge saturated = node.add(
                narrow,
                sum,
                node.constant(Tensor.of(new int[] {one.multiplier()}, 1)),
                node.constant(Tensor.of(new int[] {one.shift()}, 1)));
        node.giveIntegers(0, node.byteOption(0), saturated);
    }

    private static int shift(TfliteNode node, int index) {
        return Math.getExponent(node.outputScale(0)) - Math.getExponent(node.scale(index));
    }

    /** An input in steps larger by 2 to the power of {@code shift}, ties away from zero. */
    private static Edge rounded(TfliteNode node, int index, int shift) {
        var values = new int[1 << Short.SIZE];
        for (int i = 0; i < values.length; i++) {
            values[i] = FixedPoint.divideByPowerOfTwo(i + Short.MIN_VALUE, Math.min(shift, Integer.SIZE - 1));
        }
        return node.add(new Lookup(), node.input(index), node.constant(Tensor.of(values, values.length)));
    }
}
