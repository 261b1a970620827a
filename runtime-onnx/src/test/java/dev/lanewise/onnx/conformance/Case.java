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
        try {
            Path file = folder.resolve("model.onnx");
            Model model = Model.load(file);
            ModelProto proto = Proto.model(ByteBuffer.wrap(Files.readAllBytes(file)));
            try (Session session = model.newSession(SessionOptions.defaults().strict(strict))) {
                for (int set = 0; Files.isDirectory(data(set)); set++) {
                    Optional<String> flaw = check(
                            session, proto, data(set), RANDOM.matcher(name()).matches());
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

    private Path data(int set) {
        return folder.resolve("test_data_set_" + set);
    }

    private static Optional<String> check(Session session, ModelProto proto, Path data, boolean random) {
        var inputs = new LinkedHashMap<String, Value>();
        List<String> wanted =
                session.model().inputs().stream().map(spec -> spec.name()).toList();
        List<ValueInfoProto> declared = proto.graph().inputs();
        for (int i = 0; i < declared.size(); i++) {
            Path file = data.resolve("input_" + i + ".pb");
            if (Files.exists(file) && wanted.contains(declared.get(i).name())) {
                inputs.put(declared.get(i).name(), read(file, declared.get(i).type()));
            }
        }
        var outputs = session.run(inputs);
        List<ValueInfoProto> promised = proto.graph().outputs();
        return IntStream.range(0, promised.size())
                .mapToObj(i -> Agreement.flaw(
                        outputs.value(i),
                        read(
                                data.resolve("output_" + i + ".pb"),
                                promised.get(i).type()),
                        promised.get(i).name(),
                        random))
                .flatMap(Optional::stream)
                .findFirst();
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
