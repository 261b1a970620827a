package dev.lanewise.onnx;

import dev.lanewise.graph.Operator;
import dev.lanewise.op.sequence.ConcatFromSequence;
import dev.lanewise.op.sequence.OptionalGetElement;
import dev.lanewise.op.sequence.OptionalHasElement;
import dev.lanewise.op.sequence.SequenceAt;
import dev.lanewise.op.sequence.SequenceConstruct;
import dev.lanewise.op.sequence.SequenceEmpty;
import dev.lanewise.op.sequence.SequenceErase;
import dev.lanewise.op.sequence.SequenceInsert;
import dev.lanewise.op.sequence.SequenceLength;
import dev.lanewise.op.sequence.SequenceMap;
import dev.lanewise.op.sequence.SplitToSequence;
import dev.lanewise.op.sequence.Wrap;

/** Writes operators on sequences and optional values. */
final class SequenceWriters implements WriterFamily {

    @Override
    public boolean write(Operator op, OnnxNodeWriter node) {
        switch (op) {
            case SequenceEmpty(var element) ->
                node.becomes("SequenceEmpty", new Attributes().elementType("dtype", element));
            case SequenceConstruct construct -> plain("SequenceConstruct", node);
            case SequenceAt at -> plain("SequenceAt", node);
            case SequenceInsert insert -> plain("SequenceInsert", node);
            case SequenceErase erase -> plain("SequenceErase", node);
            case SequenceLength length -> plain("SequenceLength", node);
            case OptionalGetElement get -> plain("OptionalGetElement", node);
            case OptionalHasElement has -> plain("OptionalHasElement", node);
            case SplitToSequence(int axis, boolean keep) ->
                node.becomes(
                        "SplitToSequence",
                        new Attributes().integer("axis", axis).flag("keepdims", keep, true));
            case ConcatFromSequence(int axis, boolean newAxis) ->
                node.becomes(
                        "ConcatFromSequence",
                        new Attributes().integer("axis", axis).flag("new_axis", newAxis, false));
            case SequenceMap(var body, int formal) ->
                node.becomes(
                        "SequenceMap",
                        new Attributes().graph("body", node.body(body, formal, formal)),
                        node.inputs(0).subList(0, formal));
            case Wrap(var element) ->
                node.becomes(
                        "Optional",
                        node.has(0) ? new Attributes() : new Attributes().type("type", TypeProtos.of(element)));
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void plain(String operator, OnnxNodeWriter node) {
        node.becomes(operator, new Attributes());
    }
}
