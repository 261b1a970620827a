package dev.lanewise.onnx.proto;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Parsers of {@code SequenceProto}, {@code MapProto} and {@code OptionalProto} of {@code onnx-data.proto}. */
final class ValueParser {

    private static final SequenceProto NO_VALUES = new SequenceProto("", 0, List.of());

    private ValueParser() {}

    static SequenceProto sequence(WireReader in) throws IOException {
        var name = "";
        int elementType = 0;
        var values = new ArrayList<ValueProto>();
        for (int number = in.next(); number != 0; number = in.next()) {
            switch (number) {
                case 1 -> name = in.string("name");
                case 2 -> elementType = in.int32("elem_type");
                case 3 -> in.messages("tensor_values", values, TensorParser::tensor);
                case 4 -> in.messages("sparse_tensor_values", values, TensorParser::sparseTensor);
                case 5 -> in.messages("sequence_values", values, ValueParser::sequence);
                case 6 -> in.messages("map_values", values, ValueParser::map);
                case 7 -> in.messages("optional_values", values, ValueParser::optional);
                default -> in.skip();
            }
            if (values.size() > 1
                    && values.getFirst().getClass() != values.getLast().getClass()) {
                throw in.failure("sequence \"" + name + "\" mixes values of different kinds");
            }
        }
        return new SequenceProto(name, elementType, values);
    }

    static MapProto map(WireReader in) throws IOException {
        var name = "";
        int keyType = 0;
        var keys = Elements.ofLongs();
        var stringKeys = new ArrayList<Bytes>();
        var values = NO_VALUES;
        for (int number = in.next(); number != 0; number = in.next()) {
            switch (number) {
                case 1 -> name = in.string("name");
                case 2 -> keyType = in.int32("key_type");
                case 3 -> in.elements("keys", keys);
                case 4 -> stringKeys.add(in.bytes("string_keys"));
                case 5 -> values = in.message("values", ValueParser::sequence);
                default -> in.skip();
            }
        }
        int keyCount = keys.size() + stringKeys.size();
        if (keyCount != values.values().size()) {
            throw in.failure("map \"" + name + "\" has " + keyCount + " keys and "
                    + values.values().size() + " values");
        }
        return new MapProto(name, keyType, keys.toList(), stringKeys, values);
    }

    static OptionalProto optional(WireReader in) throws IOException {
        var name = "";
        int elementType = 0;
        var value = Optional.<ValueProto>empty();
        for (int number = in.next(); number != 0; number = in.next()) {
            switch (number) {
                case 1 -> name = in.string("name");
                case 2 -> elementType = in.int32("elem_type");
                case 3 -> value = Optional.of(in.message("tensor_value", TensorParser::tensor));
                case 4 -> value = Optional.of(in.message("sparse_tensor_value", TensorParser::sparseTensor));
                case 5 -> value = Optional.of(in.message("sequence_value", ValueParser::sequence));
                case 6 -> value = Optional.of(in.message("map_value", ValueParser::map));
                case 7 -> value = Optional.of(in.message("optional_value", ValueParser::optional));
                default -> in.skip();
            }
        }
        return new OptionalProto(name, elementType, value);
    }
}
