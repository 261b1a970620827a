package dev.lanewise.quant;

import dev.lanewise.quant.Block.Bar;
import dev.lanewise.quant.Block.Bars;
import dev.lanewise.quant.Block.Heading;
import dev.lanewise.quant.Block.Paragraph;
import dev.lanewise.quant.Block.Table;
import dev.lanewise.quant.Comparison.Layer;
import dev.lanewise.quant.Comparison.Output;
import dev.lanewise.quant.Comparison.Speed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The part of a report on what a change of a model costs and gains. */
final class ComparisonSection {

    private static final int MOST_BARS = 60;

    /** Where a bar ends that stands for an infinite ratio, or for a larger one. */
    private static final double MOST_DECIBELS = 100;

    private ComparisonSection() {}

    static List<Block> of(String heading, Comparison comparison) {
        var blocks = new ArrayList<Block>();
        blocks.add(new Heading(heading));
        blocks.add(summary(comparison));
        blocks.add(size(comparison));
        comparison.speed().ifPresent(speed -> blocks.add(speed(speed)));
        blocks.add(outputs(comparison));
        if (!comparison.layers().isEmpty()) {
            blocks.add(new Paragraph(worst(comparison.worst())));
            blocks.add(bars(comparison));
            blocks.add(layers(comparison.layers()));
        }
        if (!comparison.unmatched().isEmpty()) {
            blocks.add(unmatched(comparison));
        }
        return blocks;
    }

    private static Table summary(Comparison comparison) {
        var rows = new ArrayList<List<String>>();
        Weights before = comparison.before();
        Weights after = comparison.after();
        rows.add(List.of(
                "bytes of weights",
                Figures.count(before.bytes()),
                Figures.count(after.bytes()),
                Figures.ratio(comparison.sizeRatio())));
        rows.add(List.of(
                "zeros among weights", Figures.percent(before.sparsity()), Figures.percent(after.sparsity()), ""));
        comparison
                .speed()
                .ifPresent(speed -> rows.add(List.of(
                        "time of a run",
                        Figures.milliseconds(speed.before()),
                        Figures.milliseconds(speed.after()),
                        Figures.ratio(speed.ratio()))));
        return new Table("Size and speed", List.of("", "original", "changed", "ratio"), rows, false);
    }

    private static Bars size(Comparison comparison) {
        return new Bars(
                "Size of the weights",
                List.of(
                        bar("original", comparison.before().bytes()),
                        bar("changed", comparison.after().bytes())));
    }

    private static Bar bar(String name, long bytes) {
        return new Bar(name, bytes, Figures.bytes(bytes), false);
    }

    private static Bars speed(Speed speed) {
        return new Bars(
                "Time of a run, median of " + speed.runs(),
                List.of(
                        new Bar("original", speed.before(), Figures.milliseconds(speed.before()), false),
                        new Bar("changed", speed.after(), Figures.milliseconds(speed.after()), false)));
    }

    private static Table outputs(Comparison comparison) {
        var rows = new ArrayList<List<String>>();
        for (Output output : comparison.outputs()) {
            rows.add(row(output.name(), output.difference()));
        }
        return new Table(
                "Outputs over " + Figures.count(comparison.samples()) + " samples",
                List.of("output", "cosine", "SNR (dB)", "largest difference"),
                rows,
                false);
    }

    private static List<String> row(String name, Difference difference) {
        return List.of(
                name,
                Figures.cosine(difference.cosine()),
                Figures.decibels(difference.snr()),
                Figures.difference(difference.largest()));
    }

    private static String worst(Optional<Layer> worst) {
        return worst.map(layer -> "The layer that hurts most is " + layer.name() + " (" + layer.operator()
                        + "): it has " + Figures.decibels(layer.ownSnr()) + " dB of its own.")
                .orElse("No layer adds an error.");
    }

    private static Bars bars(Comparison comparison) {
        List<Layer> all = comparison.layers();
        List<Layer> shown = all.stream()
                .sorted(Comparator.comparingDouble(Layer::ownSnr))
                .limit(MOST_BARS)
                .sorted(Comparator.comparingInt(all::indexOf))
                .toList();
        Optional<Layer> worst = comparison.worst();
        String which = shown.size() < all.size()
                ? "the " + shown.size() + " of " + all.size() + " layers that hurt most"
                : "all layers";
        List<Bar> bars = shown.stream()
                .map(layer -> new Bar(
                        layer.name(),
                        Math.clamp(layer.ownSnr(), 0, MOST_DECIBELS),
                        Figures.decibels(layer.ownSnr()) + " dB",
                        worst.filter(layer::equals).isPresent()))
                .toList();
        return new Bars("Signal-to-noise ratio of " + which + ", each given the original's inputs", bars);
    }

    private static Table layers(List<Layer> layers) {
        var rows = new ArrayList<List<String>>();
        for (Layer layer : layers) {
            var row = new ArrayList<>(row(layer.name() + " (" + layer.operator() + ")", layer.difference()));
            row.add(3, Figures.decibels(layer.ownSnr()));
            rows.add(row);
        }
        return new Table(
                "Layers", List.of("layer", "cosine", "SNR (dB)", "own SNR (dB)", "largest difference"), rows, true);
    }

    private static Table unmatched(Comparison comparison) {
        List<List<String>> rows = comparison.unmatched().stream()
                .map(unmatched -> List.of(unmatched.name() + ": " + unmatched.reason()))
                .toList();
        return new Table("Not compared", List.of("name: reason"), rows, true);
    }
}
