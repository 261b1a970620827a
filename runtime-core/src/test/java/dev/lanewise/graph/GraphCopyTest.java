package dev.lanewise.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.op.control.If;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class GraphCopyTest {

    private static Graph sum(String name) {
        var graph = new Graph(name);
        var x = graph.addInput("x", new ValueType.TensorType(ElementType.FLOAT, Shape.of(2)));
        graph.addOutput(graph.add(
                "sum", new Binary(BinaryFunction.ADD), x, graph.constant("c", Tensor.of(new float[] {1, 2}, 2))));
        return graph;
    }

    @Test
    void aCopyPrintsAlikeAndIsVerified() {
        var graph = sum("g");
        var condition = graph.addInput("condition", new ValueType.TensorType(ElementType.BOOL, Shape.of()));
        graph.addOutput(graph.add(
                "if",
                new If(sum("then"), sum("else")),
                condition,
                graph.outputs().getFirst()));
        var copy = graph.copy();
        Verifier.verify(copy);
        assertEquals(Printer.print(graph), Printer.print(copy));
    }

    @Test
    void aCopySharesConstantsAndNothingThatChanges() {
        var graph = sum("g");
        var copy = graph.copy();
        Node node = graph.nodes().iterator().next();
        Node twin = copy.nodes().iterator().next();
        assertSame(node.requireInput(1).constant(), twin.requireInput(1).constant());
        assertNotSame(node.requireInput(1), twin.requireInput(1));
        copy.setOutput(0, copy.inputs().getFirst());
        copy.removeDead();
        assertEquals(1, graph.nodes().size());
        assertEquals(0, copy.nodes().size());
        assertEquals(List.of(node), graph.inputs().getFirst().consumers());
    }
}
