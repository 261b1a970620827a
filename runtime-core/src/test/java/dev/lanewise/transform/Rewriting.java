package dev.lanewise.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.exec.GraphRuns;
import dev.lanewise.exec.OperatorRuns;
import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.Operator;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.graph.Verifier;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.elementwise.Unary;
import dev.lanewise.op.nn.Convolution;
import dev.lanewise.op.nn.Window;
import dev.lanewise.op.shape.Identity;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A graph under test: built by a few short methods, then rewritten, verified, and run before and after. */
final class Rewriting {

    private final Graph graph = new Graph("test");
    private final SplittableRandom random = new SplittableRandom(17);
    private final List<Tensor> inputs = new ArrayList<>();
    private int count;

    Graph graph() {
        return graph;
    }

    Edge input(long... dims) {
        return input(OperatorRuns.random(random, dims));
    }

    Edge input(Tensor value) {
        inputs.add(value);
        return graph.addInput("input" + count++, TensorType.of(value.type(), value.shape()));
    }

    Edge constant(long... dims) {
        return constant(OperatorRuns.random(random, dims));
    }

    Edge constant(Tensor value) {
        return graph.constant("constant" + count++, value);
    }

    Edge number(float value) {
        return constant(Tensor.scalar(value));
    }

    Edge add(Operator op, Edge... from) {
        return graph.add("node" + count++, op, from);
    }

    Edge binary(BinaryFunction f, Edge a, Edge b) {
        return add(new Binary(f), a, b);
    }

    Edge unary(UnaryFunction f, Edge x) {
        return add(new Unary(f), x);
    }

    /** A 3×3 convolution of [1,6,5,channels], with {@code outputs} random filters. */
    Edge convolution(Edge x, int outputs) {
        long channels = x.shape().dim(-1);
        var window = Window.plain(Ints.of(3, 3));
        return add(new Convolution(window, 1), x, constant(outputs, channels, 3, 3), constant(outputs));
    }

    /** Makes an edge an output of the graph, behind an identity that no rewrite takes for a part of its pattern. */
    void output(Edge edge) {
        graph.addOutput(add(new Identity(), edge));
    }

    List<Operator> operators() {
        return graph.sorted().stream()
                .map(Node::op)
                .filter(op -> !(op instanceof Identity))
                .toList();
    }

    /** The operators that are left once {@code rewrite} has changed the graph, which computes what it did. */
    List<Operator> after(Rewrite rewrite, double tolerance) {
        Verifier.verify(graph);
        var before = GraphRuns.run(graph, inputs);
        assertTrue(rewrite.apply(graph), "the rewrite finds its pattern");
        Verifier.verify(graph);
        for (int round = 0; rewrite.apply(graph); round++) {
            Verifier.verify(graph);
            assertTrue(round < 10, "the rewrite comes to an end");
        }
        graph.removeDead();
        Verifier.verify(graph);
        var after = GraphRuns.run(graph, inputs);
        for (int i = 0; i < before.size(); i++) {
            assertClose((Tensor) before.get(i), (Tensor) after.get(i), tolerance);
        }
        return operators();
    }

    /** Checks that {@code rewrite} lets the graph be. */
    void unchanged(Rewrite rewrite) {
        var before = operators();
        assertFalse(rewrite.apply(graph));
        assertEquals(before, operators());
    }

    private static void assertClose(Tensor expected, Tensor found, double tolerance) {
        assertTrue(expected.hasTypeAndShapeOf(found), () -> expected + " became " + found);
        if (expected.type() != ElementType.FLOAT) {
            assertEquals(expected, found);
            return;
        }
        for (int i = 0; i < expected.size(); i++) {
            assertEquals(expected.floats()[i], found.floats()[i], tolerance, "element " + i);
        }
    }
}
