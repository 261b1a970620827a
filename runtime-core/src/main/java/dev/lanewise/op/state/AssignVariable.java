package dev.lanewise.op.state;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.op.Binder;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.State;
import dev.lanewise.op.StatefulOperator;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** Gives variable {@code name} the value of input 0, of any shape. No outputs. TFLite ASSIGN_VARIABLE. */
public record AssignVariable(String name) implements KernelOperator, StatefulOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        in.tensor(0);
        return List.of();
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        long[] shape = Arrays.stream(x.dims()).asLongStream().toArray();
        int entries = x.size() * x.type().entries();
        return frame -> System.arraycopy(
                x.array(frame),
                x.offset(),
                target(frame.state(), x.type(), shape).array(),
                0,
                entries);
    }

    private Tensor target(State state, ElementType type, long[] shape) {
        if (state.get(name) instanceof Tensor old && old.type() == type && Arrays.equals(old.shape(), shape)) {
            return old;
        }
        Tensor target = Tensor.zeros(type, shape);
        state.put(name, target);
        return target;
    }
}
