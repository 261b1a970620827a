package dev.lanewise;

import dev.lanewise.exec.CompiledModel;
import dev.lanewise.exec.RunControl;
import dev.lanewise.exec.SessionState;
import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.spi.ModelDefinition;
import dev.lanewise.spi.ModelReader;
import dev.lanewise.tensor.InvalidInputException;
import dev.lanewise.tensor.ModelFormatException;
import dev.lanewise.tensor.ResourceLimitException;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;

/** A model that was loaded: immutable, safe to share between threads. {@link #newSession} gives what runs it. */
public final class Model {

    private final ModelDefinition definition;
    private final LoadOptions options;
    private final ConcurrentHashMap<String, Model> bySignature = new ConcurrentHashMap<>();
    private final CompiledModel compiled;
    private final Map<String, Tensor> unread;

    /** A model of {@code definition}, whose graph must not be changed afterwards. */
    public static Model of(ModelDefinition definition) {
        return new Model(definition, LoadOptions.defaults(), System.nanoTime());
    }

    /** {@code began} is the {@link System#nanoTime} from which the options' deadline counts. */
    private Model(ModelDefinition definition, LoadOptions options, long began) {
        this.definition = definition;
        this.options = options;
        long time = options.deadline().map(Duration::toNanos).orElse(0L);
        var control =
                new RunControl(() -> false, began + time, options.deadline().isPresent(), options.byteLimit(), null);
        this.compiled = CompiledModel.compile(definition.graph(), options.disabledRewrites(), control);
        this.unread = unread(definition.graph());
    }

    private static Map<String, Tensor> unread(Graph graph) {
        var unread = new HashMap<String, Tensor>();
        for (Edge input : graph.inputs()) {
            if (input.consumers().isEmpty()
                    && !graph.outputs().contains(input)
                    && input.type() instanceof TensorType(var element, var shape)
                    && shape.isRanked()) {
                long[] dims =
                        Arrays.stream(shape.dims()).map(d -> Math.max(d, 1)).toArray();
                unread.put(
                        input.name(),
                        Tensor.deferred(
                                element, () -> Tensor.zeros(element, dims).array(), dims));
            }
        }
        return Map.copyOf(unread);
    }

    /**
     * Opens a file, its format told by its content.
     *
     * @throws UncheckedIOException when the file cannot be read
     * @throws dev.lanewise.tensor.LanewiseException when it is no model, or not one that runs here
     */
    public static Model load(Path file) {
        return load(file, LoadOptions.defaults());
    }

