package dev.lanewise.exec;

import dev.lanewise.graph.Node;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Operand;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.InvalidInputException;
import dev.lanewise.tensor.LanewiseException;
import dev.lanewise.tensor.ResourceLimitException;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Binds one node of a plan. */
final class NodeBinder implements Binder {

    /** Where operands and workspaces come from. */
    interface Memory {
        Operand constantOperand(Tensor tensor);

        Operand workspace(ElementType type, long length);
    }

    private final Node node;
    private final List<@Nullable Operand> inputs;
    private final List<@Nullable Tensor> constants;
    private final List<Operand> outputs;
    private final Memory memory;
    private final Settings settings;

    NodeBinder(
            Node node,
            List<@Nullable Operand> inputs,
            List<@Nullable Tensor> constants,
            List<Operand> outputs,
            Memory memory,
            Settings settings) {
        this.node = node;
        this.inputs = inputs;
        this.constants = constants;
        this.outputs = outputs;
        this.memory = memory;
        this.settings = settings;
    }

    @Override
    public int inputs() {
        return inputs.size();
    }

    @Override
    public boolean has(int index) {
        return index < inputs.size() && (inputs.get(index) != null || constants.get(index) != null);
    }

    @Override
    public Operand input(int index) {
        Operand operand = index < inputs.size() ? inputs.get(index) : null;
        if (operand == null) {
            Tensor value = constant(index);
            if (value == null) {
                throw error("input " + index + " is missing");
            }
            operand = memory.constantOperand(value);
            inputs.set(index, operand);
        }
        return operand;
    }

    @Override
    public int outputs() {
        return outputs.size();
    }

    @Override
    public Operand output(int index) {
        return outputs.get(index);
    }

    @Override
    public @Nullable Tensor constant(int index) {
        return index < constants.size() ? constants.get(index) : null;
    }

    @Override
    public <T> T prepared(int index, Object key, Function<Tensor, T> make) {
        Tensor value = constant(index);
        if (value == null) {
            throw error("input " + index + " is not a constant");
        }
        return settings.prepared().get(value, key, make);
    }

    @Override
    public Operand workspace(ElementType type, long length) {
        if (length > Integer.MAX_VALUE) {
            throw new ResourceLimitException(
                    node + ": needs a workspace of " + length + " elements; an array has at most " + Integer.MAX_VALUE);
        }
        return memory.workspace(type, length);
    }

    @Override
    public int threads() {
        return settings.workers().count();
    }

    @Override
    public boolean strict() {
        return settings.strict();
    }

    @Override
    public LanewiseException error(String message) {
        return new InvalidInputException(node + ": " + message);
    }
}
