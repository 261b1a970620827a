package dev.lanewise.onnx.proto;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Encoders of {@code ValueInfoProto}, {@code TypeProto} and {@code TensorShapeProto}. */
final class TypeWriter {

    private TypeWriter() {}

    static void valueInfo(ValueInfoProto info, WireWriter out) throws IOException {
        out.text(1, info.name());
        known(2, info.type(), out);
        out.text(3, info.docString());
        out.entries(4, info.metadata());
    }

    static void type(TypeProto type, WireWriter out) throws IOException {
        switch (type) {
            case TypeProto.Unknown() -> {}
            case TypeProto.TensorType(int elementType, var shape) ->
                out.message(1, body -> tensor(elementType, shape, body));
            case TypeProto.SequenceType(var element) -> out.message(4, body -> known(1, element, body));
            case TypeProto.MapType(int keyType, var value) ->
                out.message(5, body -> {
                    body.int64(1, keyType);
                    known(2, value, body);
                });
            case TypeProto.OpaqueType(var domain, var name) ->
                out.message(7, body -> {
                    body.text(1, domain);
                    body.text(2, name);
                });
            case TypeProto.SparseTensorType(int elementType, var shape) ->
                out.message(8, body -> tensor(elementType, shape, body));
            case TypeProto.OptionalType(var element) -> out.message(9, body -> known(1, element, body));
        }
    }

    private static void known(int field, TypeProto type, WireWriter out) throws IOException {
        if (!(type instanceof TypeProto.Unknown)) {
            out.message(field, type, TypeWriter::type);
        }
    }

    private static void tensor(int elementType, Optional<List<Dim>> shape, WireWriter out) throws IOException {
        out.int64(1, elementType);
        if (shape.isPresent()) {
            out.message(2, body -> body.messages(1, shape.get(), TypeWriter::dim));
        }
    }

    private static void dim(Dim dim, WireWriter out) throws IOException {
        switch (dim) {
            case Dim.Value(long size) -> out.int64(1, size);
            case Dim.Parameter(var name) -> out.text(2, name);
            case Dim.Unknown() -> {}
        }
    }
}
