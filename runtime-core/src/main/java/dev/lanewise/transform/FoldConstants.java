package dev.lanewise.transform;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Failures;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.ValueType;
import dev.lanewise.op.ConstantEvaluator;
import dev.lanewise.op.elementwise.Cast;
import dev.lanewise.op.quantize.Dequantize;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.LanewiseException;
import dev.lanewise.tensor.RunCancelledException;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Computes nodes whose inputs are all constant, unless the result would be much larger than they are. What is quantized
 * stays so until the graph is lowered.
 */
final class FoldConstants implements Rewrite {

    /** Results of up to this many elements are folded, however small the inputs. */
    private static final long SMALL = 1 << 12;

    private final ConstantEvaluator evaluator;
    private final Through through;

    /** What else is computed beforehand, though it makes constants larger. */
    enum Through {
        /** Neither of the others: weights stay as small as they are in the file. */
        NOTHING,
        /** Casts of FLOAT16 to FLOAT. */
        CASTS,
        /** Those, and Dequantize. */
        DEQUANTIZE
    }

    FoldConstants(ConstantEvaluator evaluator, Through through) {
        this.evaluator = evaluator;
        this.through = through;
    }

    @Override
    public boolean apply(Graph graph) {
        boolean changed = false;
        for (Node node : graph.sorted()) {
            evaluator.checkpoint(node);
            changed |= fold(graph, node);
        }
        return changed;
    }

    private boolean fold(Graph graph, Node node) {
        List<? extends Value> values = values(node);
        if (values.size() < node.outputs().size() || values.isEmpty()) {
            return false;
        }
        if (!values.stream().allMatch(Tensor.class::isInstance)) {
            return false;
        }
        for (int i = 0; i < node.outputs().size(); i++) {
            Edge output = node.output(i);
            if (!graph.outputs().contains(output)) {
                graph.replace(output, graph.constant(output.name(), (Tensor) values.get(i)));
            }
        }
        boolean kept = node.outputs().stream().anyMatch(graph.outputs()::contains);
        if (!kept) {
            graph.remove(node);
        }
        return !kept;
    }

    private boolean stays(Node node) {
        return switch (node.op()) {
            case Dequantize op -> through != Through.DEQUANTIZE;
            case Cast op
            when op.to() == ElementType.FLOAT
                    && node.requireInput(0).type() instanceof ValueType.TensorType(var from, var shape)
                    && from == ElementType.FLOAT16 -> through == Through.NOTHING;
            default -> false;
        };
    }

    private List<? extends Value> values(Node node) {
        if (stays(node) || node.op().hasEffect() || !node.op().subgraphs().isEmpty()) {
            return List.of();
        }
        var types = new ArrayList<@Nullable ValueType>();
        var constants = new ArrayList<@Nullable Tensor>();
        boolean all = node.inputCount() > 0;
        long inputSize = 0;
        for (Edge input : node.inputs()) {
            types.add(input == null ? null : input.type());
            constants.add(input == null ? null : input.constant());
            all &= input == null || input.isConstant();
            inputSize += input == null || !input.isConstant()
                    ? 0
                    : input.requireConstant().size();
        }
        var in = new Inference(node.toString(), types, constants, node.outputs().size());
        List<Tensor> folded = Failures.guarded(node.toString(), () -> node.op().fold(in));
        if (!folded.isEmpty() || !all) {
            return folded;
        }
        try {
            Graph.infer(node);
            for (Edge output : node.outputs()) {
                long size = output.shape().size();
                if (size < 0 || size > Math.max(SMALL, 2 * inputSize)) {
                    return List.of();
                }
            }
            return evaluator.evaluate(node.op(), constants, node.outputs().size());
        } catch (RunCancelledException e) {
            throw e;
        } catch (LanewiseException notHere) {
            return List.of();
        }
    }
}
