package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.graph.ValueType.UnknownType;
import dev.lanewise.onnx.OnnxNode.Body;
import dev.lanewise.op.control.BatchedScan;
import dev.lanewise.op.control.If;
import dev.lanewise.op.control.Loop;
import dev.lanewise.op.control.Scan;
import dev.lanewise.op.control.ValueTypes;
import dev.lanewise.tensor.ElementType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Operators that run subgraphs. */
final class ControlOperators implements Family {

    @Override
    public void register(Registry on) {
        on.on("If").builds(ControlOperators::branch);
        on.on("Loop").builds(ControlOperators::loop);
        on.on("Scan").builds(ControlOperators::batchedScan);
        on.on("Scan").since(9).builds(ControlOperators::scan);
    }

    private static void branch(OnnxNode node) {
        Body then = body(node, "then_branch", 0, (i, declared) -> declared);
        Body otherwise = body(node, "else_branch", 0, (i, declared) -> declared);
        var inputs = new ArrayList<@Nullable Edge>();
        inputs.add(node.input(0));
        inputs.addAll(then.captures());
        inputs.addAll(otherwise.captures());
        node.becomes(new If(then.graph(), otherwise.graph()), inputs);
    }

    private static void loop(OnnxNode node) {
        int carried = Math.max(0, node.inputCount() - 2);
        List<Edge> initial = required(node, 2, carried);
        Body body = body(node, "body", 2 + carried, (i, declared) -> switch (i) {
            case 0 -> new TensorType(ElementType.INT64, single(declared));
            case 1 -> new TensorType(ElementType.BOOL, Shape.UNRANKED);
            default -> carried(initial.get(i - 2).type(), declared);
        });
        var inputs = new ArrayList<@Nullable Edge>();
        inputs.add(node.inputOrNull(0));
        inputs.add(node.inputOrNull(1));
        inputs.addAll(initial);
        inputs.addAll(body.captures());
        node.becomes(new Loop(body.graph(), carried), inputs);
    }

    private static void scan(OnnxNode node) {
        int scans = scans(node);
        int states = node.inputCount() - scans;
        List<Edge> given = required(node, 0, states + scans);
        Ints axes = list(node, "scan_input_axes", scans);
        Body body = body(
                node,
                "body",
                states + scans,
                (i, declared) -> i < states
                        ? carried(given.get(i).type(), declared)
                        : slice(node, given.get(i), axes.get(i - states)));
        int stacked = stacked(node, body, states);
        var scan = new Scan(
                body.graph(),
                states,
                axes,
                list(node, "scan_input_directions", scans),
                list(node, "scan_output_axes", stacked),
                list(node, "scan_output_directions", stacked));
        var inputs = new ArrayList<>(given);
        inputs.addAll(body.captures());
        node.becomes(scan, inputs);
    }

    private static void batchedScan(OnnxNode node) {
        int scans = scans(node);
        int states = node.inputCount() - 1 - scans;
        List<Edge> given = required(node, 1, states + scans);
        Body body = body(node, "body", states + scans, (i, declared) -> unbatched(given.get(i), i < states ? 1 : 2));
        stacked(node, body, states);
        var inputs = new ArrayList<@Nullable Edge>();
        inputs.add(node.inputOrNull(0));
        inputs.addAll(given);
        inputs.addAll(body.captures());
        node.becomes(new BatchedScan(body.graph(), states, list(node, "directions", scans)), inputs);
    }

    private static Body body(
            OnnxNode node, String attribute, int formal, BiFunction<Integer, ValueType, ValueType> types) {
        Body body = node.body(attribute, (i, declared) -> i < formal ? types.apply(i, declared) : declared);
        int found = body.graph().inputs().size() - body.captures().size();
        if (found != formal) {
            throw node.error("graph '" + attribute + "' has " + found + " inputs, expected " + formal);
        }
        return body;
    }

    private static List<Edge> required(OnnxNode node, int start, int count) {
        var edges = new ArrayList<Edge>();
        for (int i = 0; i < count; i++) {
            edges.add(node.input(start + i));
        }
        return edges;
    }

    private static int scans(OnnxNode node) {
        int scans = node.int32("num_scan_inputs", 0);
        if (scans < 1 || scans > node.inputCount()) {
            throw node.error("num_scan_inputs is " + scans + " for " + node.inputCount() + " inputs");
        }
        return scans;
    }

    private static int stacked(OnnxNode node, Body body, int states) {
        int stacked = body.graph().outputs().size() - states;
        if (states < 0 || stacked < 0) {
            throw node.error("the body has " + body.graph().outputs().size() + " outputs for " + states + " states");
        }
        return stacked;
    }

    private static Ints list(OnnxNode node, String attribute, int size) {
        Ints list = node.ints(attribute, Ints.filled(size, 0));
        if (list.size() != size) {
            throw node.error("attribute '" + attribute + "' has " + list.size() + " values, expected " + size);
        }
        return list;
    }

    /** The shape of the number of an iteration: none, or [1] where the body says so. */
    private static Shape single(ValueType declared) {
        return declared instanceof TensorType type && type.shape().hasRank(1) ? Shape.of(1) : Shape.SCALAR;
    }

    /** The shape of a carried value may change: of it only the rank is believed, where the file and the value agree. */
    private static ValueType carried(ValueType initial, ValueType declared) {
        if (!(initial instanceof TensorType first)) {
            return declared instanceof UnknownType ? initial : ValueTypes.relax(declared, false);
        }
        if (!(declared instanceof TensorType formal)) {
            return declared instanceof UnknownType ? first.as(Shape.UNRANKED) : ValueTypes.relax(declared, false);
        }
        boolean agree = formal.shape().isRanked()
                && (!first.shape().isRanked()
                        || first.shape().rank() == formal.shape().rank());
        return first.as(agree ? Shape.ofRank(formal.shape().rank()) : Shape.UNRANKED);
    }

    private static ValueType slice(OnnxNode node, Edge scanned, int axis) {
        if (!(scanned.type() instanceof TensorType type) || !type.shape().isRanked()) {
            return scanned.type();
        }
        int rank = type.shape().rank();
        if (axis < -rank || axis >= rank) {
            throw node.error("axis " + axis + " is outside the shape " + type.shape() + " of a scanned input");
        }
        long[] dims = type.shape().dims();
        int at = axis < 0 ? axis + rank : axis;
        return type.as(Shape.of(IntStream.range(0, rank)
                .filter(i -> i != at)
                .mapToLong(i -> dims[i])
                .toArray()));
    }

    private static ValueType unbatched(Edge batched, int axes) {
        if (!(batched.type() instanceof TensorType type) || !type.shape().isRanked()) {
            return batched.type();
        }
        return type.as(Shape.ofRank(Math.max(0, type.shape().rank() - axes)));
    }
}
