package dev.lanewise.quant;

import dev.lanewise.graph.Node;
import dev.lanewise.quant.Pruner.Criterion;
import dev.lanewise.quant.Pruner.Recovery;
import dev.lanewise.spi.ModelDefinition;
import dev.lanewise.tensor.InvalidInputException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** Removes attention heads from a model's graph, in place, and lets the products behind them make up for it. */
final class HeadPruning {

    private final PruningJob job;
    private final double fraction;
    private final ModelDefinition original;
    private final ModelDefinition pruned;

    HeadPruning(PruningJob job, double fraction, ModelDefinition original, ModelDefinition pruned) {
        this.job = job;
        this.fraction = fraction;
        this.original = original;
        this.pruned = pruned;
        FoldChannels.apply(original.graph());
        FoldChannels.apply(pruned.graph());
    }

    void run() {
        List<Node> chosen = job.names().choose(WeightLayer.in(pruned.graph())).stream()
                .map(WeightLayer::node)
                .toList();
        List<AttentionHeads> originals = AttentionHeads.in(original.graph());
        List<AttentionHeads> all = AttentionHeads.in(pruned.graph());
        if (all.stream().noneMatch(attention -> chosen.contains(attention.read()))) {
            throw new InvalidInputException(
                    "the model has no attention heads to prune: no chosen product with constant "
                            + "weights reads heads that softmax weighs");
        }
        List<InputStatistics> statistics = statistics(originals);
        Progress.Count count = job.progress().count(all.size());
        for (int i = 0; i < all.size(); i++) {
            AttentionHeads attention = all.get(i);
            if (chosen.contains(attention.read())) {
                attention.keep(pruned.graph(), kept(originals.get(i), statistics.get(i)));
                if (job.recovery() != Recovery.NONE) {
                    recover(attention.read(), originals.get(i).read());
                }
            }
            count.step(attention.read().name());
        }
    }

    private static WeightLayer layer(Node node) {
        return Objects.requireNonNull(WeightLayer.of(node));
    }

    /** Of what the products behind the heads read. */
    private List<InputStatistics> statistics(List<AttentionHeads> attentions) {
        List<WeightLayer> layers =
                attentions.stream().map(attention -> layer(attention.read())).toList();
        boolean active = job.criterion() == Criterion.WANDA || job.criterion() == Criterion.MEAN_ACTIVATION;
        return active
                ? job.calibrator().statistics(original, layers)
                : layers.stream().map(InputStatistics::new).toList();
    }

    /** The heads that stay: those that matter most, in their order. */
    private int[] kept(AttentionHeads attention, InputStatistics statistics) {
        double[] scores = scores(attention, statistics);
        long gone = Math.min(Math.round(fraction * attention.heads()), attention.heads() - 1);
        return IntStream.range(0, attention.heads())
                .boxed()
                .sorted(Comparator.comparingDouble(head -> scores[head]))
                .skip(gone)
                .mapToInt(head -> head)
                .sorted()
                .toArray();
    }

    private double[] scores(AttentionHeads attention, InputStatistics statistics) {
        var scores = new double[attention.heads()];
        WeightLayer read = layer(attention.read());
        for (double[] row : job.scores(read, statistics)) {
            for (int k = 0; k < row.length; k++) {
                scores[k / attention.size()] += row[k];
            }
        }
        if (job.criterion() == Criterion.MEAN_ACTIVATION) {
            Arrays.setAll(
                    scores,
                    head -> IntStream.range(head * attention.size(), (head + 1) * attention.size())
                            .mapToDouble(k -> statistics.mean(0, k))
                            .sum());
        }
        boolean weights = job.criterion() == Criterion.L1 || job.criterion() == Criterion.L2;
        for (Node product : weights ? attention.made() : List.<Node>of()) {
            double[][] rows = job.scores(layer(product), new InputStatistics(layer(product)));
            for (int output = 0; output < rows.length; output++) {
                scores[output / attention.size()] += Arrays.stream(rows[output]).sum();
            }
        }
        return scores;
    }

    private void recover(Node node, Node before) {
        WeightLayer layer = layer(node);
        Moments moments =
                job.calibrator().moments(pruned, layer, original, layer(before)).getFirst();
        double[][] weights = Reconstruction.leastSquares(moments, layer(before).matrix(), layer.matrix());
        layer.replace(pruned.graph(), weights);
    }
}
