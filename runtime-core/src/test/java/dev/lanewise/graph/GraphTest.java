package dev.lanewise.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.InvalidInputException;
import dev.lanewise.tensor.ModelFormatException;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Graphs keep producers, consumers, types and effects true while they are changed. */
class GraphTest {

    /** The sum of its inputs, which broadcast. */
    private record Plus() implements Operator {
        @Override
        public List<ValueType> infer(Inference in) {
            return List.of(in.tensor(0).as(in.broadcast(0, 1)));
        }
    }

    /** Says something to the world. */
    private record Speak() implements Operator {
        @Override
        public List<ValueType> infer(Inference in) {
            return List.of(in.tensor(0));
        }

        @Override
        public boolean hasEffect() {
            return true;
        }
    }

    private final Graph graph = new Graph("g");
    private final Edge x = graph.addInput("x", TensorType.of(ElementType.FLOAT, 2, 1));
    private final Edge y = graph.addInput("y", TensorType.of(ElementType.FLOAT, 3));

    @Test
    void typesAreInferredWhenANodeIsAdded() {
        assertEquals(
                TensorType.of(ElementType.FLOAT, 2, 3),
                graph.add("sum", new Plus(), x, y).type());
        Edge bad = graph.addInput("bad", TensorType.of(ElementType.FLOAT, 4));
        Edge sum = graph.add("ok", new Plus(), x, bad);
        var thrown = assertThrows(InvalidInputException.class, () -> graph.add("no", new Plus(), y, sum));
        assertTrue(String.valueOf(thrown.getMessage()).contains("node 'no' (Plus)"), thrown::toString);
    }

    @Test
    void replacingMovesEveryReader() {
        Edge a = graph.add("a", new Plus(), x, y);
        Edge b = graph.add("b", new Plus(), a, a);
        graph.addOutput(a);
        graph.addOutput(b);
        Edge c = graph.add("c", new Plus(), y, x);
        graph.replace(a, c);
        assertTrue(a.consumers().isEmpty());
        assertEquals(2, c.consumers().size());
        assertEquals(List.of(c, b), graph.outputs());
        graph.remove(Objects.requireNonNull(a.producer()));
        Verifier.verify(graph);
    }

    @Test
    void insertingAfterAnEdgeMovesItsOtherReaders() {
        Edge a = graph.add("a", new Plus(), x, y);
        Edge b = graph.add("b", new Plus(), a, y);
        graph.addOutput(b);
        graph.addOutput(a);
        Edge between = graph.insertAfter(a, "between", new Speak());
        assertEquals(1, a.consumers().size());
        assertSame(between, Objects.requireNonNull(b.producer()).input(0));
        assertEquals(List.of(b, between), graph.outputs());
        Verifier.verify(graph);
    }

    @Test
    void substitutesKeepNames() {
        Edge a = graph.add("a", new Plus(), x, y);
        graph.addOutput(a);
        Node node = graph.substitute(Objects.requireNonNull(a.producer()), new Plus(), List.of(y, x));
        assertEquals("a", node.name());
        assertEquals("a", graph.outputs().getFirst().name());
        assertEquals(1, graph.nodes().size());
        assertEquals(1, x.consumers().size());
        Verifier.verify(graph);
    }

    @Test
    void whatIsReadIsNotRemoved() {
        Edge a = graph.add("a", new Plus(), x, y);
        graph.addOutput(a);
        assertThrows(IllegalStateException.class, () -> graph.remove(Objects.requireNonNull(a.producer())));
    }

    @Test
    void deadNodesGoAndEffectsStayInOrder() {
        graph.add("dead", new Plus(), graph.add("dead too", new Plus(), x, y), y);
        graph.add("first", new Speak(), x);
        graph.add("second", new Speak(), y);
        graph.addOutput(graph.add("live", new Plus(), x, y));
        assertTrue(graph.removeDead());
        assertFalse(graph.removeDead());
        assertEquals(
                List.of("first", "second", "live"),
                graph.nodes().stream().map(Node::name).toList());
        var order = graph.sorted().stream().map(Node::name).toList();
        assertTrue(order.indexOf("first") < order.indexOf("second"));
    }

    @Test
    void producersComeFirst() {
        Edge a = graph.add("a", new Plus(), x, y);
        Edge b = graph.add("b", new Plus(), x, y);
        graph.add("c", new Plus(), b, a);
        Edge late = graph.add("late", new Plus(), x, y);
        graph.setInput(Objects.requireNonNull(a.producer()), 1, late);
        var order = graph.sorted().stream().map(Node::name).toList();
        assertTrue(order.indexOf("late") < order.indexOf("a") && order.indexOf("a") < order.indexOf("c"));
        Verifier.verify(graph);
    }

    @Test
    void aCycleIsFound() {
        Edge a = graph.add("a", new Plus(), x, y);
        Edge b = graph.add("b", new Plus(), a, y);
        graph.setInput(Objects.requireNonNull(a.producer()), 1, b);
        var thrown = assertThrows(ModelFormatException.class, graph::sorted);
        assertTrue(String.valueOf(thrown.getMessage()).contains("cycle"), thrown::toString);
    }

    @Test
    void theVerifierFindsWhatIsNotInTheGraph() {
        Edge stranger = new Graph("other").addInput("stranger", TensorType.of(ElementType.FLOAT, 3));
        graph.addOutput(graph.add("sum", new Plus(), x, stranger));
        var thrown = assertThrows(ModelFormatException.class, () -> Verifier.verify(graph));
        assertTrue(String.valueOf(thrown.getMessage()).contains("stranger"), thrown::toString);
    }

    @Test
    void theVerifierFindsAWrongType() {
        Edge sum = graph.add("sum", new Plus(), x, y);
        sum.refine(TensorType.of(ElementType.INT32, 2, 3));
        assertThrows(ModelFormatException.class, () -> Verifier.verify(graph));
    }

    @Test
    void thePrinterNamesEverything() {
        Edge two = graph.constant("two", Tensor.scalar(2f));
        graph.addOutput(graph.add("sum", new Plus(), x, two));
        String text = Printer.print(graph);
        assertTrue(text.contains("%sum: FLOAT[2,1] = Plus[] (%x, const FLOAT[])"), text);
        assertTrue(text.contains("return %sum"), text);
    }

    @Test
    void shapesSaturateAndKeepSymbols() {
        assertEquals(Long.MAX_VALUE, Shape.of(1L << 40, 1L << 40).size());
        assertEquals(0, Shape.of(Shape.ANY, 0).size());
        assertEquals(Shape.ANY, Shape.of(Shape.ANY, 3).size());
        assertEquals("[1,?,s2]", Shape.of(1, Shape.ANY, -2).toString());
        assertEquals(Shape.of(4, 2, 3), Shape.of(2, 3, 4).permuted(Ints.of(2, 0, 1)));
        assertFalse(Shape.UNRANKED.isRanked());
    }
}
