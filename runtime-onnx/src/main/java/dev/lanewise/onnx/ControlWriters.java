package dev.lanewise.onnx;

import dev.lanewise.graph.Operator;
import dev.lanewise.op.control.If;
import dev.lanewise.op.control.Loop;
import dev.lanewise.op.control.Scan;
import java.util.List;

/** Writes operators that run graphs inside them. */
final class ControlWriters implements WriterFamily {

    @Override
    public boolean write(Operator op, OnnxNodeWriter node) {
        switch (op) {
            case If(var then, var otherwise) ->
                node.becomes(
                        "If",
                        new Attributes()
                                .graph("then_branch", node.body(then, 0, 1))
                                .graph(
                                        "else_branch",
                                        node.body(
                                                otherwise, 0, 1 + then.inputs().size())),
                        node.input(0));
            case Loop(var body, int carried) ->
                node.becomes(
                        "Loop",
                        new Attributes().graph("body", node.body(body, 2 + carried, 2 + carried)),
                        node.inputs(0).subList(0, 2 + carried));
            case Scan scan -> scan(scan, node);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void scan(Scan op, OnnxNodeWriter node) {
        int formal = op.states() + op.inputAxes().size();
        List<String> inputs = node.inputs(0).subList(0, formal);
        node.becomes(
                "Scan",
                new Attributes()
                        .graph("body", node.body(op.body(), formal, formal))
                        .integer("num_scan_inputs", op.inputAxes().size())
                        .unlessAll("scan_input_axes", op.inputAxes(), 0)
                        .unlessAll("scan_input_directions", op.inputDirections(), 0)
                        .unlessAll("scan_output_axes", op.outputAxes(), 0)
                        .unlessAll("scan_output_directions", op.outputDirections(), 0),
                inputs);
    }
}
