package dev.lanewise.onnx.conformance;

import dev.lanewise.LoadOptions;
import dev.lanewise.Model;
import dev.lanewise.Session;
import dev.lanewise.SessionOptions;
import dev.lanewise.onnx.TensorReader;
import dev.lanewise.onnx.proto.MapProto;
import dev.lanewise.onnx.proto.ModelProto;
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
import dev.lanewise.tensor.UnsupportedModelException;
import dev.lanewise.tensor.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** One case of ONNX's backend suite: a model with inputs and the outputs expected. */
record Case(Path folder) {

    /** How a case ended. */
    enum Outcome {
        PASSED,
        FAILED,
        NOT_IMPLEMENTED
    }

    /** How a case ended, and why it did not pass. */
    record Result(String name, Outcome outcome, String message) {}

    /** Cases whose outputs are random in value: the suite's generator cannot be matched, type and shape can. */
    private static final Pattern RANDOM = Pattern.compile("node/test_(bernoulli|training_dropout(?!_zero)).*");

    private static final TensorReader TENSORS = new TensorReader(LoadOptions.defaults());

    String name() {
        return folder.getParent().getFileName() + "/" + folder.getFileName();
    }

    /** Runs the case through the public API. Whatever is thrown is a failure, except for a missing operator. */
    Result run(boolean strict) {
        return run(strict, model -> model);
    }

    /** Runs another model with the data of this one. */
    Result run(boolean strict, UnaryOperator<Model> change) {
        try {
            Path file = folder.resolve("model.onnx");
            Model model = change.apply(Model.load(file));
            ModelProto proto = Proto.model(ByteBuffer.wrap(Files.readAllBytes(file)));
            try (Session session = model.newSession(SessionOptions.defaults().strict(strict))) {
                for (Path data : dataSets()) {
                    Optional<String> flaw =
                            check(session, proto, data, RANDOM.matcher(name()).matches());
                    if (flaw.isPresent()) {
                        return new Result(name(), Outcome.FAILED, flaw.get());
                    }
                }
            }
            return new Result(name(), Outcome.PASSED, "");
        } catch (UnsupportedModelException e) {
            return new Result(name(), Outcome.NOT_IMPLEMENTED, String.valueOf(e.getMessage()));
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            StackTraceElement[] trace = e.getStackTrace();
            return new Result(
                    name(),
                    Outcome.FAILED,
                    e + " at " + java.util.Arrays.stream(trace).limit(6).toList());
        }
    }

    /** The folders with inputs and outputs; there must be one. */
    private List<Path> dataSets() throws IOException {
        try (var folders = Files.list(folder)) {
            var found = folders.filter(Files::isDirectory).sorted().toList();
            if (found.isEmpty()) {
                throw new IOException("no data in " + folder);
            }
            return found;
        }
    }

    private static Optional<String> check(Session session, ModelProto proto, Path data, boolean random) {
        var inputs = new LinkedHashMap<String, Value>();
        List<String> wanted =
                session.model().inputs().stream().map(spec -> spec.name()).toList();
        List<ValueInfoProto> declared = proto.graph().inputs();
        for (int i = 0; i < declared.size(); i++) {
            Optional<Path> file = file(data, "input_", i, declared.get(i).name());
            if (file.isPresent() && wanted.contains(declared.get(i).name())) {
                inputs.put(
                        declared.get(i).name(), read(file.get(), declared.get(i).type()));
            }
        }
        var outputs = session.run(inputs);
        List<ValueInfoProto> promised = proto.graph().outputs();
        return IntStream.range(0, promised.size())
                .mapToObj(i -> Agreement.flaw(
                        outputs.value(i),
                        read(
                                expected(data, i, promised.get(i).name()),
                                promised.get(i).type()),
                        promised.get(i).name(),
                        random))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** The file of an output; some folders count outputs from 1. */
    private static Path expected(Path data, int index, String name) {
        return file(data, "output_", index, name)
                .or(() -> file(data, "output_", index + 1, name))
                .orElseThrow(() -> new IllegalStateException("no file of output " + name + " in " + data));
    }

    /** The file whose value has this name, else the one with this number. */
    private static Optional<Path> file(Path data, String kind, int index, String name) {
        try (var files = Files.list(data)) {
            Path numbered = data.resolve(kind + index + ".pb");
            return files.filter(file -> file.getFileName().toString().startsWith(kind))
                    .filter(file -> name(file).equals(name))
                    .findFirst()
                    .or(() -> Optional.of(numbered).filter(Files::exists));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The name that a stored tensor or sequence carries; empty when it has none. */
    private static String name(Path file) {
        try {
            var bytes = ByteBuffer.wrap(Files.readAllBytes(file));
            try {
                return Proto.tensor(bytes.duplicate()).name();
            } catch (LanewiseException e) {
                return Proto.sequence(bytes.duplicate()).name();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (LanewiseException e) {
            return "";
        }
    }

    private static Value read(Path file, TypeProto type) {
        try {
            var bytes = ByteBuffer.wrap(Files.readAllBytes(file));
            return value(
                    switch (type) {
                        case TypeProto.SequenceType sequence -> Proto.sequence(bytes);
                        case TypeProto.MapType map -> Proto.map(bytes);
                        case TypeProto.OptionalType optional -> Proto.optional(bytes);
                        case TypeProto other -> Proto.tensor(bytes);
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Value value(ValueProto proto) {
        return switch (proto) {
            case TensorProto tensor -> TENSORS.read(tensor);
            case SequenceProto sequence ->
                new SequenceValue(sequence.values().stream().map(Case::value).toList());
            case OptionalProto optional -> new OptionalValue(optional.value().map(Case::value));
            case MapProto map -> map(map);
            case SparseTensorProto sparse -> throw new IllegalArgumentException("sparse tensor " + sparse.dims());
        };
    }

    private static MapValue map(MapProto proto) {
        var entries = new LinkedHashMap<Object, Value>();
        List<Value> values = proto.values().values().stream().map(Case::value).toList();
        for (int i = 0; i < values.size(); i++) {
            Object key = proto.stringKeys().isEmpty()
                    ? proto.keys().get(i)
                    : proto.stringKeys().get(i).utf8();
            entries.put(key, values.get(i));
        }
        return new MapValue(entries);
    }
}
