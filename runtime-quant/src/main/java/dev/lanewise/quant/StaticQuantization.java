package dev.lanewise.quant;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.op.Numbers;
import dev.lanewise.op.elementwise.Unary;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.quantize.Dequantize;
import dev.lanewise.op.quantize.Quantize;
import dev.lanewise.spi.ModelDefinition;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts Quantize and Dequantize around operators, with scales from calibration. Operators that move elements keep the
 * scale, and where all that reads an activation bounds it, its integers are bounded instead.
 */
final class StaticQuantization {

    private final ModelDefinition definition;
    private final Graph graph;
    private final ActivationFormat format;
    private final List<Unit> units;
    private final Map<Edge, Affine> affines = new HashMap<>();
    private final Map<Affine, Scale> scales = new HashMap<>();

    /** Decides which operators of the definition's graph become integer; {@code products} are those that may. */
    StaticQuantization(ModelDefinition definition, ActivationFormat format, Selection selection) {
        this.definition = definition;
        this.graph = definition.graph();
        this.format = format;
        this.units = chosen(graph, selection);
    }

    /** Products, and what moves or adds integers between them. */
    private static List<Unit> chosen(Graph graph, Selection selection) {
        var kept = new ArrayList<Unit>();
        var integers = new HashSet<Edge>();
        for (Unit unit : Unit.all(graph)) {
            boolean possible = unit.kind() == Unit.Kind.PRODUCT || integers.containsAll(unit.inputs());
            if (possible && selection.contains(unit.core())) {
                kept.add(unit);
                integers.add(unit.output());
            }
        }
        var read = new HashSet<Edge>();
        for (int i = kept.size() - 1; i >= 0; i--) {
            Unit unit = kept.get(i);
            if (unit.kind() != Unit.Kind.PRODUCT && !read.contains(unit.output())) {
                kept.remove(i);
            } else {
                read.addAll(unit.inputs());
            }
        }
        return kept;
    }

    List<Unit> products() {
        return units.stream().filter(unit -> unit.kind() == Unit.Kind.PRODUCT).toList();
    }

    /** Finds the scales of activations. */
    void calibrate(Calibration calibration, Progress.Count progress) {
        var edges = new LinkedHashSet<Edge>();
        units.forEach(unit -> edges.addAll(unit.inputs()));
        units.stream().filter(this::makesIntegers).map(Unit::output).forEach(edges::add);
        Map<Edge, Range> ranges = calibration.ranges(definition, List.copyOf(edges), format.bits(), progress);
        var classes = new EdgeClasses();
        units.stream()
                .filter(Unit::keepsRange)
                .forEach(unit -> unit.inputs().forEach(input -> classes.join(input, unit.output())));
        var joint = new HashMap<Edge, Range>();
        for (Edge edge : edges) {
            if (isReadElsewhere(edge)) {
                joint.merge(classes.of(edge), ranges.get(edge), Range::union);
            }
        }
        for (Edge edge : edges) {
            affines.put(edge, format.affine(Objects.requireNonNull(joint.get(classes.of(edge)), edge.name())));
        }
    }

    /**
     * Whether what a unit makes is quantized. A product of matrices that only real-number operators read, such as softmax
     * or layer normalisation, gives real numbers: its sums need no second rounding.
     */
    private boolean makesIntegers(Unit unit) {
        Edge output = unit.output();
        return !(unit.core().op() instanceof MatMul)
                || graph.outputs().contains(output)
                || units.stream().anyMatch(other -> other.inputs().contains(output));
    }

    /** Whether anything but moved integers is made of an activation. */
    private boolean isReadElsewhere(Edge edge) {
        long moved = units.stream()
                .filter(unit -> unit.kind() == Unit.Kind.MOVEMENT)
                .flatMap(unit -> unit.inputs().stream())
                .filter(input -> input == edge)
                .count();
        return graph.outputs().contains(edge) || edge.consumers().size() > moved;
    }

    /** The scale of what a unit reads. */
    float inputScale(Unit unit) {
        return affine(unit.inputs().getFirst()).scale();
    }

    private Affine affine(Edge edge) {
        return Objects.requireNonNull(affines.get(edge), edge.name());
    }

    /** A bias as INT32 with the scale of the sums, where there is one by channel; the constant itself otherwise. */
    Edge bias(Unit unit, WeightGrid grid, String name, float[] bias) {
        if (!grid.isByChannel()) {
            return graph.constant(name, Tensor.of(bias, bias.length));
        }
        int count = grid.isPerTensor() ? 1 : bias.length;
        var scales = new float[count];
        var integers = new int[bias.length];
        for (int i = 0; i < bias.length; i++) {
            float scale = inputScale(unit) * grid.scale(i);
            scales[count == 1 ? 0 : i] = scale;
            integers[i] = (int) Math.rint(bias[i] / (double) scale);
        }
        Edge constant = graph.constant(name, Tensor.of(integers, integers.length));
        Tensor scale = count == 1 ? Tensor.scalar(scales[0]) : Tensor.of(scales, count);
        return graph.add(name + ".dequantized", new Dequantize(0, 0), constant, graph.constant(name + ".scale", scale));
    }

