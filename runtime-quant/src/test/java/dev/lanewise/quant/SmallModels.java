package dev.lanewise.quant;

import dev.lanewise.Model;
import dev.lanewise.TensorSpec;
import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.elementwise.Unary;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.shape.Identity;
import dev.lanewise.spi.ModelDefinition;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Models small enough to be computed by hand. */
final class SmallModels {

    private SmallModels() {}

    /** {@code x [?, width] -> first -> hidden (tanh) -> second}, both products without a bias. */
    static Model perceptron(Tensor firstWeights, Tensor secondWeights) {
        var graph = new Graph("perceptron");
        Edge x = graph.addInput("x", new TensorType(ElementType.FLOAT, Shape.of(-1, firstWeights.dim(0))));
        Edge first = graph.add("first", new MatMul(), x, graph.constant("w1", firstWeights));
        Edge hidden = graph.add("hidden", new Unary(UnaryFunction.TANH), first);
        graph.addOutput(graph.add("second", new MatMul(), hidden, graph.constant("w2", secondWeights)));
        return model(graph);
    }

    /** Gives its input {@code x} back as {@code scores}, of the type given and any shape. */
    static Model identity(ElementType type) {
        var graph = new Graph("identity");
        Edge x = graph.addInput("x", new TensorType(type, Shape.UNRANKED));
        graph.addOutput(graph.add("scores", new Identity(), x));
        return model(graph);
    }

    static Model model(Graph graph) {
        return Model.of(new ModelDefinition(graph, specs(graph.inputs()), specs(graph.outputs()), Map.of()));
    }

    private static List<TensorSpec> specs(List<Edge> edges) {
        return edges.stream()
                .map(edge -> new TensorSpec(
                        edge.name(), edge.tensorType().element(), new long[0], List.of(), Optional.empty()))
                .toList();
    }

    static Tensor random(SplittableRandom random, long... shape) {
        Tensor tensor = Tensor.zeros(ElementType.FLOAT, shape);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.floats()[i] = (float) random.nextDouble(-1, 1);
        }
        return tensor;
    }
}
