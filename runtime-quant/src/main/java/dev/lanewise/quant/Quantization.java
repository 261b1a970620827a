package dev.lanewise.quant;

import dev.lanewise.Model;
import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.kernel.Convert;
import dev.lanewise.kernel.NumberFormat;
import dev.lanewise.op.elementwise.Cast;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.nn.Convolution;
import dev.lanewise.op.quantize.Dequantize;
import dev.lanewise.op.quantize.DynamicQuantize;
import dev.lanewise.op.shape.Gather;
import dev.lanewise.quant.WeightFormat.Rounding;
import dev.lanewise.spi.ModelDefinition;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.InvalidInputException;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One quantization of one model, whose definition it changes. */
final class Quantization {

    private final Quantizer plan;
    private final ModelDefinition definition;
    private final Graph graph;
    private final Selection selection;

    Quantization(Quantizer plan, ModelDefinition definition) {
        this.plan = plan;
        this.definition = definition;
        this.graph = definition.graph();
        this.selection = new Selection(plan.include(), plan.exclude());
    }

    Model run() {
        selection.check(graph);
        if (needsMoments() && plan.calibration() == null) {
            throw new InvalidInputException("rounding " + plan.weights().rounding()
                    + " and bias correction need calibration samples, and there are none");
        }
        prepare();
        switch (plan.mode()) {
            case STATIC -> {
                calibrated();
                weights(tables());
            }
            case DYNAMIC -> {
                dynamic();
                weights(tables());
            }
            case WEIGHTS -> weights();
            case FLOAT16 -> narrow();
        }
        graph.removeDead();
        return Model.of(definition);
    }

    private boolean needsMoments() {
        boolean integers = plan.mode() != Quantizer.Mode.FLOAT16;
        return integers && (plan.biasCorrected() || plan.weights().rounding() != Rounding.NEAREST);
    }

    private void prepare() {
        if (plan.mode() == Quantizer.Mode.STATIC || plan.equalised() || plan.biasCorrected()) {
            FoldChannels.apply(graph);
        }
        if (plan.equalised()) {
            Equalisation.apply(graph);
        }
        if (plan.biasCorrected()) {
            graph.sorted().forEach(this::giveBias);
        }
    }

    /** Gives a product a bias of zeros, to be corrected. */
    private void giveBias(Node node) {
        WeightMatrix matrix = isProduct(node) ? WeightMatrix.of(node) : null;
        if (matrix != null && node.input(2) == null && selection.contains(node)) {
            Edge bias = graph.constant(node.name() + ".bias", Tensor.zeros(ElementType.FLOAT, matrix.rows()));
            graph.substitute(node, node.op(), List.of(node.requireInput(0), node.requireInput(1), bias));
        }
    }

    private static boolean isProduct(Node node) {
        return node.op() instanceof Convolution || node.op() instanceof MatMul m && !m.transposeA();
    }

    private void calibrated() {
        Calibration calibration = plan.calibration();
        if (calibration == null) {
            throw new InvalidInputException("static quantization needs calibration samples, and there are none");
        }
        var integers = new StaticQuantization(definition, plan.activations(), selection);
        List<Unit> products = integers.products();
        List<Node> nodes = products.stream().map(Unit::core).toList();
        requireSome(nodes);
        Progress.Count count = count(nodes.size(), 1);
        integers.calibrate(calibration, count);
        Map<Node, InputMoments> moments = moments(nodes, count);
        for (Unit unit : products) {
            Node node = unit.core();
            var grid = new WeightGrid(Objects.requireNonNull(WeightMatrix.of(node)), plan.weights());
            float[] bias = constantBias(node);
            if (bias != null) {
                integers.fit(unit, grid, bias);
            }
            float[] corrected = quantize(node, grid, moments.get(node), bias);
            if (corrected != null) {
                String name = node.requireInput(2).name();
                graph.setInput(node, 2, integers.bias(unit, grid, name, corrected));
            }
            count.step(node.name());
        }
        integers.insert();
    }

    private List<Node> tables() {
        return graph.sorted().stream()
                .filter(node -> node.op() instanceof Gather && isQuantizable(node))
                .toList();
    }

    private void dynamic() {
        List<Node> nodes = graph.sorted().stream()
                .filter(node -> isProduct(node) && isQuantizable(node))
                .toList();
        requireSome(nodes);
        List<Unit> units = Unit.all(graph).stream()
                .filter(unit -> nodes.contains(unit.core()))
                .toList();
        weights(nodes);
        Map<Edge, Edge> dequantized = new HashMap<>();
        for (Unit unit : units) {
            Edge read = unit.inputs().getFirst();
            Edge direct = unit.core().requireInput(0);
            Node reader = read == direct ? unit.core() : Objects.requireNonNull(direct.producer());
            graph.setInput(reader, 0, dequantized.computeIfAbsent(read, this::dynamic));
        }
    }

