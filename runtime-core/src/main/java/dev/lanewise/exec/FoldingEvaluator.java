package dev.lanewise.exec;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Operator;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.ConstantEvaluator;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Runs single operators on values, as a graph of one node. */
final class FoldingEvaluator implements ConstantEvaluator {

    private static final long FOLDING_BYTES = 1L << 31;

    private final Settings settings;
    private final @Nullable RunControl control;

    /** Evaluates for as long as it takes. */
    FoldingEvaluator(Settings settings) {
        this(settings, null);
    }

    /** Evaluates within the bounds of {@code control}. */
    FoldingEvaluator(Settings settings, @Nullable RunControl control) {
        this.settings = settings;
        this.control = control;
    }

    @Override
    public void checkpoint(Object where) {
        if (control != null) {
            control.checkpoint(where);
        }
    }

    @Override
    public List<Value> evaluate(Operator op, List<? extends @Nullable Value> inputs, int outputs) {
        var own = control != null ? control : new RunControl(() -> false, 0, false, FOLDING_BYTES, null);
        return evaluate(op, inputs, outputs, own);
    }

    List<Value> evaluate(Operator op, List<? extends @Nullable Value> inputs, int outputs, RunControl control) {
        var graph = new Graph(op.name());
        var edges = new ArrayList<@Nullable Edge>();
        var values = new ArrayList<Value>();
        for (Value value : inputs) {
            if (value == null) {
                edges.add(null);
                continue;
            }
            ValueType type = value instanceof Tensor tensor
                    ? new TensorType(tensor.type(), Shape.of(tensor.shape()))
                    : new ValueType.UnknownType();
            edges.add(graph.addInput("input" + edges.size(), type));
            values.add(value);
        }
        var names = IntStream.range(0, outputs).mapToObj(i -> "output" + i).toList();
        var node = graph.add(op.name(), op, edges, names);
        node.outputs().stream().limit(outputs).forEach(graph::addOutput);
        return new GraphRunner(graph, settings).run(values, control);
    }
}
