package dev.lanewise.op.state;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.op.Binder;
import dev.lanewise.op.DynamicOperator;
import dev.lanewise.op.Evaluation;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.StatefulOperator;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The value of a variable. TFLite READ_VARIABLE, and what operators find in its variable tensors. */
public record ReadVariable(Variable variable) implements KernelOperator, DynamicOperator, StatefulOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        return List.of(variable.type());
    }

    @Override
    public Step bind(Binder on) {
        Operand y = on.output();
        int entries = y.size() * y.type().entries();
        return frame -> System.arraycopy(variable.value(frame.state()).array(), 0, y.array(frame), y.offset(), entries);
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        return List.of(Tensor.of(variable.value(on.state())));
    }
}
