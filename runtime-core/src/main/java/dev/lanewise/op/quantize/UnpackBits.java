package dev.lanewise.op.quantize;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Elements;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/**
 * Unsigned numbers of a few bits, packed from the low bits of bytes up, as UINT8; the last axis grows by as many as a
 * byte holds.
 *
 * @param bits 2, 4 or 8
 */
public record UnpackBits(int bits) implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, ElementType.UINT8);
        Shape x = in.shape(0);
        if (!x.isRanked()) {
            return List.of(in.tensor(0));
        }
        if (x.rank() == 0) {
            throw in.error("input 0 has no dimensions, expected one or more");
        }
        long[] dims = x.dims();
        int last = dims.length - 1;
        dims[last] = dims[last] < 0 ? Shape.ANY : Math.multiplyExact(dims[last], 8 / bits);
        return List.of(in.tensor(0).as(Shape.of(dims)));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand y = on.output();
        int each = 8 / bits;
        int mask = (1 << bits) - 1;
        return Elements.spread(on, x.size(), (frame, worker, from, to) -> {
            byte[] packed = x.bytes(frame);
            byte[] numbers = y.bytes(frame);
            for (int i = from; i < to; i++) {
                int value = packed[x.offset() + i] & 0xFF;
                for (int k = 0; k < each; k++) {
                    numbers[y.offset() + i * each + k] = (byte) (value >> k * bits & mask);
                }
            }
        });
    }
}
