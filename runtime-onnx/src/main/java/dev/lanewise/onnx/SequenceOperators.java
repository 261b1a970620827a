package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.SequenceType;
import dev.lanewise.graph.ValueType.UnknownType;
import dev.lanewise.onnx.OnnxNode.Body;
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
import dev.lanewise.tensor.ElementType;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** Operators on sequences and optional values. */
final class SequenceOperators implements Family {

    @Override
    public void register(Registry on) {
        on.on("SequenceEmpty").reads(node -> new SequenceEmpty(node.elementType("dtype", ElementType.FLOAT)));
        on.on("SequenceConstruct").reads(node -> new SequenceConstruct());
        on.on("SequenceAt").reads(node -> new SequenceAt());
        on.on("SequenceInsert").reads(node -> new SequenceInsert());
        on.on("SequenceErase").reads(node -> new SequenceErase());
        on.on("SequenceLength").reads(node -> new SequenceLength());
        on.on("SplitToSequence").reads(node -> new SplitToSequence(node.int32("axis", 0), node.flag("keepdims", true)));
        on.on("ConcatFromSequence")
                .reads(node ->
                        new ConcatFromSequence(Math.toIntExact(node.integer("axis")), node.flag("new_axis", false)));
        on.on("SequenceMap").builds(SequenceOperators::map);
        on.on("Optional").reads(node -> new Wrap(node.has("type") ? node.type("type") : new UnknownType()));
        on.on("OptionalGetElement").reads(node -> new OptionalGetElement());
        on.on("OptionalHasElement").reads(node -> new OptionalHasElement());
    }

    private static void map(OnnxNode node) {
        int formal = node.inputCount();
        Body body = node.body(
                "body", (i, declared) -> i < formal ? element(node.input(i).type()) : declared);
        int found = body.graph().inputs().size() - body.captures().size();
        if (found != formal) {
            throw node.error("the body has " + found + " inputs, expected " + formal);
        }
        var inputs = new ArrayList<@Nullable Edge>(node.inputs());
        inputs.addAll(body.captures());
        node.becomes(new SequenceMap(body.graph(), formal), inputs);
    }

    private static ValueType element(ValueType type) {
        return type instanceof SequenceType(var element) ? element : type;
    }
}
