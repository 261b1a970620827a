package dev.lanewise.tflite.file;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What TFLite's metadata, a flatbuffer of its own in the buffer TFLITE_METADATA, says about a model: schema
 * {@code metadata_schema.fbs}. Only text and what tells how to prepare inputs and read outputs.
 */
public final class ModelMetadata {

    private static final int NORMALIZATION = 1;
    private static final int SCORE_THRESHOLD = 3;

    private final Map<String, String> entries = new LinkedHashMap<>();

    private ModelMetadata() {}

    /**
     * Entries by key: {@code name}, {@code description}, {@code version}, {@code author}, {@code license}, {@code
     * files}; and of input and output {@code 0}, {@code 1}, …: {@code input.0.name}, {@code .description}, {@code
     * .mean}, {@code .std}, {@code .min}, {@code .max}, {@code .threshold}, {@code .files}. Lists are joined by commas.
     */
    public static Map<String, String> read(ByteBuffer content) {
        var metadata = new ModelMetadata();
        metadata.model(FlatTable.root(content));
        return metadata.entries;
    }

    private void model(FlatTable table) {
        text("name", table.text(0));
        text("description", table.text(1));
        text("version", table.text(2));
        text("author", table.text(4));
        text("license", table.text(5));
        text("min_parser_version", table.text(7));
        files("files", table.tables(6));
        List<FlatTable> subgraphs = table.tables(3);
        if (!subgraphs.isEmpty()) {
            files("subgraph.files", subgraphs.getFirst().tables(4));
            tensors("input.", subgraphs.getFirst().tables(2));
            tensors("output.", subgraphs.getFirst().tables(3));
        }
    }

    private void tensors(String kind, List<FlatTable> tensors) {
        for (int i = 0; i < tensors.size(); i++) {
            tensor(kind + i + ".", tensors.get(i));
        }
    }

    private void tensor(String key, FlatTable table) {
        text(key + "name", table.text(0));
        text(key + "description", table.text(1));
        for (FlatTable unit : table.tables(4)) {
            FlatTable options = unit.table(1);
            if (options != null && unit.int8(0, 0) == NORMALIZATION) {
                numbers(key + "mean", options.floats(0));
                numbers(key + "std", options.floats(1));
            } else if (options != null && unit.int8(0, 0) == SCORE_THRESHOLD) {
                text(key + "threshold", String.valueOf(options.float32(0, 0)));
            }
        }
        FlatTable stats = table.table(5);
        if (stats != null) {
            numbers(key + "max", stats.floats(0));
            numbers(key + "min", stats.floats(1));
        }
        files(key + "files", table.tables(6));
    }

    private void text(String key, String value) {
        if (!value.isEmpty()) {
            entries.put(key, value);
        }
    }

    private void numbers(String key, float[] values) {
        var boxed = new Float[values.length];
        Arrays.setAll(boxed, i -> values[i]);
        text(key, Arrays.stream(boxed).map(String::valueOf).collect(Collectors.joining(",")));
    }

    private void files(String key, List<FlatTable> files) {
        text(key, files.stream().map(file -> file.text(0)).collect(Collectors.joining(",")));
    }
}
