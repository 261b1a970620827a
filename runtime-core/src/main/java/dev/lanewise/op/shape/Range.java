package dev.lanewise.op.shape;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.kernel.Convert;
import dev.lanewise.kernel.NumberFormat;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Elements;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Numbers;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.math.BigInteger;
import java.util.List;
import java.util.Objects;

/** Numbers from input 0 to before input 1, input 2 apart. ONNX Range. */
public record Range() implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        ElementType type = in.type(0);
        for (int i = 0; i < 3; i++) {
            IndexShapes.requireNumbers(in, i);
            if (in.shape(i).size() >= 0 && in.shape(i).size() != 1) {
                throw in.error("input " + i + " has shape " + in.shape(i) + ", expected one element");
            }
        }
        Tensor start = in.known(0);
        Tensor limit = in.known(1);
        Tensor delta = in.known(2);
        if (start == null || limit == null || delta == null) {
            return List.of(new TensorType(type, Shape.ofRank(1)));
        }
        double count = type.carrier() == ElementType.Carrier.LONGS
                ? count(integer(start), integer(limit), integer(delta))
                : count(Numbers.of(start)[0], Numbers.of(limit)[0], Numbers.of(delta)[0]);
        if (Double.isNaN(count)) {
            throw in.error("the step is 0, or an end or the step not a number");
        }
        return List.of(TensorType.of(type, (long) Math.max(0, count)));
    }

    private static double count(double start, double limit, double delta) {
        return delta == 0 ? Double.NaN : Math.ceil((limit - start) / delta);
    }

    /** The same of 64-bit integers, whose differences doubles do not hold. */
    private static double count(BigInteger start, BigInteger limit, BigInteger delta) {
        if (delta.signum() == 0) {
            return Double.NaN;
        }
        BigInteger[] quotient = limit.subtract(start).divideAndRemainder(delta);
        boolean more = quotient[1].signum() * delta.signum() > 0;
        return quotient[0].doubleValue() + (more ? 1 : 0);
    }

    private static BigInteger integer(Tensor tensor) {
        long value = tensor.longs()[0];
        return tensor.type() == ElementType.UINT64
                ? new BigInteger(Long.toUnsignedString(value))
                : BigInteger.valueOf(value);
    }

    @Override
    public Step bind(Binder on) {
        Operand y = on.output();
        int size = y.size();
        Tensor start = Objects.requireNonNull(on.constant(0));
        Tensor delta = Objects.requireNonNull(on.constant(2));
        if (y.type().carrier() == ElementType.Carrier.LONGS) {
            long first = start.longs()[0];
            long step = delta.longs()[0];
            return frame -> {
                long[] to = y.longs(frame);
                for (int i = 0; i < size; i++) {
                    to[y.offset() + i] = first + i * step;
                }
            };
        }
        double first = Numbers.of(start)[0];
        double step = Numbers.of(delta)[0];
        var whole = new double[size];
        for (int i = 0; i < size; i++) {
            whole[i] = first + i * step;
        }
        NumberFormat format = Elements.format(y.type());
        return frame -> Convert.run(NumberFormat.DOUBLE, whole, 0, format, y.array(frame), y.offset(), size, false);
    }
}
