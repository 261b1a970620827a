package dev.lanewise.tflite;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.control.If;
import dev.lanewise.op.control.Loop;
import dev.lanewise.op.shape.Identity;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tflite.file.SubgraphInfo;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operators that run subgraphs. */
final class ControlBuiltins {

    void register(Builtins on) {
        on.on("IF", ControlBuiltins::branch);
        on.on("WHILE", ControlBuiltins::loop);
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
