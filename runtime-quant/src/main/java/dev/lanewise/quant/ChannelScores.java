package dev.lanewise.quant;

import dev.lanewise.graph.Node;
import dev.lanewise.op.nn.ChannelAffine;
import dev.lanewise.quant.Pruner.Criterion;
import dev.lanewise.spi.ModelDefinition;
import dev.lanewise.tensor.InvalidInputException;
import java.util.Arrays;
import java.util.List;

/** How much channels matter, added up over the layers that make or read them, each layer's mean being 1. */
final class ChannelScores {

    private final PruningJob job;
    private final ChannelFlow flow;
    private final double[] scores;

    ChannelScores(PruningJob job, ChannelFlow flow) {
        this.job = job;
        this.flow = flow;
        scores = new double[flow.units().size()];
    }

    /** Scores by root. */
    double[] of(ModelDefinition original, List<WeightLayer> layers, List<WeightLayer> originals) {
        switch (job.criterion()) {
            case L1, L2 -> layers.forEach(this::addMade);
            case MEAN_ACTIVATION, WANDA -> {
                List<InputStatistics> statistics = job.calibrator().statistics(original, originals);
                for (int i = 0; i < layers.size(); i++) {
                    addRead(layers.get(i), statistics.get(i));
                }
            }
            case NORMALIZATION_SCALE -> addScales();
        }
        return scores;
    }

    private void addMade(WeightLayer layer) {
        int[] made = flow.made().get(layer.node());
        if (made != null) {
            double[][] weights = job.scores(layer, new InputStatistics(layer));
            add(
                    made,
                    Arrays.stream(weights)
                            .mapToDouble(row -> Arrays.stream(row).sum())
                            .toArray());
        }
    }

    private void addRead(WeightLayer layer, InputStatistics statistics) {
        int[] read = flow.axes().get(layer.input(), -1);
        if (read == null) {
            return;
        }
        double[][] weights = job.scores(layer, statistics);
        var sums = new double[read.length];
        for (int output = 0; output < layer.outputs(); output++) {
            int first = output / layer.groupOutputs() * layer.channels();
            for (int k = 0; k < layer.depth(); k++) {
                sums[first + k % layer.channels()] +=
                        job.criterion() == Criterion.WANDA ? weights[output][k] : statistics.mean(output, k);
            }
        }
        add(read, sums);
    }

    private void addScales() {
        boolean any = false;
        for (ChannelAxes.Cut cut : flow.axes().cuts()) {
            Node reader = cut.constant().consumers().getFirst();
            if (reader.op() instanceof ChannelAffine && reader.input(1) == cut.constant()) {
                float[] scale = cut.constant().requireConstant().floats();
                var magnitudes = new double[scale.length];
                Arrays.setAll(magnitudes, i -> Math.abs(scale[i]));
                add(cut.units(), magnitudes);
                any = true;
            }
        }
        if (!any) {
            throw new InvalidInputException("the model has no batch normalisation whose scales could tell channels "
                    + "apart; exporters often fold them into convolutions");
        }
    }

    private void add(int[] along, double[] values) {
        double mean = Arrays.stream(values).average().orElse(0);
        for (int i = 0; i < along.length; i++) {
            if (along[i] != ChannelUnits.NONE && mean > 0) {
                scores[flow.units().root(along[i])] += values[i] / mean;
            }
        }
    }
}
