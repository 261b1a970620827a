package dev.lanewise.op.elementwise;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.kernel.UnaryKernels;
import dev.lanewise.op.Binder;
import dev.lanewise.op.ComputesWide;
import dev.lanewise.op.Elements;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/** A function of each element; {@link UnaryFunction} says what {@code alpha} and {@code beta} are. */
public record Unary(UnaryFunction function, float alpha, float beta) implements KernelOperator, ComputesWide {

    public Unary(UnaryFunction function) {
        this(function, 0, 0);
    }

    /** {@code max(0, x)}. */
    public static Unary relu() {
        return clip(0, Float.POSITIVE_INFINITY);
    }

    /** {@code min(max(x, low), high)}. */
    public static Unary clip(float low, float high) {
        return new Unary(UnaryFunction.CLIP, low, high);
    }

    @Override
    public String name() {
        return function.name();
    }

    @Override
    public List<ValueType> infer(Inference in) {
        boolean bits = function == UnaryFunction.NOT || function == UnaryFunction.BITWISE_NOT;
        if (bits && in.type(0).isFloating()) {
            throw in.error("input 0 has type " + in.type(0) + ", expected integers or BOOL");
        }
        return List.of(in.tensor(0));
    }

    @Override
    public ElementType computeType(ElementType type) {
        boolean logical = function == UnaryFunction.NOT || function == UnaryFunction.BITWISE_NOT;
        return logical && type.carrier() == ElementType.Carrier.BYTES ? type : ComputesWide.super.computeType(type);
    }

    @Override
    public boolean overwrites(int input) {
        return true;
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand y = on.output();
        return Elements.spread(
                on,
                y.size(),
                switch (y.type()) {
                    case FLOAT ->
                        (frame, worker, from, to) -> UnaryKernels.apply(
                                function,
                                alpha,
                                beta,
                                x.floats(frame),
                                x.offset() + from,
                                y.floats(frame),
                                y.offset() + from,
                                to - from);
                    case DOUBLE ->
                        (frame, worker, from, to) -> UnaryKernels.apply(
                                function,
                                alpha,
                                beta,
                                x.doubles(frame),
                                x.offset() + from,
                                y.doubles(frame),
                                y.offset() + from,
                                to - from);
                    case INT32, UINT32 ->
                        (frame, worker, from, to) -> UnaryKernels.apply(
                                function,
                                alpha,
                                beta,
                                x.ints(frame),
                                x.offset() + from,
                                y.ints(frame),
                                y.offset() + from,
                                to - from);
                    case UINT64 ->
                        (frame, worker, from, to) -> UnaryKernels.applyUnsigned(
                                function,
                                alpha,
                                beta,
                                x.longs(frame),
                                x.offset() + from,
                                y.longs(frame),
                                y.offset() + from,
                                to - from);
                    case INT64 ->
                        (frame, worker, from, to) -> UnaryKernels.apply(
                                function,
                                alpha,
                                beta,
                                x.longs(frame),
                                x.offset() + from,
                                y.longs(frame),
                                y.offset() + from,
                                to - from);
                    case BOOL, UINT8, INT8 ->
                        (frame, worker, from, to) -> UnaryKernels.apply(
                                function,
                                x.bytes(frame),
                                x.offset() + from,
                                y.bytes(frame),
                                y.offset() + from,
                                to - from);
                    default -> throw on.error("has no kernel for " + y.type());
                });
    }
}
