package dev.lanewise.quant;

import dev.lanewise.Model;
import dev.lanewise.quant.Pruner.Criterion;
import dev.lanewise.quant.Pruner.Inputs;
import dev.lanewise.quant.Pruner.Recovery;
import dev.lanewise.spi.ModelDefinition;
import dev.lanewise.tensor.InvalidInputException;
import dev.lanewise.tensor.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What a {@link Pruner} was asked for. */
record PruningJob(
        Sparsity sparsity,
        Criterion criterion,
        Recovery recovery,
        Inputs inputs,
        Iterable<? extends Map<String, ? extends Value>> samples,
        NodeNames names,
        Progress progress,
        int threads) {

    PruningJob {
        if (threads < 1) {
            throw new InvalidInputException(threads + " threads, expected 1 or more");
        }
    }

    static PruningJob of(Sparsity sparsity) {
        return new PruningJob(
                sparsity, Criterion.L1, Recovery.NONE, Inputs.PRUNED, List.of(), NodeNames.ALL, Progress.NONE, 1);
    }

    PruningJob withCriterion(Criterion other) {
        return new PruningJob(sparsity, other, recovery, inputs, samples, names, progress, threads);
    }

    PruningJob withRecovery(Recovery other) {
        return new PruningJob(sparsity, criterion, other, inputs, samples, names, progress, threads);
    }

    PruningJob withInputs(Inputs other) {
        return new PruningJob(sparsity, criterion, recovery, other, samples, names, progress, threads);
    }

    PruningJob withSamples(Iterable<? extends Map<String, ? extends Value>> other) {
        return new PruningJob(sparsity, criterion, recovery, inputs, other, names, progress, threads);
    }

    PruningJob withNames(NodeNames other) {
        return new PruningJob(sparsity, criterion, recovery, inputs, samples, other, progress, threads);
    }

    PruningJob withProgress(Progress other) {
        return new PruningJob(sparsity, criterion, recovery, inputs, samples, names, other, threads);
    }

    PruningJob withThreads(int other) {
        return new PruningJob(sparsity, criterion, recovery, inputs, samples, names, progress, other);
    }

    Model run(Model model) {
        ModelDefinition original = model.definition();
        ModelDefinition pruned = model.definition();
        switch (sparsity) {
            case Sparsity.OfWeights how -> prune(how, original, pruned);
            case Sparsity.Channels(double fraction) -> new ChannelPruning(this, fraction, original, pruned).run();
            case Sparsity.Heads(double fraction) -> new HeadPruning(this, fraction, original, pruned).run();
        }
        return Model.of(pruned);
    }

    Calibrator calibrator() {
        return new Calibrator(samples, threads);
    }

    private void prune(Sparsity.OfWeights how, ModelDefinition original, ModelDefinition pruned) {
        List<WeightLayer> layers = names.choose(WeightLayer.in(pruned.graph()));
        List<WeightLayer> originals = names.choose(WeightLayer.in(original.graph()));
        if (layers.isEmpty()) {
            throw new InvalidInputException("the model has no layer to prune: no convolution or matrix product with "
                    + "constant weights of type FLOAT is chosen");
        }
        List<boolean[][]> masks = Masks.of(how, scores(original, originals), criterion == Criterion.WANDA);
        Progress.Count count = progress.count(layers.size());
        for (int i = 0; i < layers.size(); i++) {
            WeightLayer layer = layers.get(i);
            double[][] weights = layer.matrix();
            if (recovery != Recovery.NONE) {
                List<Moments> moments = inputs == Inputs.ORIGINAL
                        ? calibrator().moments(original, originals.get(i), original, null)
                        : calibrator().moments(pruned, layer, original, originals.get(i));
                recover(how, layer, weights, masks.get(i), moments);
            }
            clear(weights, masks.get(i));
            layer.replace(pruned.graph(), weights);
            count.step(layer.name());
        }
    }

    private List<double[][]> scores(ModelDefinition original, List<WeightLayer> layers) {
        if (criterion == Criterion.NORMALIZATION_SCALE) {
            throw new InvalidInputException("scales of normalisation tell channels apart, not single weights");
        }
        boolean active = criterion == Criterion.WANDA || criterion == Criterion.MEAN_ACTIVATION;
        List<InputStatistics> statistics = active
                ? calibrator().statistics(original, layers)
                : layers.stream().map(InputStatistics::new).toList();
        return IntStream.range(0, layers.size())
                .mapToObj(i -> scores(layers.get(i), statistics.get(i)))
                .toList();
    }

    /** How much each weight of a layer matters, {@code [outputs][depth]}. */
    double[][] scores(WeightLayer layer, InputStatistics statistics) {
        double[][] weights = layer.matrix();
        var scores = new double[layer.outputs()][layer.depth()];
        for (int output = 0; output < scores.length; output++) {
            for (int k = 0; k < layer.depth(); k++) {
                double magnitude = Math.abs(weights[output][k]);
                if (!Double.isFinite(magnitude)) {
                    throw new InvalidInputException(
                            "weights of " + layer.node() + " hold " + weights[output][k] + ", expected finite values");
                }
                scores[output][k] = switch (criterion) {
                    case L1, NORMALIZATION_SCALE -> magnitude;
                    case L2 -> magnitude * magnitude;
                    case MEAN_ACTIVATION -> magnitude * statistics.mean(output, k);
                    case WANDA -> magnitude * statistics.norm(output, k);
                };
            }
        }
        return scores;
    }

    private void recover(
            Sparsity.OfWeights how, WeightLayer layer, double[][] weights, boolean[][] mask, List<Moments> moments) {
        int outputs = layer.groupOutputs();
        for (int group = 0; group < layer.groups(); group++) {
            Moments seen = moments.get(group);
            int first = group * outputs;
            double[][] rows = Arrays.copyOfRange(weights, first, first + outputs);
            if (recovery == Recovery.SECOND_ORDER) {
                boolean[][] kept = Arrays.copyOfRange(mask, first, first + outputs);
                Reconstruction.secondOrder(seen, rows, kept, how);
            }
            if (recovery == Recovery.LEAST_SQUARES || seen.size() <= Reconstruction.MOST_SOLVED) {
                for (int i = 0; i < outputs; i++) {
                    rows[i] =
                            Reconstruction.leastSquares(seen, weights[first + i], weights[first + i], mask[first + i]);
                }
            }
            System.arraycopy(rows, 0, weights, first, outputs);
        }
    }

    private static void clear(double[][] weights, boolean[][] mask) {
        for (int output = 0; output < mask.length; output++) {
            for (int k = 0; k < mask[output].length; k++) {
                weights[output][k] = mask[output][k] ? weights[output][k] : 0;
            }
        }
    }
}
