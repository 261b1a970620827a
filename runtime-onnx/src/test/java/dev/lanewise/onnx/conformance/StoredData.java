package dev.lanewise.onnx.conformance;

import dev.lanewise.LoadOptions;
import dev.lanewise.onnx.TensorReader;
import dev.lanewise.onnx.proto.GraphProto;
import dev.lanewise.onnx.proto.MapProto;
import dev.lanewise.onnx.proto.OptionalProto;
import dev.lanewise.onnx.proto.Proto;
import dev.lanewise.onnx.proto.SequenceProto;
import dev.lanewise.onnx.proto.SparseTensorProto;
import dev.lanewise.onnx.proto.TensorProto;
import dev.lanewise.onnx.proto.TypeProto;
import dev.lanewise.onnx.proto.ValueInfoProto;
import dev.lanewise.onnx.proto.ValueProto;
import dev.lanewise.tensor.LanewiseException;
import dev.lanewise.tensor.MapValue;
import dev.lanewise.tensor.OptionalValue;
import dev.lanewise.tensor.SequenceValue;
import dev.lanewise.tensor.Value;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A folder of ONNX's backend suite with a file for each input and output. */
record StoredData(Path folder) implements DataSet {

    private static final TensorReader TENSORS = new TensorReader(LoadOptions.defaults());

    @Override
    public Map<String, Value> inputs(GraphProto graph) throws IOException {
        var inputs = new LinkedHashMap<String, Value>();
        for (int i = 0; i < graph.inputs().size(); i++) {
            ValueInfoProto input = graph.inputs().get(i);
            Optional<Path> file = file("input_", i, input.name());
            if (file.isPresent()) {
                inputs.put(input.name(), read(file.get(), input.type()));
            }
        }
        return inputs;
    }

    /** Some folders count outputs from 1. */
    @Override
    public Value output(GraphProto graph, int index) throws IOException {
        ValueInfoProto output = graph.outputs().get(index);
        Path file = file("output_", index, output.name())
                .or(() -> numbered("output_", index + 1))
                .orElseThrow(() -> new IllegalStateException("no file of output " + output.name() + " in " + folder));
        return read(file, output.type());
    }

    /** The file whose value has this name, else the one with this number. */
    private Optional<Path> file(String kind, int index, String name) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.getFileName().toString().startsWith(kind))
                    .toList()) {
                if (name(file).equals(name)) {
                    return Optional.of(file);
                }
            }
        }
        return numbered(kind, index);
    }

    private Optional<Path> numbered(String kind, int index) {
        return Optional.of(folder.resolve(kind + index + ".pb")).filter(Files::exists);
    }

    /** The name that a stored tensor or sequence carries; empty when it has none. */
    private static String name(Path file) throws IOException {
        var bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        try {
            return Proto.tensor(bytes.duplicate()).name();
        } catch (LanewiseException e) {
            try {
                return Proto.sequence(bytes.duplicate()).name();
            } catch (LanewiseException neither) {
                return "";
            }
        }
    }

    private static Value read(Path file, TypeProto type) throws IOException {
        var bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        return value(
                switch (type) {
                    case TypeProto.SequenceType sequence -> Proto.sequence(bytes);
                    case TypeProto.MapType map -> Proto.map(bytes);
                    case TypeProto.OptionalType optional -> Proto.optional(bytes);
                    case TypeProto other -> Proto.tensor(bytes);
                });
    }

    private static Value value(ValueProto proto) {
        return switch (proto) {
            case TensorProto tensor -> TENSORS.read(tensor);
            case SequenceProto sequence ->
                new SequenceValue(
                        sequence.values().stream().map(StoredData::value).toList());
            case OptionalProto optional -> new OptionalValue(optional.value().map(StoredData::value));
            case MapProto map -> map(map);
            case SparseTensorProto sparse -> throw new IllegalArgumentException("sparse tensor " + sparse.dims());
        };
    }

    private static MapValue map(MapProto proto) {
        var entries = new LinkedHashMap<Object, Value>();
        List<Value> values =
                proto.values().values().stream().map(StoredData::value).toList();
        for (int i = 0; i < values.size(); i++) {
            Object key = proto.stringKeys().isEmpty()
                    ? proto.keys().get(i)
                    : proto.stringKeys().get(i).utf8();
            entries.put(key, values.get(i));
        }
        return new MapValue(entries);
    }
}
