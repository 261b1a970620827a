package dev.lanewise.tflite;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.kernel.CompareFunction;
import dev.lanewise.op.control.If;
import dev.lanewise.op.control.Loop;
import dev.lanewise.op.elementwise.Compare;
import dev.lanewise.op.shape.Identity;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tflite.file.SubgraphInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Operators that run subgraphs. */
final class ControlBuiltins implements BuiltinFamily {

    @Override
    public void register(Builtins on) {
        on.on("IF", ControlBuiltins::branch);
        on.on("WHILE", ControlBuiltins::loop);
        on.on("STABLEHLO_CASE", ControlBuiltins::choice);
        on.on("STABLEHLO_COMPOSITE", node -> outputs(node, node.inline(node.option(1, 0), node.inputs(0))));
        on.on("CALL", node -> outputs(node, node.inline(node.option(0, 0), node.inputs(0))));
    }

    private static void outputs(TfliteNode node, List<Edge> edges) {
        if (edges.size() < node.outputCount()) {
            throw node.error("has " + node.outputCount() + " outputs, its subgraph " + edges.size());
        }
        for (int i = 0; i < node.outputCount(); i++) {
            node.output(i, edges.get(i));
        }
    }

    private static void branch(TfliteNode node) {
        List<Edge> given = node.inputs(1);
        Graph then = body(node, node.option(0, 0), given);
        Graph otherwise = body(node, node.option(1, 0), given);
        var inputs = new ArrayList<@Nullable Edge>();
        inputs.add(single(node, node.input(0)));
        inputs.addAll(given);
        inputs.addAll(given);
        var made = node.add(new If(then, otherwise), inputs, then.outputs().size());
        outputs(node, made.outputs());
    }

    /** One branch of many by its number; the last where none has that number. */
    private static void choice(TfliteNode node) {
        int[] branches = node.list(0);
        if (branches.length == 0) {
            throw node.error("has no branches");
        }
        List<Edge> given = node.inputs(1);
        if (branches.length == 1) {
            outputs(node, node.inline(branches[0], given));
            return;
        }
        Edge number = node.add(Reshape.To.of(), node.longs(0));
        outputs(node, choice(node, node.graph(), branches, 0, number, given));
    }

    /** The branches from {@code first} on: an If whose other branch chooses among those behind. */
    private static List<Edge> choice(
            TfliteNode node, Graph graph, int[] branches, int first, Edge number, List<Edge> given) {
        var inputs = new ArrayList<@Nullable Edge>();
        String name = node.name() + ".branch" + first;
        Edge own = graph.constant(name + ".number", Tensor.scalar((long) first));
        inputs.add(graph.add(name + ".is", new Compare(CompareFunction.EQUAL), number, own));
        inputs.addAll(given);
        Graph then = body(node, branches[first], given);
        Graph otherwise;
        if (first + 2 == branches.length) {
            otherwise = body(node, branches[first + 1], given);
        } else {
            inputs.add(number);
            otherwise = new Graph(name + ".otherwise");
            Edge same = otherwise.addInput("number", number.type());
            var passed = new ArrayList<Edge>();
            for (int i = 0; i < given.size(); i++) {
                Edge input = otherwise.addInput("input" + i, given.get(i).type());
                passed.add(node.reader().inside(otherwise, given.get(i), input));
            }
            choice(node, otherwise, branches, first + 1, same, passed).forEach(otherwise::addOutput);
        }
        inputs.addAll(given);
        var names = IntStream.range(0, then.outputs().size())
                .mapToObj(i -> name + ":" + i)
                .toList();
        return graph.add(name, new If(then, otherwise), inputs, names).outputs();
    }

    private static Graph body(TfliteNode node, int index, List<Edge> given) {
        return node.reader().body(node.file().subgraph(index), given);
    }

    /** A condition without dimensions. */
    private static Edge single(TfliteNode node, Edge condition) {
        return condition.shape().hasRank(0) ? condition : node.add(Reshape.To.of(), condition);
    }

    /**
     * The condition comes first in TFLite: it is asked once before the loop, and behind the body for the next turn.
     * Shapes of what is carried may change.
     */
    private static void loop(TfliteNode node) {
        SubgraphInfo condition = node.file().subgraph(node.option(0, 0));
        SubgraphInfo body = node.file().subgraph(node.option(1, 0));
        List<Edge> given = node.inputs(0);
        var turn = new Graph(body.name());
        turn.addInput("iteration", TensorType.of(ElementType.INT64));
        turn.addInput("condition", TensorType.of(ElementType.BOOL));
        var carried = new ArrayList<Edge>();
        for (int i = 0; i < given.size(); i++) {
            TensorType type = given.get(i).tensorType();
            Shape shape = type.shape().isRanked() ? Shape.ofRank(type.shape().rank()) : Shape.UNRANKED;
            Edge input = turn.addInput("carried" + i, type.as(shape));
            carried.add(node.reader().inside(turn, given.get(i), input));
        }
        List<Edge> next = node.reader().inline(turn, body, carried, "");
        Edge again = first(node, node.reader().inline(turn, condition, next, "condition/"));
        turn.addOutput(turn.add("again", Reshape.To.of(), again));
        for (int i = 0; i < next.size(); i++) {
            turn.addOutput(turn.add("next" + i, new Identity(), next.get(i)));
        }
        var inputs = new ArrayList<@Nullable Edge>();
        inputs.add(null);
        inputs.add(node.add(Reshape.To.of(), first(node, node.inline(node.option(0, 0), given))));
        inputs.addAll(given);
        outputs(
                node,
                node.add(new Loop(turn, given.size()), inputs, given.size()).outputs());
    }

    private static Edge first(TfliteNode node, List<Edge> outputs) {
        if (outputs.size() != 1) {
            throw node.error("its condition has " + outputs.size() + " outputs, expected one");
        }
        return outputs.getFirst();
    }
}
