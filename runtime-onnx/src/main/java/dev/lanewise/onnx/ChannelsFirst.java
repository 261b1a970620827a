package dev.lanewise.onnx;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Operator;
import dev.lanewise.graph.ValueType;
import java.util.List;

/**
 * An operator on images whose input 0 and outputs have their channels first, as ONNX's have: what is written, never run.
 *
 * @param op the operator for channels last
 * @param types the types of its outputs, channels first
 */
record ChannelsFirst(Operator op, List<ValueType> types) implements Operator {

    ChannelsFirst {
        types = List.copyOf(types);
    }

    @Override
    public String name() {
        return op.name();
    }

    @Override
    public List<ValueType> infer(Inference in) {
        return types;
    }
}
