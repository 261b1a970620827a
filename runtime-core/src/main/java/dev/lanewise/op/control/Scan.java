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
import dev.lanewise.op.shape.Transpose;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs a graph on one row after another of tensors. Inputs: {@code states} initial values, scanned tensors, one for each
 * of {@code inputAxes}, captures. The body's inputs: states, rows, captures; its outputs: states, and rows of the scan
 * outputs. A direction of 1 goes backwards. ONNX Scan-9.
 */
public record Scan(Graph body, int states, Ints inputAxes, Ints inputDirections, Ints outputAxes, Ints outputDirections)
        implements DynamicOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        int scans = body.outputs().size() - states;
        if (scans < 0 || body.inputs().size() < states + inputAxes.size() || outputAxes.size() != scans) {
            throw in.error("its body has " + body.inputs().size() + " inputs and "
                    + body.outputs().size()
                    + " outputs, which does not do for " + states + " states, " + inputAxes.size() + " scan inputs and "
                    + outputAxes.size() + " scan outputs");
        }
        var types = new ArrayList<ValueType>();
        for (int i = 0; i < states; i++) {
            types.add(ValueTypes.join(in.value(i), body.outputs().get(i).type()));
        }
        for (int i = 0; i < scans; i++) {
            var edge = body.outputs().get(states + i);
            if (!(edge.type() instanceof TensorType type)) {
                throw in.error("scan output '" + edge.name() + "' is " + edge.type() + ", expected a tensor");
            }
            types.add(
                    type.as(type.shape().isRanked() ? Shape.ofRank(type.shape().rank() + 1) : Shape.UNRANKED));
        }
        return types;
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        var values = inputs.stream().map(v -> Objects.requireNonNull(v)).toList();
        var scanned = new ArrayList<Tensor>();
        for (int i = 0; i < inputAxes.size(); i++) {
            scanned.add(axisFirst(on, Bodies.tensor(on, values.get(states + i), "a scan input"), inputAxes.get(i)));
        }
        long length = scanned.isEmpty() ? 0 : scanned.getFirst().dim(0);
        for (Tensor tensor : scanned) {
            if (tensor.dim(0) != length) {
                throw on.error("scan inputs have lengths " + length + " and " + tensor.dim(0) + ", expected the same");
            }
        }
        var rounds = ScanRounds.run(
                on,
                body,
                values.subList(0, states),
                scanned,
                inputDirections.stream().mapToObj(d -> d != 0).toList(),
                (int) length,
                values.subList(states + scanned.size(), values.size()));
        var outputs = new ArrayList<>(rounds.states());
        for (int i = 0; i < outputAxes.size(); i++) {
            Tensor stacked = rounds.stacked(on, body, i, (int) length, outputDirections.get(i) != 0);
            outputs.add(axisBack(on, stacked, outputAxes.get(i)));
        }
        return outputs;
    }

    private static Tensor axisFirst(Evaluation on, Tensor tensor, int axis) {
        int from = axis(on, tensor, axis);
        var order = IntStream.concat(
                IntStream.of(from), IntStream.range(0, tensor.rank()).filter(i -> i != from));
        return permute(on, tensor, from, order);
    }

    private static Tensor axisBack(Evaluation on, Tensor tensor, int axis) {
        int to = axis(on, tensor, axis);
        var order = IntStream.concat(
                IntStream.concat(IntStream.range(1, to + 1), IntStream.of(0)), IntStream.range(to + 1, tensor.rank()));
        return permute(on, tensor, to, order);
    }

    private static Tensor permute(Evaluation on, Tensor tensor, int axis, IntStream order) {
        return axis == 0
                ? tensor
                : (Tensor) on.apply(new Transpose(Ints.of(order.toArray())), List.of(tensor), 1)
                        .getFirst();
    }

    private static int axis(Evaluation on, Tensor tensor, int axis) {
        int from = axis < 0 ? axis + tensor.rank() : axis;
        if (from < 0 || from >= tensor.rank()) {
            throw on.error("axis " + axis + " is outside a tensor of shape " + tensor);
        }
        return from;
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
        return new Scan(subgraphs.getFirst(), states, inputAxes, inputDirections, outputAxes, outputDirections);
    }
}
