package dev.lanewise.op.control;

import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Operator;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.DynamicOperator;
import dev.lanewise.op.Evaluation;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A scan of every element of a batch. Inputs: optionally the length of each element's sequence, {@code states} initial
 * values [batch, …], scanned tensors [batch, length, …], one for each of {@code directions}, captures. Scan outputs are
 * zero beyond an element's length. ONNX Scan-8.
 */
public record BatchedScan(Graph body, int states, Ints directions) implements DynamicOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        if (body.outputs().size() < states || body.inputs().size() < states + directions.size()) {
            throw in.error("its body has " + body.inputs().size() + " inputs and "
                    + body.outputs().size()
                    + " outputs, which does not do for " + states + " states and " + directions.size()
                    + " scan inputs");
        }
        var types = new ArrayList<ValueType>();
        for (int i = 0; i < body.outputs().size(); i++) {
            var edge = body.outputs().get(i);
            if (!(edge.type() instanceof TensorType type)) {
                throw in.error("output '" + edge.name() + "' is " + edge.type() + ", expected a tensor");
            }
            int added = i < states ? 1 : 2;
            Shape shape = type.shape();
            types.add(type.as(shape.isRanked() ? Shape.ofRank(shape.rank() + added) : Shape.UNRANKED));
        }
        return types;
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        int given = states + directions.size();
        var tensors = new ArrayList<Tensor>();
        for (int i = 0; i < given; i++) {
            tensors.add(Bodies.tensor(on, Objects.requireNonNull(inputs.get(1 + i)), "input " + (1 + i)));
        }
        var captures = inputs.subList(1 + given, inputs.size()).stream()
                .map(value -> Objects.requireNonNull(value))
                .toList();
        int longest = longest(on, tensors);
        int batch = (int) tensors.getLast().dim(0);
        int[] lengths = lengths(on, inputs.getFirst(), batch, longest);
        var results = new ArrayList<List<Tensor>>();
        body.outputs().forEach(output -> results.add(new ArrayList<>()));
        for (int b = 0; b < batch; b++) {
            int element = b;
            var rows = tensors.stream()
                    .map(tensor -> Bodies.row(on, tensor, element))
                    .toList();
            var rounds = ScanRounds.run(
                    on,
                    body,
                    rows.subList(0, states),
                    rows.subList(states, given),
                    directions.stream().mapToObj(d -> d != 0).toList(),
                    lengths[b],
                    captures);
            for (int i = 0; i < results.size(); i++) {
                results.get(i)
                        .add(
                                i < states
                                        ? Bodies.tensor(on, rounds.states().get(i), "a state")
                                        : rounds.stacked(on, body, i - states, longest, false));
            }
        }
        var outputs = new ArrayList<Value>();
        for (int i = 0; i < results.size(); i++) {
            outputs.add(Bodies.stack(on, results.get(i), batch, body.outputs().get(i)));
        }
        return outputs;
    }

    private int longest(Evaluation on, List<Tensor> tensors) {
        for (int i = 0; i < tensors.size(); i++) {
            Tensor tensor = tensors.get(i);
            Tensor like = tensors.getLast();
            boolean fits = i < states
                    ? tensor.rank() >= 1
                    : tensor.rank() >= 2 && like.rank() >= 2 && tensor.dim(1) == like.dim(1);
            if (!fits || tensor.dim(0) != like.dim(0)) {
                throw on.error("input " + (1 + i) + " is " + tensor + ", which does not go with " + like);
            }
        }
        return (int) tensors.getLast().dim(1);
    }

    private static int[] lengths(Evaluation on, @Nullable Value given, int batch, int longest) {
        var lengths = new int[batch];
        java.util.Arrays.fill(lengths, longest);
        if (given == null) {
            return lengths;
        }
        if (!(given instanceof Tensor tensor) || !(tensor.array() instanceof long[] values) || values.length != batch) {
            throw on.error("the lengths of the sequences are " + given + ", expected INT64[" + batch + "]");
        }
        for (int i = 0; i < batch; i++) {
            if (values[i] < 0 || values[i] > longest) {
                throw on.error("sequence " + i + " has length " + values[i] + ", expected 0 to " + longest);
            }
            lengths[i] = (int) values[i];
        }
        return lengths;
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
        return new BatchedScan(subgraphs.getFirst(), states, directions);
    }
}
