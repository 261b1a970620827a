package dev.lanewise.exec;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.StatefulOperator;
import dev.lanewise.tensor.InvalidInputException;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs a compiled graph for one session: checks inputs, and finds the shortest way to a plan. */
public final class SessionRunner implements AutoCloseable {

    private final Graph graph;
    private final Settings settings;
    private final GraphRunner runner;
    private final String[] outputNames;
    private final SessionState state;
    private final boolean isStateful;
    private volatile Direct[] directs = new Direct[0];

    SessionRunner(Graph graph, Settings settings, SessionState state) {
        this.graph = graph;
        this.settings = settings;
        this.runner = new GraphRunner(graph, settings);
        this.state = state;
        this.isStateful = StatefulOperator.isIn(graph);
        this.outputNames = graph.outputs().stream().map(Edge::name).toArray(String[]::new);
    }

    /** The outputs for {@code inputs}, both in the graph's order. */
    public List<Value> run(List<Value> inputs, RunControl control) {
        for (int i = 0; i < inputs.size(); i++) {
            check(graph.inputs().get(i), inputs.get(i));
        }
        List<Value> outputs = isStateful ? runInTurn(inputs, control) : runner.run(inputs, control);
        WarmUp.hasResult();
        return outputs;
    }

    private List<Value> runInTurn(List<Value> inputs, RunControl control) {
        state.enter(control);
        try {
            return runner.run(inputs, control);
        } finally {
            state.leave();
        }
    }

    /** Runs on {@code inputs} by name and fills the tensors of {@code outputs}. */
    public void run(Map<String, ? extends Value> inputs, Map<String, Tensor> outputs, RunControl control) {
        Direct direct = direct(inputs);
        if (direct != null) {
            run(direct, inputs, outputs, control);
            return;
        }
        var ordered = graph.inputs().stream().map(edge -> input(inputs, edge)).toList();
        List<Value> results = run(ordered, control);
        for (int i = 0; i < outputNames.length; i++) {
            Tensor target = outputs.get(outputNames[i]);
            if (target != null) {
                copy(outputNames[i], results.get(i), target);
            }
        }
        remember(ordered);
    }

    private void run(
            Direct direct, Map<String, ? extends Value> inputs, Map<String, Tensor> outputs, RunControl control) {
        if (!isStateful) {
            direct.run(inputs, outputs, outputNames, control, settings.workers());
            return;
        }
        state.enter(control);
        try {
            direct.run(inputs, outputs, outputNames, control, settings.workers());
        } finally {
            state.leave();
        }
    }

    private Value input(Map<String, ? extends Value> inputs, Edge edge) {
        Value value = inputs.get(edge.name());
        if (value == null) {
            throw new InvalidInputException("no value for input '" + edge.name() + "'; the model's inputs are "
                    + graph.inputs() + ", given were " + inputs.keySet());
        }
        return value;
    }

    private static void copy(String name, Value result, Tensor target) {
        if (!(result instanceof Tensor tensor)
                || tensor.type() != target.type()
                || !Arrays.equals(tensor.shape(), target.shape())) {
            throw new InvalidInputException("output '" + name + "' is " + result + "; the tensor given is " + target);
        }
        System.arraycopy(
                tensor.array(),
                0,
                target.array(),
                0,
                tensor.size() * tensor.type().entries());
    }

    private @Nullable Direct direct(Map<String, ? extends Value> inputs) {
        Direct[] candidates = directs;
        for (Direct candidate : candidates) {
            if (candidate.fits(inputs)) {
                return candidate;
            }
        }
        return null;
    }

    /** Keeps the plan for such inputs at hand, if one plan is all that running them takes. */
    private synchronized void remember(List<Value> inputs) {
        if (!inputs.stream().allMatch(Tensor.class::isInstance)) {
            return;
        }
        var tensors = inputs.toArray(new Tensor[0]);
        StaticPlan plan = runner.wholePlan(tensors);
        if (plan == null) {
            return;
        }
        Direct[] old = directs;
        var kept = Arrays.copyOf(old, Math.min(old.length + 1, Direct.MOST));
        System.arraycopy(old, 0, kept, 1, kept.length - 1);
        kept[0] = Direct.of(graph, plan, tensors);
        directs = kept;
    }

    private static void check(Edge edge, Value value) {
        if (!(edge.type() instanceof TensorType(var element, var shape))) {
            return;
        }
        if (!(value instanceof Tensor tensor)) {
            throw new InvalidInputException("input '" + edge.name() + "' is a tensor of " + edge.type() + ", not a "
                    + value.getClass().getSimpleName());
        }
        if (tensor.type() != element) {
            throw new InvalidInputException(
                    "input '" + edge.name() + "' has element type " + tensor.type() + ", expected " + element);
        }
        if (!shape.isRanked()) {
            return;
        }
        if (tensor.rank() != shape.rank()) {
            throw new InvalidInputException("input '" + edge.name() + "' has rank " + tensor.rank() + " (shape "
                    + Arrays.toString(tensor.shape()) + "), expected rank " + shape.rank() + " " + shape);
        }
        for (int i = 0; i < shape.rank(); i++) {
            if (shape.dim(i) >= 0 && shape.dim(i) != tensor.dim(i)) {
                throw new InvalidInputException("input '" + edge.name() + "' has size " + tensor.dim(i)
                        + " in dimension " + i + " (shape " + Arrays.toString(tensor.shape()) + "), expected "
                        + shape.dim(i) + " " + shape);
            }
        }
    }

    @Override
    public void close() {
        settings.workers().close();
    }
}
