package dev.lanewise.onnx;

import dev.lanewise.onnx.proto.AttributeProto;
import dev.lanewise.onnx.proto.AttributeValue;
import dev.lanewise.onnx.proto.Bytes;

/** Attributes of nodes. */
final class Given {

    private Given() {}

    static AttributeProto integer(String name, long value) {
        return new AttributeProto(name, new AttributeValue.IntValue(value));
    }

    static AttributeProto integers(String name, long... values) {
        return new AttributeProto(name, AttributeValue.Ints.of(values));
    }

    static AttributeProto number(String name, float value) {
        return new AttributeProto(name, new AttributeValue.FloatValue(value));
    }

    static AttributeProto numbers(String name, float... values) {
        return new AttributeProto(name, AttributeValue.Floats.of(values));
    }

    static AttributeProto text(String name, String value) {
        return new AttributeProto(name, new AttributeValue.StringValue(Bytes.utf8(value)));
    }
}
