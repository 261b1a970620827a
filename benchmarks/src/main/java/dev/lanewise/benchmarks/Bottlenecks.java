package dev.lanewise.benchmarks;

import dev.lanewise.Model;
import dev.lanewise.RunOptions;
import dev.lanewise.RunProfile;
import dev.lanewise.Session;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.Shape;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.nn.Convolution;
import dev.lanewise.tensor.Tensor;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Prints the three operators of each model that take longest on one thread, with their part of the model's time and, for
 * products and convolutions, their share of the machine's multiply-adds. Winograd's convolutions do fewer than are
 * counted, so their share may exceed 100%. Arguments as for {@link Peers}: models, and seconds a model.
 */
public final class Bottlenecks {

    private static final Set<String> PRODUCTS = Set.of("Convolution", "MatMul");
    private static final int SHOWN = 3;
    private static final int LONGEST_NAME = 48;
    private static final double WARM_UP_SECONDS = 10;

    private Bottlenecks() {}

    public static void main(String[] args) {
        double seconds = args.length > 1 ? Double.parseDouble(args[1]) : 2;
        double peak = Limits.peak();
        List<Suite.Entry> entries = Peers.entries(args.length > 0 ? args[0] : "");
        System.out.printf(Locale.ROOT, "peak: %.0f GFLOPS%n%n", peak);
        System.out.println("| model | operator | node | ms | of the model | of the peak |");
        System.out.println("|---|---|---|---|---|---|");
        for (Suite.Entry entry : entries) {
            print(entry.model(), seconds, peak);
        }
    }

    private static void print(ModelCase c, double seconds, double peak) {
        Model model = Model.load(c.bytes());
        Map<String, Tensor> inputs = c.inputs(model);
        var profile = new RunProfile();
        int runs = 0;
        try (Session session = model.newSession()) {
            long warm = System.nanoTime() + (long) (WARM_UP_SECONDS * 1e9);
            while (System.nanoTime() < warm) {
                session.run(inputs, RunOptions.defaults().profile(new RunProfile()));
            }
            long end = System.nanoTime() + (long) (seconds * 1e9);
            while (System.nanoTime() < end) {
                session.run(inputs, RunOptions.defaults().profile(profile));
                runs++;
            }
        }
        Map<String, Double> operations = operations(model, inputs);
        double total =
                profile.nodes().stream().mapToLong(RunProfile.Entry::nanos).sum();
        List<RunProfile.Entry> slowest = profile.nodes().stream()
                .sorted(Comparator.comparingLong(RunProfile.Entry::nanos).reversed())
                .limit(SHOWN)
                .toList();
        for (RunProfile.Entry e : slowest) {
            double nanos = (double) e.nanos() / runs;
            Double flops = PRODUCTS.contains(e.operator()) ? operations.get(e.node()) : null;
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %s | %s | %.3f | %.0f%% | %s |%n",
                    c.name(),
                    e.operator(),
                    shortened(e.node()),
                    nanos / 1e6,
                    100 * e.nanos() / total,
                    flops == null ? "" : String.format(Locale.ROOT, "%.0f%%", 100 * flops / nanos / peak));
        }
    }

    /**
     * Multiplications and additions of products and convolutions, by the node's name, and by the names of what follows
     * them and is fused into them: the fused node has the last one's.
     */
    private static Map<String, Double> operations(Model model, Map<String, Tensor> inputs) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        inputs.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        Map<String, Double> operations = new HashMap<>();
        for (Node node : model.channelsLastDefinition(shapes).graph().sorted()) {
            double depth = switch (node.op()) {
                case Convolution _ -> filterSize(node.requireInput(1).shape());
                case MatMul product -> depth(product, node.requireInput(0).shape());
                default -> 0;
            };
            if (depth > 0 && node.output().shape().isFixed()) {
                operations.put(node.name(), 2 * depth * node.output().shape().size());
            } else {
                node.inputs().stream()
                        .filter(input -> input != null && input.producer() != null)
                        .map(input -> operations.get(
                                Objects.requireNonNull(input.producer()).name()))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .ifPresent(of -> operations.putIfAbsent(node.name(), of));
            }
        }
        return operations;
    }

    /** Multiply-adds of one output: filters are [output channels, input channels of a group, kernel]. */
    private static double filterSize(Shape filters) {
        return filters.isFixed() ? filters.product(1, filters.rank()) : 0;
    }

    private static double depth(MatMul product, Shape left) {
        return left.isFixed() ? left.dim(left.rank() - (product.transposeA() ? 2 : 1)) : 0;
    }

    private static String shortened(String name) {
        String tail = name.length() > LONGEST_NAME ? "…" + name.substring(name.length() - LONGEST_NAME) : name;
        return tail.replace("|", "/");
    }
}
