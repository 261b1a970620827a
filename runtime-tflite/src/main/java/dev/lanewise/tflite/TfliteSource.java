package dev.lanewise.tflite;

import dev.lanewise.TensorSpec;
import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.spi.ModelDefinition;
import dev.lanewise.spi.ModelSource;
import dev.lanewise.tensor.InvalidInputException;
import dev.lanewise.tensor.ModelFormatException;
import dev.lanewise.tensor.UnsupportedModelException;
import dev.lanewise.tflite.file.ModelFile;
import dev.lanewise.tflite.file.ModelMetadata;
import dev.lanewise.tflite.file.OperatorInfo;
import dev.lanewise.tflite.file.SignatureInfo;
import dev.lanewise.tflite.file.SubgraphInfo;
import dev.lanewise.tflite.file.TensorInfo;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A TFLite file and what it can be read as: a subgraph, by a signature or by none, for inputs of given shapes. */
final class TfliteSource implements ModelSource {

    private final ModelFile file;
    private final Builtins builtins;
    private final @Nullable SignatureInfo chosen;
    private final Map<String, long[]> shapes;
    private final Optional<Duration> deadline;

    TfliteSource(ByteBuffer file, Builtins builtins, Optional<Duration> deadline) {
        this(guarded(() -> ModelFile.read(file)), builtins, null, Map.of(), deadline);
    }

    private TfliteSource(
            ModelFile file,
            Builtins builtins,
            @Nullable SignatureInfo chosen,
            Map<String, long[]> shapes,
            Optional<Duration> deadline) {
        this.file = file;
        this.builtins = builtins;
        this.chosen = chosen;
        this.shapes = shapes;
        this.deadline = deadline;
    }

    /** What is read here may be wrong in ways that only show on the way. */
    private static <T> T guarded(Supplier<T> read) {
        try {
            return read.get();
        } catch (InvalidInputException e) {
            throw new ModelFormatException(String.valueOf(e.getMessage()), e);
        } catch (StackOverflowError e) {
            throw new ModelFormatException("subgraphs are nested too deep", e);
        }
    }

    @Override
    public List<String> signatures() {
        return file.signatures().stream().map(SignatureInfo::key).distinct().toList();
    }

    @Override
    public ModelDefinition signature(String name) {
        var signature = file.signatures().stream()
                .filter(s -> s.key().equals(name))
                .findFirst()
                .orElseThrow();
        return new TfliteSource(file, builtins, signature, Map.of(), deadline).main();
    }

    @Override
    public boolean canResize() {
        return true;
    }

    @Override
    public ModelDefinition resized(Map<String, long[]> inputShapes) {
        var all = new LinkedHashMap<>(shapes);
        all.putAll(inputShapes);
        return new TfliteSource(file, builtins, chosen, all, deadline).main();
    }

    @Override
    public Map<String, ByteBuffer> associatedFiles() {
        return file.appendedFiles();
    }

    /** What the file is read as. */
    ModelDefinition main() {
        return guarded(this::read);
    }

    private ModelDefinition read() {
        SignatureInfo signature = chosen != null
                ? chosen
                : file.signatures().stream()
                        .filter(s -> s.subgraph() == 0)
                        .findFirst()
                        .orElse(new SignatureInfo("", 0, Map.of(), Map.of()));
        SubgraphInfo main = file.subgraph(signature.subgraph());
        if (chosen != null) {
            main = main.withOutputs(outputs(main, chosen));
        }
        requireAll(main.index());
        List<String> inputs = names(main, main.inputs(), "input", signature.inputs());
        List<String> outputs = names(main, main.outputs(), "output", signature.outputs());
        long began = System.nanoTime();
        BooleanSupplier late = () -> deadline.isPresent()
                && System.nanoTime() - began > deadline.get().toNanos();
        var reader = new SubgraphReader(file, builtins, new Resources(file, shapes.isEmpty()), late);
        Graph graph = reader.read(main, types(main, inputs), inputs, outputs);
        return new ModelDefinition(
                graph,
                specs(main, main.inputs(), graph.inputs()),
                specs(main, main.outputs(), graph.outputs()),
                metadata(file),
                this);
    }

