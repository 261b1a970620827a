package dev.lanewise.exec;

import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.Operator;
import dev.lanewise.op.Evaluation;
import dev.lanewise.op.State;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.InvalidInputException;
import dev.lanewise.tensor.LanewiseException;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs one dynamic node. */
record NodeEvaluation(Node node, int outputs, GraphRunner runner, FoldingEvaluator evaluator, RunControl control)
        implements Evaluation {

    @Override
    public List<Value> run(Graph body, List<Value> inputs) {
        return runner.body(body).run(inputs, control);
    }

    @Override
    public List<Value> apply(Operator op, List<? extends @Nullable Value> inputs, int count) {
        return evaluator.evaluate(op, inputs, count, control);
    }

    @Override
    public Tensor allocate(ElementType type, long... shape) {
        return GraphRunner.allocate(type, shape, node.name(), control);
    }

    @Override
    public State state() {
        return control.state();
    }

    @Override
    public void checkpoint() {
        control.checkpoint();
    }

    @Override
    public LanewiseException error(String message) {
        return new InvalidInputException(node + ": " + message);
    }
}
