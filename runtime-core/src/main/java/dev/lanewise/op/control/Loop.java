package dev.lanewise.op.control;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Operator;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.DynamicOperator;
import dev.lanewise.op.Evaluation;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs a graph again and again, while its condition holds and the trip count is not reached. Inputs: the trip count and
 * the first condition, both optional, {@code carried} initial values, captures. The body's inputs: iteration, condition,
 * carried values, captures; its outputs: condition, carried values, and scan outputs, which are stacked along a new first
 * axis. ONNX Loop.
 */
public record Loop(Graph body, int carried) implements DynamicOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        if (body.outputs().size() < 1 + carried || body.inputs().size() < 2 + carried) {
            throw in.error("its body has " + body.inputs().size() + " inputs and "
                    + body.outputs().size() + " outputs, which does not do for " + carried + " carried values");
        }
        var types = new ArrayList<ValueType>();
        for (int i = 0; i < carried; i++) {
            types.add(ValueTypes.join(in.value(2 + i), body.outputs().get(1 + i).type()));
        }
        for (Edge scan : body.outputs().subList(1 + carried, body.outputs().size())) {
            if (!(scan.type() instanceof TensorType type)) {
                throw in.error("scan output '" + scan.name() + "' is " + scan.type() + ", expected a tensor");
            }
            types.add(type.as(stacked(type.shape())));
        }
        return types;
    }

    private static Shape stacked(Shape shape) {
        return shape.isRanked()
                ? Shape.of(LongStream.concat(LongStream.of(Shape.ANY), shape.stream())
                        .toArray())
                : Shape.UNRANKED;
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        long trips = trips(on, inputs.getFirst());
        boolean proceed = inputs.get(1) == null || Bodies.flag(on, inputs.get(1), "the condition");
        var arguments = new ArrayList<Value>();
        arguments.add(Tensor.scalar(0));
        arguments.add(Tensor.wrap(
                ElementType.BOOL, new byte[] {1}, Bodies.single(body.inputs().get(1))));
        inputs.subList(2, inputs.size()).forEach(value -> arguments.add(Objects.requireNonNull(value)));
        int scans = body.outputs().size() - 1 - carried;
        var rows = new ArrayList<List<Tensor>>();
        for (int i = 0; i < scans; i++) {
            rows.add(new ArrayList<>());
        }
        long[] single = Bodies.single(body.inputs().getFirst());
        for (long iteration = 0; proceed && iteration < trips; iteration++) {
            on.checkpoint();
            arguments.set(0, Tensor.of(new long[] {iteration}, single));
            List<Value> results = on.run(body, arguments);
            proceed = Bodies.flag(on, results.getFirst(), "the body's condition");
            arguments.set(1, results.getFirst());
            for (int i = 0; i < carried; i++) {
                arguments.set(2 + i, results.get(1 + i));
            }
            for (int i = 0; i < scans; i++) {
                rows.get(i).add(Bodies.tensor(on, results.get(1 + carried + i), "a scan output"));
            }
        }
        var outputs = new ArrayList<>(arguments.subList(2, 2 + carried));
        for (int i = 0; i < scans; i++) {
            Edge like = body.outputs().get(1 + carried + i);
            outputs.add(Bodies.stack(on, rows.get(i), rows.get(i).size(), like));
        }
        return outputs;
    }

    private static long trips(Evaluation on, @Nullable Value count) {
        if (count == null) {
            return Long.MAX_VALUE;
        }
        if (count instanceof Tensor tensor && tensor.size() == 1 && tensor.array() instanceof long[] value) {
            return value[0];
        }
        throw on.error("the trip count is " + count + ", expected one INT64");
    }

    @Override
    public boolean hasEffect() {
        return Bodies.hasEffect(body);
    }

    @Override
    public List<Graph> subgraphs() {
        return List.of(body);
    }

    @Override
    public Operator withSubgraphs(List<Graph> subgraphs) {
        return new Loop(subgraphs.getFirst(), carried);
    }
}
