package dev.lanewise.onnx.conformance;

import dev.lanewise.Model;
import dev.lanewise.Session;
import dev.lanewise.SessionOptions;
import dev.lanewise.TensorSpec;
import dev.lanewise.onnx.proto.GraphProto;
import dev.lanewise.onnx.proto.Proto;
import dev.lanewise.tensor.Value;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** One case of a suite: a model, inputs, and the outputs expected. */
record Case(String name, Path file, List<DataSet> data) {

    /** How a case ended; why it did not pass, or nothing. */
    record Result(String name, Optional<String> flaw) {}

    /** Cases whose outputs are random in value: the suite's generator cannot be matched, type and shape can. */
    private static final Pattern RANDOM = Pattern.compile("node/test_(bernoulli|training_dropout(?!_zero)).*");

    /** A folder with a model and folders with its data, of which there must be one. */
    static Case in(Path folder) {
        try (var folders = Files.list(folder)) {
            List<DataSet> data = folders.filter(Files::isDirectory)
                    .sorted()
                    .map(f -> (DataSet) new StoredData(f))
                    .toList();
            if (data.isEmpty()) {
                throw new IllegalStateException("no data in " + folder);
            }
            String name = folder.getParent().getFileName() + "/" + folder.getFileName();
            return new Case(name, folder.resolve("model.onnx"), data);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** A light model, beside which its output is stored. */
    static Case light(Path model) {
        String name = model.getFileName().toString().replace(".onnx", "");
        return new Case("light/" + name, model, List.of(new RampData(model.resolveSibling(name + "_output_0.pb"))));
    }

    /** The same case where ONNX Runtime says what to expect. */
    Case besideOnnxRuntime() {
        return new Case(
                name,
                file,
                data.stream().map(d -> (DataSet) new OnnxRuntimeData(file, d)).toList());
    }

    /** Runs the case through the public API. Whatever is thrown is a flaw. */
    Result run(boolean strict) {
        return run(strict, model -> model);
    }

    /** Runs another model with the data of this one. */
    Result run(boolean strict, UnaryOperator<Model> change) {
        try {
            Model model = change.apply(Model.load(file));
            GraphProto graph =
                    Proto.model(ByteBuffer.wrap(Files.readAllBytes(file))).graph();
            try (Session session = model.newSession(SessionOptions.defaults().strict(strict))) {
                for (DataSet set : data) {
                    Optional<String> flaw = flaw(session, graph, set);
                    if (flaw.isPresent()) {
                        return new Result(name, flaw);
                    }
                }
            }
            return new Result(name, Optional.empty());
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            var trace = Arrays.stream(e.getStackTrace()).limit(6).toList();
            return new Result(name, Optional.of(e + " at " + trace));
        }
    }

    private Optional<String> flaw(Session session, GraphProto graph, DataSet set) throws IOException {
        List<String> wanted =
                session.model().inputs().stream().map(TensorSpec::name).toList();
        var inputs = new LinkedHashMap<String, Value>(set.inputs(graph));
        inputs.keySet().retainAll(wanted);
        var outputs = session.run(inputs);
        boolean random = RANDOM.matcher(name).matches();
        for (int i = 0; i < graph.outputs().size(); i++) {
            String output = graph.outputs().get(i).name();
            Optional<String> flaw = Agreement.flaw(outputs.value(i), set.output(graph, i), output, random);
            if (flaw.isPresent()) {
                return flaw;
            }
        }
        return Optional.empty();
    }
}
