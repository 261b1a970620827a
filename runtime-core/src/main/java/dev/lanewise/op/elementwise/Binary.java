package dev.lanewise.op.elementwise;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.BinaryKernels;
import dev.lanewise.kernel.Broadcast;
import dev.lanewise.op.Binder;
import dev.lanewise.op.ComputesWide;
import dev.lanewise.op.Elements;
import dev.lanewise.op.Frame;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;
import java.util.Set;

/** A function of pairs of elements of one type, broadcast as NumPy does. */
public record Binary(BinaryFunction function) implements KernelOperator, ComputesWide {

    private static final Set<ElementType> KERNELS = Set.of(
            ElementType.FLOAT,
            ElementType.DOUBLE,
            ElementType.INT32,
            ElementType.INT64,
            ElementType.UINT64,
            ElementType.BOOL,
            ElementType.UINT8,
            ElementType.INT8);

    @Override
    public String name() {
        return function.name();
    }

    @Override
    public List<ValueType> infer(Inference in) {
        if (in.type(0) != in.type(1)) {
            throw in.error("inputs have types " + in.type(0) + " and " + in.type(1) + ", expected the same");
        }
        if (isLogical() && in.type(0).isFloating()) {
            throw in.error("inputs have type " + in.type(0) + ", expected integers or BOOL");
        }
        Shape shape = in.broadcast(0, 1);
        return List.of(new TensorType(in.type(0), shape));
    }

    @Override
    public ElementType computeType(ElementType type) {
        return isLogical() && type.carrier() == ElementType.Carrier.BYTES ? type : ComputesWide.super.computeType(type);
    }

    private boolean isLogical() {
        return switch (function) {
            case AND, OR, XOR -> true;
            default -> false;
        };
    }

    @Override
    public boolean overwrites(int input) {
        return true;
    }

    @Override
    public Step bind(Binder on) {
        Operand a = on.input(0);
        Operand b = on.input(1);
        Operand y = on.output();
        if (!KERNELS.contains(y.type())) {
            throw on.error("has no kernel for " + y.type());
        }
        var walk = new Broadcast(y.dims(), a.dims(), b.dims());
        int n = walk.runLength();
        if (walk.runs() == 1) {
            int as = walk.step(0);
            int bs = walk.step(1);
            return Elements.spread(
                    on,
                    n,
                    (frame, worker, from, to) -> run(
                            frame,
                            a.offset() + from * as,
                            as,
                            b.offset() + from * bs,
                            bs,
                            y.offset() + from,
                            to - from,
                            a,
                            b,
                            y));
        }
        return on.parallel(walk.runs(), Elements.runs(n), (frame, worker, from, to) -> {
            for (int i = from; i < to; i++) {
                int ao = a.offset() + walk.offset(0, i);
                int bo = b.offset() + walk.offset(1, i);
                run(frame, ao, walk.step(0), bo, walk.step(1), y.offset() + i * n, n, a, b, y);
            }
        });
    }

    private void run(Frame frame, int ao, int as, int bo, int bs, int yo, int n, Operand a, Operand b, Operand y) {
        switch (y.type()) {
            case FLOAT ->
                BinaryKernels.apply(function, a.floats(frame), ao, as, b.floats(frame), bo, bs, y.floats(frame), yo, n);
            case DOUBLE ->
                BinaryKernels.apply(
                        function, a.doubles(frame), ao, as, b.doubles(frame), bo, bs, y.doubles(frame), yo, n);
            case INT32 ->
                BinaryKernels.apply(function, a.ints(frame), ao, as, b.ints(frame), bo, bs, y.ints(frame), yo, n);
            case INT64 ->
                BinaryKernels.apply(function, a.longs(frame), ao, as, b.longs(frame), bo, bs, y.longs(frame), yo, n);
            case UINT64 ->
                BinaryKernels.applyUnsigned(
                        function, a.longs(frame), ao, as, b.longs(frame), bo, bs, y.longs(frame), yo, n);
            case BOOL, UINT8, INT8 ->
                BinaryKernels.apply(function, a.bytes(frame), ao, as, b.bytes(frame), bo, bs, y.bytes(frame), yo, n);
            default -> throw new IllegalStateException("no kernel for " + y.type());
        }
    }
}