    private Edge dynamic(Edge edge) {
        String name = edge.name();
        Node quantize = graph.add(
                name + ".quantize",
                new DynamicQuantize(),
                List.of(edge),
                List.of(name + ".quantized", name + ".scale", name + ".zero"));
        return graph.add(
                name + ".dequantized",
                new Dequantize(0, 0),
                quantize.output(0),
                quantize.output(1),
                quantize.output(2));
    }

    private void weights() {
        List<Node> nodes = graph.sorted().stream().filter(this::isQuantizable).toList();
        requireSome(nodes);
        weights(nodes);
    }

    /** Whether a node is selected and has constant weights. */
    private boolean isQuantizable(Node node) {
        boolean known = isProduct(node) || node.op() instanceof Gather;
        return known && selection.contains(node) && WeightMatrix.of(node) != null;
    }

    private void weights(List<Node> nodes) {
        if (nodes.isEmpty()) {
            return;
        }
        Progress.Count count = count(nodes.size(), 0);
        Map<Node, InputMoments> moments =
                moments(nodes.stream().filter(Quantization::isProduct).toList(), count);
        for (Node node : nodes) {
            var grid = new WeightGrid(Objects.requireNonNull(WeightMatrix.of(node)), plan.weights());
            float[] bias = isProduct(node) ? constantBias(node) : null;
            float[] corrected = quantize(node, grid, moments.get(node), bias);
            if (corrected != null && plan.biasCorrected()) {
                String name = node.requireInput(2).name();
                graph.setInput(node, 2, graph.constant(name, Tensor.of(corrected, corrected.length)));
            }
            count.step(node.name());
        }
    }

    /** Puts integers in the place of a node's weights. Gives the bias, corrected where that was asked for. */
    private float @Nullable [] quantize(
            Node node, WeightGrid grid, @Nullable InputMoments moments, float @Nullable [] bias) {
        byte[] integers = WeightRounding.round(grid, plan.weights().rounding(), moments);
        int input = grid.matrix().input();
        graph.setInput(node, input, grid.add(graph, node.requireInput(input).name(), integers));
        if (bias == null || moments == null || !plan.biasCorrected()) {
            return bias;
        }
        float[] correction = WeightRounding.correction(grid, integers, moments);
        for (int i = 0; i < bias.length; i++) {
            correction[i] += bias[i];
        }
        return correction;
    }

    /** The bias as a value for each row; null when there is none or it is no FLOAT constant. */
    private static float @Nullable [] constantBias(Node node) {
        Edge bias = node.input(2);
        boolean constant =
                bias != null && bias.isConstant() && bias.requireConstant().type() == ElementType.FLOAT;
        return bias != null && constant ? bias.requireConstant().floats() : null;
    }

    private Map<Node, InputMoments> moments(List<Node> nodes, Progress.Count count) {
        Calibration calibration = plan.calibration();
        return needsMoments() && calibration != null
                ? InputMoments.of(definition, nodes, calibration, plan.weights().rounding() != Rounding.NEAREST, count)
                : Map.of();
    }

    private Progress.Count count(int nodes, int passes) {
        Calibration calibration = plan.calibration();
        int samples = calibration == null ? 0 : calibration.samples().size();
        return plan.progress().count(nodes + samples * (passes + (needsMoments() ? 1 : 0)));
    }

    private void requireSome(List<Node> nodes) {
        if (nodes.isEmpty()) {
            String chosen = plan.include().isEmpty() ? "all nodes" : "nodes " + plan.include();
            String left = plan.exclude().isEmpty() ? "" : " without " + plan.exclude();
            throw new InvalidInputException(
                    "nothing to quantize: no node with constant FLOAT weights is among " + chosen + left);
        }
    }

    private void narrow() {
        List<Node> nodes = graph.sorted().stream().filter(this::isQuantizable).toList();
        requireSome(nodes);
        for (Node node : nodes) {
            int input = Objects.requireNonNull(WeightMatrix.of(node)).input();
            Edge weights = node.requireInput(input);
            Tensor floats = weights.requireConstant();
            var halves = Tensor.zeros(ElementType.FLOAT16, floats.shape());
            Convert.run(
                    NumberFormat.FLOAT,
                    floats.array(),
                    0,
                    NumberFormat.FLOAT16,
                    halves.array(),
                    0,
                    floats.size(),
                    true);
            Edge constant = graph.constant(weights.name(), halves);
            graph.setInput(node, input, graph.add(weights.name() + ".widened", new Cast(ElementType.FLOAT), constant));
        }
    }

    /** The products of a model that {@code plan} quantizes, by name. */
    static List<String> products(Quantizer plan, Model model) {
        var quantization = new Quantization(plan, model.definition());
        var names = new ArrayList<String>();
        for (Node node : quantization.graph.sorted()) {
            if (quantization.isQuantizable(node)) {
                names.add(node.name());
            }
        }
        return names;
    }
}