    /** Opens a file with options. */
    public static Model load(Path file, LoadOptions options) {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            checkSize(size, options);
            if (size > Integer.MAX_VALUE) {
                throw new ResourceLimitException(file + " has " + size + " bytes; a model file may have "
                        + Integer.MAX_VALUE + ", with larger weights as external data");
            }
            Path folder = file.toAbsolutePath().getParent();
            var located = options.externalData().isPresent() || folder == null ? options : options.externalData(folder);
            return load(channel.map(FileChannel.MapMode.READ_ONLY, 0, size), located);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read model " + file + ": " + e, e);
        }
    }

    /** Reads a model from memory. The array must not change afterwards. */
    public static Model load(byte[] file) {
        return load(ByteBuffer.wrap(file));
    }

    /** Reads a model from memory with options. The array must not change afterwards. */
    public static Model load(byte[] file, LoadOptions options) {
        return load(ByteBuffer.wrap(file), options);
    }

    /** Reads a model from a stream, to its end; the stream is left open. */
    public static Model load(InputStream file) {
        return load(file, LoadOptions.defaults());
    }

    /** Reads a model from a stream, to its end, with options; the stream is left open. */
    public static Model load(InputStream file, LoadOptions options) {
        try {
            long most = Math.min(options.maxBytes(), Integer.MAX_VALUE - 16L);
            byte[] bytes = file.readNBytes((int) Math.min(most + 1, Integer.MAX_VALUE - 8));
            checkSize(bytes.length, options);
            return load(bytes, options);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the model: " + e, e);
        }
    }

    /** Reads a model from the buffer's remaining bytes, which must not change afterwards. */
    public static Model load(ByteBuffer file) {
        return load(file, LoadOptions.defaults());
    }

    /** Reads a model from the buffer's remaining bytes, which must not change afterwards, with options. */
    public static Model load(ByteBuffer file, LoadOptions options) {
        checkSize(file.remaining(), options);
        CompiledModel.warmUp();
        long began = System.nanoTime();
        var content = file.slice().asReadOnlyBuffer();
        var formats = new ArrayList<String>();
        for (ModelReader reader : ServiceLoader.load(ModelReader.class, Model.class.getClassLoader())) {
            if (reader.accepts(content.duplicate())) {
                return new Model(reader.read(content.duplicate(), options), options, began);
            }
            formats.add(reader.format());
        }
        throw new ModelFormatException("this is no model in a format known here: its " + content.remaining()
                + " bytes begin with " + head(content) + "; readers present: " + formats);
    }

    private static void checkSize(long size, LoadOptions options) {
        if (size > options.maxBytes()) {
            throw new ResourceLimitException(
                    "the model has " + size + " bytes, more than the limit of " + options.maxBytes());
        }
    }

    private static String head(ByteBuffer content) {
        var text = new StringBuilder();
        for (int i = 0; i < Math.min(8, content.remaining()); i++) {
            text.append(String.format(i == 0 ? "%02x" : " %02x", content.get(i)));
        }
        return text.isEmpty() ? "nothing" : text.toString();
    }

    /** Values for the inputs that nothing reads, which runs need not give. */
    Map<String, Tensor> unread() {
        return unread;
    }

    /** What a run must be given, in the model's order. */
    public List<TensorSpec> inputs() {
        return definition.inputs();
    }

    /** What a run gives, in the model's order. */
    public List<TensorSpec> outputs() {
        return definition.outputs();
    }

    /** What the file says about itself. */
    public Map<String, String> metadata() {
        return definition.metadata();
    }

    /** Names of the file's signatures: ways to run it, each with inputs and outputs of its own. In the file's order. */
    public List<String> signatures() {
        return definition.source().signatures();
    }

    /**
     * The model as the signature {@code name} runs it, with the signature's inputs and outputs; made when first asked
     * for. Its sessions have a state of their own: {@link Session#signature} shares one.
     *
     * @throws InvalidInputException when there is no such signature
     */
    public Model signature(String name) {
        if (!signatures().contains(name)) {
            throw new InvalidInputException("no signature is called '" + name + "'; the model has " + signatures());
        }
        long began = System.nanoTime();
        return bySignature.computeIfAbsent(
                name, key -> new Model(definition.source().signature(key), options, began));
    }

    /**
     * The same model for other shapes of the inputs named, −1 for an extent that each run may choose; ranks and element
     * types stay. Whether the operators take them is checked here and, for what is open, by the first run.
     *
     * @throws InvalidInputException when there is no such input, or the model's format cannot be resized
     * @throws dev.lanewise.tensor.LanewiseException when an operator does not take the shape
     */
    public Model withInputShapes(Map<String, long[]> shapes) {
        for (String name : shapes.keySet()) {
            if (input(name).isEmpty()) {
                throw new InvalidInputException("no input is called '" + name + "'; the inputs are " + inputs());
            }
        }
        shapes.forEach((name, shape) -> {
            if (Arrays.stream(shape).anyMatch(extent -> extent < -1)) {
                throw new InvalidInputException("input '" + name + "' cannot have the shape " + Arrays.toString(shape));
            }
        });
        if (!definition.source().canResize()) {
            throw new InvalidInputException("a model in this format cannot be resized");
        }
        long began = System.nanoTime();
        return new Model(definition.source().resized(shapes), options, began);
    }

    /** Files that the model brings along, such as its labels, by name; views of read-only bytes. */
    public Map<String, ByteBuffer> associatedFiles() {
        return definition.source().associatedFiles();
    }

    /** The input called {@code name}. */
    public Optional<TensorSpec> input(String name) {
        return inputs().stream().filter(spec -> spec.name().equals(name)).findFirst();
    }

    /** A session with {@link SessionOptions#defaults}. */
    public Session newSession() {
        return newSession(SessionOptions.defaults());
    }

    /** A session that runs this model; sessions share the model's packed weights. */
    public Session newSession(SessionOptions sessionOptions) {
        return newSession(sessionOptions, new SessionState());
    }

    Session newSession(SessionOptions sessionOptions, SessionState state) {
        return new Session(this, compiled, sessionOptions, state);
    }

    /**
     * What this library's own modules quantize, prune and write back: the canonical graph, a copy that is the caller's
     * to change, and the model's inputs, outputs and metadata.
     */
    public ModelDefinition definition() {
        return new ModelDefinition(
                definition.graph().copy(),
                definition.inputs(),
                definition.outputs(),
                definition.metadata(),
                definition.source());
    }

    /**
     * The same for writers of formats that have channels last, with the shapes of some inputs fixed: pairs of
     * transpositions are cancelled, and whatever follows from the shapes is constant.
     *
     * @param shapes by the input's name; −1 leaves a dimension as it is
     * @throws InvalidInputException when there is no such input, or a shape contradicts what the model says
     */
    public ModelDefinition channelsLastDefinition(Map<String, long[]> shapes) {
        ModelDefinition fixed = FixedShapes.of(definition(), shapes);
        CompiledModel.toChannelsLast(fixed.graph());
        return fixed;
    }
}
