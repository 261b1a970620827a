package dev.lanewise.op;

import dev.lanewise.graph.Operator;
import dev.lanewise.tensor.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An operator that is run with its inputs' values in hand, since the shapes of its outputs depend on them, since it
 * handles sequences or maps, or since it runs subgraphs.
 */
public interface DynamicOperator extends Operator {

    /** Computes all outputs; none aliases an input unless the operator only passes values on. */
    List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs);
}
