package dev.lanewise.op.shape;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.op.Binder;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/** The same bits as another type of the same width. ONNX BitCast. */
public record BitCast(ElementType to) implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        if (in.type(0).bits() != to.bits() || to == ElementType.STRING) {
            throw in.error("cannot take the bits of " + in.type(0) + " as " + to);
        }
        return List.of(in.tensor(0).as(to));
    }

    @Override
    public boolean overwrites(int input) {
        return true;
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand y = on.output();
        int length = x.size() * x.type().entries();
        return frame -> run(x.array(frame), x.offset(), y.array(frame), y.offset(), length);
    }

    private void run(Object x, int xo, Object y, int yo, int length) {
        switch (x) {
            case float[] from
            when y instanceof int[] target -> {
                for (int i = 0; i < length; i++) {
                    target[yo + i] = Float.floatToRawIntBits(from[xo + i]);
                }
            }
            case int[] from
            when y instanceof float[] target -> {
                for (int i = 0; i < length; i++) {
                    target[yo + i] = Float.intBitsToFloat(from[xo + i]);
                }
            }
            case double[] from
            when y instanceof long[] target -> {
                for (int i = 0; i < length; i++) {
                    target[yo + i] = Double.doubleToRawLongBits(from[xo + i]);
                }
            }
            case long[] from
            when y instanceof double[] target -> {
                for (int i = 0; i < length; i++) {
                    target[yo + i] = Double.longBitsToDouble(from[xo + i]);
                }
            }
            case float[] from when y instanceof long[] target -> pairsToLongs(from, xo, target, yo, length / 2);
            case float[] from
            when y instanceof double[] target -> {
                for (int i = 0; i < length / 2; i++) {
                    target[yo + i] = Double.longBitsToDouble(pair(from, xo + 2 * i));
                }
            }
            case long[] from
            when y instanceof float[] target -> {
                for (int i = 0; i < length; i++) {
                    split(from[xo + i], target, yo + 2 * i);
                }
            }
            case double[] from
            when y instanceof float[] target -> {
                for (int i = 0; i < length; i++) {
                    split(Double.doubleToRawLongBits(from[xo + i]), target, yo + 2 * i);
                }
            }
            case byte[] from
            when to.bits() < 8 -> {
                int shift = to.isUnsigned() || to.isFloating() ? 0 : Integer.SIZE - to.bits();
                int mask = (1 << to.bits()) - 1;
                for (int i = 0; i < length; i++) {
                    ((byte[]) y)[yo + i] = (byte) ((from[xo + i] & mask) << shift >> shift);
                }
            }
            default -> System.arraycopy(x, xo, y, yo, length);
        }
    }

    private static void pairsToLongs(float[] from, int xo, long[] target, int yo, int count) {
        for (int i = 0; i < count; i++) {
            target[yo + i] = pair(from, xo + 2 * i);
        }
    }

    private static long pair(float[] from, int at) {
        return (long) Float.floatToRawIntBits(from[at + 1]) << 32 | Float.floatToRawIntBits(from[at]) & 0xFFFFFFFFL;
    }

    private static void split(long bits, float[] target, int at) {
        target[at] = Float.intBitsToFloat((int) bits);
        target[at + 1] = Float.intBitsToFloat((int) (bits >>> 32));
    }
}
