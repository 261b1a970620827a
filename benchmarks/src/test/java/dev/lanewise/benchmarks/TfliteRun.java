package dev.lanewise.benchmarks;

import dev.lanewise.Model;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;

/**
 * A way to run a model.
 *
 * @param signature what the file calls it; empty for its first subgraph
 * @param doubled whether the first extent of each input is twice what the file says
 */
record TfliteRun(Path file, String signature, boolean doubled) {

    private static final String SEPARATOR = "#";

    /** As an argument of the command {@link TfliteReference}. */
    String argument() {
        return file + SEPARATOR + signature + SEPARATOR + doubled;
    }

    /** What such an argument stands for. */
    static TfliteRun of(String argument) {
        String[] parts = argument.split(SEPARATOR, -1);
        return new TfliteRun(Path.of(parts[0]), parts[1], Boolean.parseBoolean(parts[2]));
    }

    /** The model as it is run. */
    Model model() {
        Model whole = Model.load(file);
        Model model = signature.isEmpty() ? whole : whole.signature(signature);
        if (!doubled) {
            return model;
        }
        var shapes = new LinkedHashMap<String, long[]>();
        model.inputs().forEach(input -> shapes.put(input.name(), doubled(input.shape())));
        return model.withInputShapes(shapes);
    }

    /** {@code shape} with its first extent twice, and others that are open 1. */
    static long[] doubled(long[] shape) {
        long[] twice = Arrays.stream(shape).map(extent -> Math.max(1, extent)).toArray();
        if (twice.length > 0) {
            twice[0] *= 2;
        }
        return twice;
    }

    @Override
    public String toString() {
        return file.getFileName() + (signature.isEmpty() ? "" : " " + signature) + (doubled ? " doubled" : "");
    }
}
