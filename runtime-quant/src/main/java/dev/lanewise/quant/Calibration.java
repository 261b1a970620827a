package dev.lanewise.quant;

import dev.lanewise.Model;
import dev.lanewise.graph.Edge;
import dev.lanewise.spi.ModelDefinition;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.InvalidInputException;
import dev.lanewise.tensor.LanewiseException;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Samples of a model's inputs, and how the ranges of its activations are found from them.
 *
 * @param samples inputs by name, each what one run is given; at least one
 * @param method how a range follows from the values of an edge
 * @param threads threads that run the model
 */
public record Calibration(List<Map<String, Tensor>> samples, Method method, int threads) {

    /** Bits for which {@link #ranges} finds ranges. */
    private static final int USUAL_BITS = 8;

    private static final Method EXTREMES = new Method(Method.Kind.MINIMUM_MAXIMUM, 0);

    /**
     * How the range of an edge follows from its values.
     *
     * @param parameter of {@link Kind#MOVING_AVERAGE} and {@link Kind#PERCENTILE}; 0 for others
     */
    public record Method(Kind kind, double parameter) {

        /** The methods there are. */
        public enum Kind {
            /** From the smallest to the largest value. */
            MINIMUM_MAXIMUM,
            /** Exponentially weighted means of the samples' smallest and largest values. */
            MOVING_AVERAGE,
            /** Without a few of the smallest and largest values. */
            PERCENTILE,
            /** The range with the least Kullback-Leibler divergence between values before and after quantization. */
            ENTROPY,
            /** The range with the smallest mean squared error of quantization. */
            MEAN_SQUARED_ERROR
        }
    }

    public Calibration {
        samples = List.copyOf(samples);
        if (samples.isEmpty()) {
            throw new InvalidInputException("there are no calibration samples, expected one or more");
        }
    }

    /** Samples of a model's inputs by name; ranges hold 99.99 percent of the values. */
    public static Calibration of(Iterable<? extends Map<String, Tensor>> samples) {
        var list = new ArrayList<Map<String, Tensor>>();
        samples.forEach(list::add);
        return new Calibration(list, new Method(Method.Kind.PERCENTILE, 99.99), 1);
    }

    /** Samples of a model's inputs by name, all that the stream has; ranges hold 99.99 percent of the values. */
    public static Calibration of(Stream<? extends Map<String, Tensor>> samples) {
        return of(samples.map(Map::copyOf).toList());
    }

    /** Ranges go from the smallest to the largest value. */
    public Calibration extremes() {
        return new Calibration(samples, EXTREMES, threads);
    }

    /** Ranges are exponential averages over samples: {@code momentum} (0 to 1) of the former, the rest of the new. */
    public Calibration movingAverage(double momentum) {
        return with(Method.Kind.MOVING_AVERAGE, checked("a momentum", momentum, 0, 1));
    }

    /** Ranges hold {@code percent} (50 to 100) of the values; as many are left out below as above. */
    public Calibration percentile(double percent) {
        return with(Method.Kind.PERCENTILE, checked("a percentile", percent, 50, 100));
    }

    /** Ranges lose the least information. */
    public Calibration entropy() {
        return with(Method.Kind.ENTROPY, 0);
    }

    /** Ranges have the smallest mean squared error. */
    public Calibration meanSquaredError() {
        return with(Method.Kind.MEAN_SQUARED_ERROR, 0);
    }

    /** The same with so many threads to run the model. */
    public Calibration threads(int count) {
        return new Calibration(samples, method, count);
    }

    private Calibration with(Method.Kind kind, double parameter) {
        return new Calibration(samples, new Method(kind, parameter), threads);
    }

    private static double checked(String what, double value, double least, double greatest) {
        if (!(value >= least && value <= greatest)) {
            throw new InvalidInputException(what + " of " + value + ", expected " + least + " to " + greatest);
        }
        return value;
    }

    /**
     * The ranges of all FLOAT activations of {@code model}, by the names of its edges.
     *
     * @throws InvalidInputException when a sample does not fit the model, or a value is NaN or infinite
     */
    public Map<String, Range> ranges(Model model) {
        ModelDefinition definition = model.definition();
        var edges = new ArrayList<>(definition.graph().inputs());
        definition.graph().nodes().forEach(node -> edges.addAll(node.outputs()));
        edges.removeIf(edge -> !isFloat(edge));
        var ranges = new LinkedHashMap<String, Range>();
        ranges(definition, edges, USUAL_BITS, Progress.NONE.count(samples.size()))
                .forEach((edge, range) -> ranges.put(edge.name(), range));
        return ranges;
    }

    static boolean isFloat(Edge edge) {
        return edge.type() instanceof dev.lanewise.graph.ValueType.TensorType(var element, var shape)
                && element == ElementType.FLOAT;
    }

    /** The ranges of {@code edges}, which carry FLOAT, for integers of {@code bits} bits. */
    Map<Edge, Range> ranges(ModelDefinition definition, List<Edge> edges, int bits, Progress.Count progress) {
        var finders =
                edges.stream().map(edge -> new RangeFinder(methodFor(edge))).toList();
        forEach(definition, edges, progress, values -> {
            for (int i = 0; i < edges.size(); i++) {
                float[] floats = values.get(i).floats();
                Range ends = RangeFinder.ends(floats);
                if (ends != null) {
                    finders.get(i).add(floats, ends);
                }
            }
        });
        var ranges = new LinkedHashMap<Edge, Range>();
        for (int i = 0; i < edges.size(); i++) {
            Range range = finders.get(i).range(bits);
            if (range == null) {
                throw new InvalidInputException(
                        "no calibration sample has a value at '" + edges.get(i).name() + "'");
            }
            ranges.put(edges.get(i), range);
        }
        return ranges;
    }

    /** Entropy is no measure of what a model is given, such as images on an even ground, of which all is information. */
    private Method methodFor(Edge edge) {
        return method.kind() == Method.Kind.ENTROPY && edge.producer() == null ? EXTREMES : method;
    }

    /** What is done with the values of edges in one sample. */
    interface Visitor {
        void visit(List<Tensor> values);
    }

    /** Runs every sample and shows the values of {@code edges}, which carry FLOAT and of which all must be finite. */
    void forEach(ModelDefinition definition, List<Edge> edges, Progress.Count progress, Visitor visitor) {
        if (edges.isEmpty()) {
            return;
        }
        try (var probe = new Probe(definition, edges, threads)) {
            for (int i = 0; i < samples.size(); i++) {
                List<Tensor> values = run(probe, i);
                for (int e = 0; e < edges.size(); e++) {
                    requireFinite(values.get(e).floats(), edges.get(e), i);
                }
                visitor.visit(values);
                progress.step("sample " + (i + 1));
            }
        }
    }

    private List<Tensor> run(Probe probe, int index) {
        try {
            return probe.run(samples.get(index));
        } catch (LanewiseException e) {
            throw new InvalidInputException(where(index) + ": " + e.getMessage(), e);
        }
    }

    private String where(int index) {
        return "calibration sample " + (index + 1) + " of " + samples.size();
    }

    private void requireFinite(float[] values, Edge edge, int sample) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new InvalidInputException(where(sample) + " gives " + value + " at '" + edge.name() + "'"
                        + (edge.producer() == null ? ", an input of the model" : ", an output of " + edge.producer())
                        + "; expected finite numbers");
            }
        }
    }
}
