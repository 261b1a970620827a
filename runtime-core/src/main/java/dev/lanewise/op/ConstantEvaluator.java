package dev.lanewise.op;

import dev.lanewise.graph.Operator;
import dev.lanewise.tensor.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs an operator on values outside any plan, as constant folding does. */
@FunctionalInterface
public interface ConstantEvaluator {

    /** The {@code outputs} first results of {@code op} on {@code inputs}, null where one is absent. */
    List<Value> evaluate(Operator op, List<? extends @Nullable Value> inputs, int outputs);

    /** Ends what it is used for if that has taken too long; {@code where} is what the message says it had come to. */
    default void checkpoint(Object where) {}
}
