package dev.lanewise.tflite;

import dev.lanewise.LoadOptions;
import dev.lanewise.TensorSpec;
import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.spi.ModelDefinition;
import dev.lanewise.spi.ModelReader;
import dev.lanewise.tensor.InvalidInputException;
import dev.lanewise.tensor.ModelFormatException;
import dev.lanewise.tensor.UnsupportedModelException;
import dev.lanewise.tflite.file.ModelFile;
import dev.lanewise.tflite.file.OperatorInfo;
import dev.lanewise.tflite.file.SignatureInfo;
import dev.lanewise.tflite.file.SubgraphInfo;
import dev.lanewise.tflite.file.TensorInfo;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Reads TFLite files, schema version 3: their first subgraph. Inputs and outputs have the names that its first
 * signature gives them, else those of their tensors. Quantized ones keep their integer types.
 */
public final class TfliteReader implements ModelReader {

    @Override
    public String format() {
        return "TFLite";
    }

    @Override
    public boolean accepts(ByteBuffer file) {
        int at = file.position() + 4;
        return file.remaining() >= 8
                && file.get(at) == 'T'
                && file.get(at + 1) == 'F'
                && file.get(at + 2) == 'L'
                && file.get(at + 3) == '3';
    }

    @Override
    public ModelDefinition read(ByteBuffer file, LoadOptions options) {
        try {
            return read(ModelFile.read(file));
        } catch (InvalidInputException e) {
            throw new ModelFormatException(String.valueOf(e.getMessage()), e);
        } catch (StackOverflowError e) {
            throw new ModelFormatException("subgraphs are nested too deep", e);
        }
    }

    private static ModelDefinition read(ModelFile file) {
        var builtins = Builtins.standard();
        requireAll(file, builtins);
        SubgraphInfo main = file.subgraph(0);
        Optional<SignatureInfo> signature =
                file.signatures().stream().filter(s -> s.subgraph() == 0).findFirst();
        List<String> inputs = names(
                main,
                main.inputs(),
                "input",
                signature.map(SignatureInfo::inputs).orElse(Map.of()));
        List<String> outputs = names(
                main,
                main.outputs(),
                "output",
                signature.map(SignatureInfo::outputs).orElse(Map.of()));
        Graph graph = new SubgraphReader(file, builtins).read(main, inputs, outputs);
        return new ModelDefinition(
                graph,
                specs(main, main.inputs(), graph.inputs()),
                specs(main, main.outputs(), graph.outputs()),
                metadata(file));
    }

    /** Fails, naming every operator that the model needs and this library does not read. */
    private static void requireAll(ModelFile file, Builtins builtins) {
        var missing = new TreeMap<String, Integer>();
        var seen = new HashSet<Integer>(List.of(0));
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
            SubgraphInfo subgraph, int[] tensors, String otherwise, Map<Integer, String> signature) {
        var names = new ArrayList<String>();
        for (int i = 0; i < tensors.length; i++) {
            String own = SubgraphReader.tensor(subgraph, tensors[i]).name();
            String said = signature.getOrDefault(tensors[i], own);
            String name = said.isEmpty() ? otherwise + "_" + i : said;
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
        List<String> keys = file.signatures().stream().map(SignatureInfo::key).toList();
        if (!keys.isEmpty()) {
            metadata.put("signatures", String.join(",", keys));
        }
        file.metadata().forEach((name, buffer) -> {
            if (name.equals("min_runtime_version")) {
                metadata.put(name, file.metadataText(buffer));
            }
        });
        return metadata;
    }
}
