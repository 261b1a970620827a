package dev.lanewise.onnx.proto;

import java.util.List;

/** {@code MapProto}: keys, either integers or strings by the key type, and a value for each in the same order. */
public record MapProto(String name, int keyType, List<Long> keys, List<Bytes> stringKeys, SequenceProto values)
        implements ValueProto {

    public MapProto {
        keys = List.copyOf(keys);
        stringKeys = List.copyOf(stringKeys);
    }
}
