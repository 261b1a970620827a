package dev.lanewise.onnx.proto;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** Parsers of {@code ValueInfoProto}, {@code TypeProto} and {@code TensorShapeProto}. */
final class TypeParser {

    private static final TypeProto UNKNOWN = new TypeProto.Unknown();

    private record TensorFields(int elementType, Optional<List<Dim>> shape) {}

    private TypeParser() {}

    static ValueInfoProto valueInfo(WireReader in) throws IOException {
        var name = "";
        var type = UNKNOWN;
        var docString = "";
        var metadata = new LinkedHashMap<String, String>();
        for (int number = in.next(); number != 0; number = in.next()) {
            switch (number) {
                case 1 -> name = in.string("name");
                case 2 -> type = in.message("type", TypeParser::type);
                case 3 -> docString = in.string("doc_string");
                case 4 -> in.entry("metadata_props", metadata);
                default -> in.skip();
            }
        }
        return new ValueInfoProto(name, type, docString, metadata);
    }

    static TypeProto type(WireReader in) throws IOException {
        var type = UNKNOWN;
        for (int number = in.next(); number != 0; number = in.next()) {
            switch (number) {
                case 1 -> {
                    var tensor = in.message("tensor_type", TypeParser::tensor);
                    type = new TypeProto.TensorType(tensor.elementType(), tensor.shape());
                }
                case 4 -> type = new TypeProto.SequenceType(in.message("sequence_type", TypeParser::element));
                case 5 -> type = in.message("map_type", TypeParser::map);
                case 7 -> type = in.message("opaque_type", TypeParser::opaque);
                case 8 -> {
                    var tensor = in.message("sparse_tensor_type", TypeParser::tensor);
                    type = new TypeProto.SparseTensorType(tensor.elementType(), tensor.shape());
                }
                case 9 -> type = new TypeProto.OptionalType(in.message("optional_type", TypeParser::element));
                default -> in.skip();
            }
        }
        return type;
    }

    private static TensorFields tensor(WireReader in) throws IOException {
        int elementType = 0;
        var shape = Optional.<List<Dim>>empty();
        for (int number = in.next(); number != 0; number = in.next()) {
            switch (number) {
                case 1 -> elementType = in.int32("elem_type");
                case 2 -> shape = Optional.of(in.message("shape", TypeParser::shape));
                default -> in.skip();
            }
        }
        return new TensorFields(elementType, shape);
    }

    private static List<Dim> shape(WireReader in) throws IOException {
        var dims = new ArrayList<Dim>();
        for (int number = in.next(); number != 0; number = in.next()) {
            if (number == 1) {
                in.messages("dim", dims, TypeParser::dim);
            } else {
                in.skip();
            }
        }
        return dims;
    }

    private static Dim dim(WireReader in) throws IOException {
        Dim dim = new Dim.Unknown();
        for (int number = in.next(); number != 0; number = in.next()) {
            switch (number) {
                case 1 -> dim = new Dim.Value(in.int64("dim_value"));
                case 2 -> {
                    var parameter = in.string("dim_param");
                    dim = parameter.isEmpty() ? new Dim.Unknown() : new Dim.Parameter(parameter);
                }
                default -> in.skip();
            }
        }
        return dim;
    }

    private static TypeProto element(WireReader in) throws IOException {
        var element = UNKNOWN;
        for (int number = in.next(); number != 0; number = in.next()) {
            if (number == 1) {
                element = in.message("elem_type", TypeParser::type);
            } else {
                in.skip();
            }
        }
        return element;
    }

    private static TypeProto map(WireReader in) throws IOException {
        int keyType = 0;
        var value = UNKNOWN;
        for (int number = in.next(); number != 0; number = in.next()) {
            switch (number) {
                case 1 -> keyType = in.int32("key_type");
                case 2 -> value = in.message("value_type", TypeParser::type);
                default -> in.skip();
            }
        }
        return new TypeProto.MapType(keyType, value);
    }

    private static TypeProto opaque(WireReader in) throws IOException {
        var domain = "";
        var name = "";
        for (int number = in.next(); number != 0; number = in.next()) {
            switch (number) {
                case 1 -> domain = in.string("domain");
                case 2 -> name = in.string("name");
                default -> in.skip();
            }
        }
        return new TypeProto.OpaqueType(domain, name);
    }
}
