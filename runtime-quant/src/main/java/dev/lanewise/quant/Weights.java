package dev.lanewise.quant;

import dev.lanewise.Model;
import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.op.Numbers;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The constants of a model, each counted once.
 *
 * @param bytes of all constants, types narrower than a byte packed
 * @param sparsity the part of zeros in weights: in constants of two or more dimensions, floating or of signed integers of
 *     at most 16 bits
 */
public record Weights(long bytes, double sparsity) {

    /** The weights of {@code model}, those of its subgraphs too. */
    public static Weights of(Model model) {
        Set<Tensor> constants = Collections.newSetFromMap(new IdentityHashMap<>());
        collect(model.definition().graph(), constants);
        long bytes = 0;
        long elements = 0;
        long zeros = 0;
        for (Tensor constant : constants) {
            bytes += ((long) constant.size() * constant.type().bits() + 7) / 8;
            if (isWeight(constant)) {
                elements += constant.size();
                zeros += zeros(constant);
            }
        }
        return new Weights(bytes, elements == 0 ? 0 : (double) zeros / elements);
    }

    private static void collect(Graph graph, Set<Tensor> constants) {
        for (Node node : graph.nodes()) {
            node.op().subgraphs().forEach(subgraph -> collect(subgraph, constants));
            for (Edge input : node.inputs()) {
                collect(input, constants);
            }
        }
        graph.outputs().forEach(output -> collect(output, constants));
    }

    private static void collect(@Nullable Edge edge, Set<Tensor> constants) {
        if (edge != null && edge.isConstant()) {
            constants.add(edge.requireConstant());
        }
    }

    private static boolean isWeight(Tensor constant) {
        ElementType type = constant.type();
        boolean narrow = type.isInteger() && !type.isUnsigned() && type.bits() <= 16;
        return constant.rank() >= 2 && (type.isFloating() || narrow);
    }

    private static long zeros(Tensor constant) {
        long zeros = 0;
        if (constant.type() == ElementType.FLOAT) {
            for (float value : constant.floats()) {
                zeros += value == 0 ? 1 : 0;
            }
        } else {
            for (double value : Numbers.of(constant)) {
                zeros += value == 0 ? 1 : 0;
            }
        }
        return zeros;
    }
}