    /** Makes weight scales large enough that INT32 holds the bias. */
    void fit(Unit unit, WeightGrid grid, float[] bias) {
        for (int row = 0; row < bias.length && grid.isByChannel(); row++) {
            grid.widen(row, (float) (Math.abs(bias[row]) / (inputScale(unit) * (double) (1 << 30))));
        }
    }

    /** Puts Quantize and Dequantize behind all activations of integer operators, and takes away what they make idle. */
    void insert() {
        var gone = new HashSet<Edge>();
        for (Unit unit : units) {
            quantizeConstants(unit);
            Node clip = unit.kind() == Unit.Kind.MOVEMENT && Unit.isClip(unit.core()) ? unit.core() : null;
            if (clip != null && bounds(clip)) {
                gone.add(clip.output());
                graph.replace(clip.output(), clip.requireInput(0));
                graph.remove(clip);
            }
        }
        Set<Edge> edges = new LinkedHashSet<>();
        units.forEach(unit -> edges.addAll(unit.inputs()));
        units.stream().filter(this::makesIntegers).map(Unit::output).forEach(edges::add);
        edges.removeAll(gone);
        edges.forEach(this::insert);
        for (Unit unit : units) {
            Node clip = unit.clip();
            if (clip != null && makesIntegers(unit) && bounds(clip)) {
                graph.replace(clip.output(), clip.requireInput(0));
                graph.remove(clip);
            }
        }
    }

    /** Whether the integers of what {@code clip} makes stand for numbers within its bounds alone. */
    private boolean bounds(Node clip) {
        Affine affine = affine(clip.output());
        Range range = affine.range();
        float slack = affine.scale() / 2;
        return clip.op() instanceof Unary u
                && affine.fillsType()
                && range.least() >= u.alpha() - slack
                && range.greatest() <= u.beta() + slack;
    }

    private void quantizeConstants(Unit unit) {
        Node node = unit.core();
        for (int i = 0; i < node.inputCount() && unit.kind() == Unit.Kind.ARITHMETIC; i++) {
            Edge input = node.requireInput(i);
            if (input.isConstant()) {
                float[] values = input.requireConstant().floats();
                Affine affine = format.affine(Objects.requireNonNullElse(RangeFinder.ends(values), new Range(0, 0)));
                Object integers = affine.type().carrier().newArray(values.length);
                for (int k = 0; k < values.length; k++) {
                    int q = affine.quantize(values[k]);
                    switch (integers) {
                        case byte[] bytes -> bytes[k] = (byte) q;
                        case short[] shorts -> shorts[k] = (short) q;
                        default -> throw new IllegalStateException(affine.type().toString());
                    }
                }
                Tensor tensor = Tensor.wrap(
                        affine.type(), integers, input.requireConstant().shape());
                Edge constant = graph.constant(input.name(), tensor);
                graph.setInput(node, i, dequantize(input.name(), constant, affine));
            }
        }
    }

    private void insert(Edge edge) {
        Affine affine = affine(edge);
        String name = edge.name();
        var readers = new ArrayList<>(new LinkedHashSet<>(edge.consumers()));
        Edge given = edge;
        boolean inside = units.stream().anyMatch(unit -> unit.keepsRange() && unit.output() == edge);
        if (!affine.fillsType() && !inside) {
            Range range = affine.range();
            given = graph.add(name + ".clipped", Unary.clip(range.least(), range.greatest()), edge);
        }
        Scale scale = scale(name, affine);
        Edge quantized = graph.add(
                name + ".quantized", new Quantize(affine.type(), 0, 0, true), given, scale.scale(), scale.zero());
        Edge back = dequantize(name, quantized, affine);
        for (Node reader : readers) {
            for (int i = 0; i < reader.inputCount(); i++) {
                if (reader.input(i) == edge) {
                    graph.setInput(reader, i, back);
                }
            }
        }
        for (int i = 0; i < graph.outputs().size(); i++) {
            if (graph.outputs().get(i) == edge) {
                graph.setOutput(i, back);
                edge.rename(name + ".float");
                back.rename(name);
            }
        }
    }

    private Edge dequantize(String name, Edge integers, Affine affine) {
        Scale scale = scale(name, affine);
        return graph.add(name + ".dequantized", new Dequantize(0, 0), integers, scale.scale(), scale.zero());
    }

    /** Constants that say how integers stand for numbers, shared by all that are quantized alike. */
    private record Scale(Edge scale, Edge zero) {}

    private Scale scale(String name, Affine affine) {
        return scales.computeIfAbsent(affine, a -> {
            Object zero = Numbers.array(a.type(), a.zero());
            return new Scale(
                    graph.constant(name + ".scale", Tensor.scalar(a.scale())),
                    graph.constant(name + ".zero", Tensor.wrap(a.type(), zero)));
        });
    }

    /** Sets of edges that share a scale. */
    private static final class EdgeClasses {

        private final Map<Edge, Edge> parents = new HashMap<>();

        Edge of(Edge edge) {
            @Nullable Edge parent = parents.get(edge);
            return parent == null ? edge : of(parent);
        }

        void join(Edge a, Edge b) {
            Edge from = of(a);
            Edge to = of(b);
            if (from != to) {
                parents.put(from, to);
            }
        }
    }
}
