package dev.lanewise.op;

import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Operator;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.LanewiseException;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a dynamic operator is given while it runs. */
public interface Evaluation {

    /** Number of outputs the node has. */
    int outputs();

    /** Runs a subgraph of the operator on values for all its inputs; the outputs are the caller's own. */
    List<Value> run(Graph body, List<Value> inputs);

    /** Runs another operator on these values. */
    List<Value> apply(Operator op, List<? extends @Nullable Value> inputs, int outputs);

    /** A new tensor of zeros, counted against the run's byte limit before it is allocated. */
    Tensor allocate(ElementType type, long... shape);

    /** What the session keeps from run to run. */
    State state();

    /** Throws when the run was cancelled or its deadline has passed. */
    void checkpoint();

    /** An error that names the node. */
    LanewiseException error(String message);
}
