package dev.lanewise.onnx;

import dev.lanewise.graph.Ints;
import dev.lanewise.onnx.proto.AttributeProto;
import dev.lanewise.onnx.proto.AttributeValue;
import dev.lanewise.onnx.proto.Bytes;
import dev.lanewise.onnx.proto.GraphProto;
import dev.lanewise.onnx.proto.TypeProto;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** The attributes of a node that is being written, in the order given. */
final class Attributes {

    private final List<AttributeProto> attributes = new ArrayList<>();

    List<AttributeProto> list() {
        return attributes;
    }

    /** Adds all of {@code others}. */
    Attributes addAll(Attributes others) {
        attributes.addAll(others.attributes);
        return this;
    }

    private Attributes with(String name, AttributeValue value) {
        attributes.add(new AttributeProto(name, value));
        return this;
    }

    Attributes integer(String name, long value) {
        return with(name, new AttributeValue.IntValue(value));
    }

    /** 1 or 0, where that is not what its absence means. */
    Attributes flag(String name, boolean value, boolean otherwise) {
        return value == otherwise ? this : integer(name, value ? 1 : 0);
    }

    Attributes number(String name, double value) {
        return with(name, new AttributeValue.FloatValue((float) value));
    }

    Attributes text(String name, String value) {
        return with(name, new AttributeValue.StringValue(Bytes.utf8(value)));
    }

    Attributes texts(String name, List<String> values) {
        return with(
                name,
                new AttributeValue.Strings(values.stream().map(Bytes::utf8).toList()));
    }

    Attributes integers(String name, long... values) {
        return with(name, AttributeValue.Ints.of(values));
    }

    Attributes integers(String name, Ints values) {
        return integers(name, values.stream().asLongStream().toArray());
    }

    /** Integers, where they are not all {@code otherwise}. */
    Attributes unlessAll(String name, Ints values, int otherwise) {
        return values.stream().allMatch(v -> v == otherwise) ? this : integers(name, values);
    }

    Attributes numbers(String name, float... values) {
        return with(name, AttributeValue.Floats.of(values));
    }

    Attributes tensor(String name, Tensor value) {
        return with(name, new AttributeValue.TensorValue(TensorSink.inline("", value)));
    }

    Attributes elementType(String name, ElementType value) {
        return integer(name, ElementTypes.number(value));
    }

    Attributes graph(String name, GraphProto value) {
        return with(name, new AttributeValue.GraphValue(value));
    }

    Attributes type(String name, TypeProto value) {
        return with(name, new AttributeValue.TypeValue(value));
    }
}
