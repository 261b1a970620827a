package dev.lanewise.onnx.proto;

import java.io.IOException;

/** Encoders of {@code SequenceProto}, {@code MapProto} and {@code OptionalProto}. */
final class ValueWriter {

    private ValueWriter() {}

    static void value(ValueProto value, WireWriter out) throws IOException {
        switch (value) {
            case TensorProto tensor -> TensorWriter.tensor(tensor, out);
            case SparseTensorProto sparse -> TensorWriter.sparseTensor(sparse, out);
            case SequenceProto sequence -> sequence(sequence, out);
            case MapProto map -> map(map, out);
            case OptionalProto optional -> optional(optional, out);
        }
    }

    private static void sequence(SequenceProto sequence, WireWriter out) throws IOException {
        out.text(1, sequence.name());
        out.int64(2, sequence.elementType());
        for (var value : sequence.values()) {
            out.message(field(value), value, ValueWriter::value);
        }
    }

    private static void map(MapProto map, WireWriter out) throws IOException {
        out.text(1, map.name());
        out.int64(2, map.keyType());
        out.unpacked(3, map.keys());
        out.byteStrings(4, map.stringKeys());
        out.message(5, map.values(), ValueWriter::sequence);
    }

    private static void optional(OptionalProto optional, WireWriter out) throws IOException {
        out.text(1, optional.name());
        out.int64(2, optional.elementType());
        if (optional.value().isPresent()) {
            var value = optional.value().get();
            out.message(field(value), value, ValueWriter::value);
        }
    }

    /** The number of the field for a value of this kind, the same in a sequence and in an optional. */
    private static int field(ValueProto value) {
        return switch (value) {
            case TensorProto _ -> 3;
            case SparseTensorProto _ -> 4;
            case SequenceProto _ -> 5;
            case MapProto _ -> 6;
            case OptionalProto _ -> 7;
        };
    }
}
