package dev.lanewise.tflite;

import dev.lanewise.graph.Edge;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.FixedPointCurves;
import dev.lanewise.kernel.FixedPointFactor;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.quantize.Lookup;
import dev.lanewise.op.shape.Gather;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.function.IntUnaryOperator;

/** DIV of bytes, by a table of all pairs. A quotient by 0 is the bound on its side. */
final class QuantizedQuotient {

    private static final int BYTES = 1 << Byte.SIZE;

    private QuantizedQuotient() {}

    /** Whether {@code node} divides quantized bytes. */
    static boolean is(TfliteNode node) {
        ElementType type = node.outputInfo(0).type();
        return type.bits() == Byte.SIZE
                && node.isQuantized(0)
                && node.inputInfo(0).type() == type
                && node.inputInfo(1).type() == type
                && node.isQuantized(1);
    }

    /** Adds it. */
    static void read(TfliteNode node) {
        ElementType type = node.outputInfo(0).type();
        int least = type == ElementType.UINT8 ? 0 : Byte.MIN_VALUE;
        int dividendZero = node.inputInfo(0).quantization().zeroPoint();
        int divisorZero = node.inputInfo(1).quantization().zeroPoint();
        int zero = node.outputQuantization(0).zeroPoint();
        var factor = FixedPointFactor.of((double) (node.scale(0) / (node.scale(1) * node.outputScale(0))));
        var quotients = new byte[BYTES * BYTES];
        for (int i = 0; i < quotients.length; i++) {
            int dividend = i / BYTES + least - dividendZero;
            int divisor = i % BYTES + least - divisorZero;
            long quotient = divisor == 0
                    ? Integer.signum(dividend) * BYTES
                    : FixedPointCurves.quotient(dividend, divisor, factor);
            quotients[i] = (byte) Math.clamp(zero + quotient, least, least + BYTES - 1);
        }
        Edge pair = node.add(
                new Binary(BinaryFunction.ADD),
                table(node, 0, least, q -> (q - least) * BYTES),
                table(node, 1, least, q -> q - least));
        Edge table = node.constant(Tensor.wrap(type, quotients, quotients.length));
        node.giveIntegers(0, node.byteOption(0), node.add(new Gather(0), table, pair));
    }

    /** A function of each integer of an input, as INT32. */
    private static Edge table(TfliteNode node, int index, int least, IntUnaryOperator function) {
        var entries = new int[BYTES];
        for (int i = 0; i < BYTES; i++) {
            entries[i] = function.applyAsInt(i + least);
        }
        return node.add(new Lookup(), node.input(index), node.constant(Tensor.of(entries, BYTES)));
    }
}
