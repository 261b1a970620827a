package dev.lanewise.op;

import dev.lanewise.graph.Operator;
import dev.lanewise.kernel.KernelGroup;
import java.util.Set;

/** An operator whose output shapes follow from its inputs' types and known values, and which runs as a bound step. */
public interface KernelOperator extends Operator {

    /** Binds the operator to kernels for the shapes of the binder's operands. */
    Step bind(Binder on);

    /** Kernels that a run may spend its time in, to be compiled before. */
    default Set<KernelGroup> kernels() {
        return Set.of();
    }

    /** Whether output 0 may be written over input {@code input} when both have the same type and size. */
    default boolean overwrites(int input) {
        return false;
    }

    /** Whether output 0 holds the elements of input 0 in the same order, given input 0's dimensions: then nothing runs. */
    default boolean isView(int[] inputDims) {
        return false;
    }
}
