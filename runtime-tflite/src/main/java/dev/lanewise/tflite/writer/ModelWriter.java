package dev.lanewise.tflite.writer;

import dev.lanewise.TensorSpec;
import dev.lanewise.graph.Graph;
import dev.lanewise.spi.ModelDefinition;
import dev.lanewise.tflite.file.Quantization;
import dev.lanewise.tflite.file.WrittenModel;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes a TFLite file of a model whose convolutions are channels last. */
public final class ModelWriter {

    /** What the reader says itself, or the format has a field for. */
    private static final java.util.Set<String> NOT_KEPT = java.util.Set.of("format", "signatures", "description");

    private ModelWriter() {}

    /**
     * The file of a model.
     *
     * @throws dev.lanewise.tensor.UnsupportedModelException naming every node that TFLite's builtins cannot express
     */
    public static WrittenModel write(ModelDefinition model) {
        Graph graph = model.graph();
        var writer = new GraphWriter(graph);
        for (int i = 0; i < graph.inputs().size(); i++) {
            writer.input(graph.inputs().get(i), quantization(model.inputs().get(i)));
        }
        writer.write();
        var metadata = new LinkedHashMap<String, String>();
        metadata.put("min_runtime_version", "2.20.0");
        metadata.putAll(model.metadata());
        metadata.keySet().removeAll(NOT_KEPT);
        return new WrittenModel(
                graph.name(),
                description(model.metadata()),
                writer.tensors(),
                writer.operators(),
                writer.buffers(),
                graph.inputs().stream().mapToInt(writer::number).toArray(),
                graph.outputs().stream().mapToInt(writer::number).toArray(),
                model.inputs().stream().map(TensorSpec::name).toList(),
                model.outputs().stream().map(TensorSpec::name).toList(),
                metadata);
    }

    private static Quantization quantization(TensorSpec spec) {
        return spec.quantization()
                .filter(q -> q.scales().size() == 1)
                .map(q -> new Quantization(
                        new float[] {q.scales().getFirst()},
                        new long[] {q.zeroPoints().getFirst()},
                        0,
                        -1,
                        0))
                .orElse(Quantization.NONE);
    }

    private static String description(Map<String, String> metadata) {
        return metadata.getOrDefault("description", "");
    }
}