    /** What a signature gives out, in the subgraph's order. */
    private static int[] outputs(SubgraphInfo subgraph, SignatureInfo signature) {
        List<Integer> order = IntStream.of(subgraph.outputs()).boxed().toList();
        return signature.outputs().values().stream()
                .sorted(Comparator.comparing(order::indexOf))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private List<ValueType> types(SubgraphInfo subgraph, List<String> names) {
        var types = new ArrayList<ValueType>();
        for (int i = 0; i < names.size(); i++) {
            TensorInfo info = SubgraphReader.tensor(subgraph, subgraph.inputs()[i]);
            long[] shape = shapes.getOrDefault(names.get(i), info.shape());
            types.add(new TensorType(info.type(), Shape.of(shape)));
        }
        return types;
    }

    /** Fails, naming every operator that the model needs and this library does not read. */
    private void requireAll(int main) {
        var missing = new TreeMap<String, Integer>();
        var seen = new HashSet<Integer>(List.of(main));
        var pending = new ArrayDeque<Integer>(seen);
        while (!pending.isEmpty()) {
            for (OperatorInfo operator : file.subgraph(pending.pop()).operators()) {
                if (builtins.find(operator.name()) == null) {
                    missing.merge(
                            operator.isCustom() ? "custom '" + operator.name() + "'" : operator.name(),
                            1,
                            Integer::sum);
                }
                for (int callee : operator.callees()) {
                    if (seen.add(callee)) {
                        pending.push(callee);
                    }
                }
            }
        }
        if (!missing.isEmpty()) {
            var list = new ArrayList<String>();
            missing.forEach((name, count) -> list.add(name + (count > 1 ? " (" + count + " times)" : "")));
            throw new UnsupportedModelException(
                    "the model needs operators that are not supported here: " + String.join(", ", list));
        }
    }

    /** A name for each tensor, no two the same. */
    private static List<String> names(
            SubgraphInfo subgraph, int[] tensors, String otherwise, Map<String, Integer> signature) {
        var said = new LinkedHashMap<Integer, List<String>>();
        signature.forEach((name, tensor) ->
                said.computeIfAbsent(tensor, key -> new ArrayList<>()).add(name));
        var names = new ArrayList<String>();
        for (int i = 0; i < tensors.length; i++) {
            String own = SubgraphReader.tensor(subgraph, tensors[i]).name();
            List<String> given = said.getOrDefault(tensors[i], List.of());
            String first = given.isEmpty() ? own : given.size() > 1 ? given.removeFirst() : given.getFirst();
            String name = first.isEmpty() ? otherwise + "_" + i : first;
            String unique = name;
            for (int again = 1; names.contains(unique); again++) {
                unique = name + ":" + again;
            }
            names.add(unique);
        }
        return names;
    }

    private static List<TensorSpec> specs(SubgraphInfo subgraph, int[] tensors, List<Edge> edges) {
        return IntStream.range(0, tensors.length)
                .mapToObj(i -> spec(SubgraphReader.tensor(subgraph, tensors[i]), edges.get(i)))
                .toList();
    }

    private static TensorSpec spec(TensorInfo tensor, Edge edge) {
        long[] shape = edge.shape().isRanked() ? edge.shape().dims() : tensor.shape();
        for (int i = 0; i < shape.length; i++) {
            shape[i] = Math.max(shape[i], -1);
        }
        var quantization = tensor.quantization();
        var scales = new ArrayList<Float>();
        var zeros = new ArrayList<Integer>();
        for (int i = 0; i < quantization.scales().length; i++) {
            scales.add(quantization.scales()[i]);
            zeros.add((int) quantization.zeroPoints()[i]);
        }
        return new TensorSpec(
                edge.name(),
                edge.type() instanceof dev.lanewise.graph.ValueType.TensorType type ? type.element() : tensor.type(),
                shape,
                IntStream.range(0, shape.length).mapToObj(i -> "").toList(),
                quantization.exists() && !scales.isEmpty()
                        ? Optional.of(new TensorSpec.Quantization(scales, zeros, quantization.axis()))
                        : Optional.empty());
    }

    private static Map<String, String> metadata(ModelFile file) {
        var metadata = new LinkedHashMap<String, String>();
        metadata.put("format", "TFLite");
        if (!file.description().isEmpty()) {
            metadata.put("description", file.description());
        }
        file.metadata().forEach((name, buffer) -> {
            if (name.equals("min_runtime_version")) {
                metadata.put(name, file.metadataText(buffer));
            } else if (name.equals("TFLITE_METADATA") && file.buffer(buffer).hasRemaining()) {
                metadata.putAll(ModelMetadata.read(file.buffer(buffer)));
            }
        });
        return metadata;
    }
}
