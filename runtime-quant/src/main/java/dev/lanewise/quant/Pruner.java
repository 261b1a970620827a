package dev.lanewise.quant;

import dev.lanewise.Model;
import dev.lanewise.tensor.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Takes weights away from a model. Immutable: every method gives another pruner. The model that is pruned stays as it
 * is.
 *
 * <pre>{@code
 * Model small = Pruner.unstructured(0.8)
 *         .calibration(samples)
 *         .recovery(Pruner.Recovery.LEAST_SQUARES)
 *         .prune(model);
 * }</pre>
 *
 * <p>Layers are convolutions and matrix products whose weights are constants of type FLOAT. Depthwise convolutions, which
 * have few weights and lose much with each, are pruned only where {@link #include} names them.
 */
public final class Pruner {

    /** What tells how much a weight matters. */
    public enum Criterion {
        /** Its magnitude; the mean magnitude of a block. */
        L1,
        /** Its square; the mean square of a block. */
        L2,
        /** Its magnitude times the mean magnitude of its input on the calibration samples. */
        MEAN_ACTIVATION,
        /**
         * Its magnitude times the root mean square of its input on the calibration samples, compared with the other
         * weights of the same output (Wanda, Sun et al., 2023).
         */
        WANDA,
        /** For channels alone, the magnitude of the scale that batch normalisation gives them. */
        NORMALIZATION_SCALE
    }

    /** How the kept weights make up for the lost ones. */
    public enum Recovery {
        /** They stay as they are. */
        NONE,
        /**
         * Layer by layer, those that bring the layer's outputs on the calibration samples closest to the original's by
         * least squares, the bias with them.
         */
        LEAST_SQUARES,
        /**
         * Layer by layer, which weights go chosen by what their loss costs on the calibration samples: column after
         * column (SparseGPT, Frantar and Alistarh, 2023), or in small layers without a pattern one by one (Optimal Brain
         * Compression, Frantar and Alistarh, 2022). In blocks the criterion chooses.
         */
        SECOND_ORDER
    }

    /** What a layer is given when it is recovered. */
    public enum Inputs {
        /** What it got in the original model. */
        ORIGINAL,
        /** What it gets from the pruned layers before it, whose errors it can then make up for. */
        PRUNED
    }

    private final PruningJob job;

    private Pruner(PruningJob job) {
        this.job = job;
    }

    /**
     * Removes {@code fraction} of the weights of each layer, one by one.
     *
     * @throws dev.lanewise.tensor.InvalidInputException unless {@code 0 <= fraction < 1}
     */
    public static Pruner unstructured(double fraction) {
        return new Pruner(PruningJob.of(new Sparsity.Unstructured(fraction, false)));
    }

    /** Removes {@code fraction} of the weights of all layers together, by one threshold. */
    public static Pruner unstructuredGlobally(double fraction) {
        return new Pruner(PruningJob.of(new Sparsity.Unstructured(fraction, true)));
    }

    /** Keeps {@code kept} of every {@code of} weights in a row along the input channels, such as 2 of 4. */
    public static Pruner pattern(int kept, int of) {
        return new Pruner(PruningJob.of(new Sparsity.Pattern(kept, of)));
    }

    /** Removes {@code fraction} of each layer's blocks of {@code outputs} by {@code inputs} weights. */
    public static Pruner blocks(double fraction, int outputs, int inputs) {
        return new Pruner(PruningJob.of(new Sparsity.Blocks(fraction, outputs, inputs)));
    }

    /**
     * Removes {@code fraction} of the channels of each convolution and matrix product, with all that depends on them, so
     * that the graph shrinks: layers behind read fewer inputs, and layers whose outputs are added lose the same
     * channels. Channels that reach an output, or an operator that mixes them in a way unknown here, stay; so does one
     * of each layer. L1 and L2 are taken of what makes a channel; the activations, and the weights by which Wanda
     * multiplies them, of the layers that read it. Recovery is by least squares, from the inputs that the smaller model
     * gives.
     */
    public static Pruner channels(double fraction) {
        return new Pruner(PruningJob.of(new Sparsity.Channels(fraction)));
    }

    /**
     * Removes {@code fraction} of the heads of each attention, with their parts of the products that make queries, keys
     * and values and of the product that reads the heads, so that the graph shrinks; one head of each stays. Included and
     * excluded by the name of the product that reads the heads. L1 and L2 are taken of all weights of a head; activations,
     * and the weights by which Wanda multiplies them, of the product that reads it. Recovery is by least squares, from the
     * inputs that the smaller model gives.
     *
     * @throws dev.lanewise.tensor.InvalidInputException unless {@code 0 <= fraction < 1}
     */
    public static Pruner heads(double fraction) {
        return new Pruner(PruningJob.of(new Sparsity.Heads(fraction)));
    }

    /** Chooses by another criterion than {@link Criterion#L1}. */
    public Pruner by(Criterion criterion) {
        return new Pruner(job.withCriterion(criterion));
    }

    /** Recovers accuracy, which takes calibration samples; without, {@link Recovery#NONE}. */
    public Pruner recovery(Recovery recovery) {
        return new Pruner(job.withRecovery(recovery));
    }

    /** Recovers from other inputs than {@link Inputs#PRUNED}. */
    public Pruner inputs(Inputs inputs) {
        return new Pruner(job.withInputs(inputs));
    }

    /** Samples of the model's inputs by name; they are iterated over several times. */
    public Pruner calibration(Iterable<? extends Map<String, ? extends Value>> samples) {
        return new Pruner(job.withSamples(samples));
    }

    /** Prunes these layers alone; {@code *} in a name stands for any characters. */
    public Pruner include(String... names) {
        NodeNames old = job.names();
        return new Pruner(job.withNames(new NodeNames(joined(old.included(), names), old.excluded())));
    }

    /** Leaves these layers as they are; {@code *} in a name stands for any characters. */
    public Pruner exclude(String... names) {
        NodeNames old = job.names();
        return new Pruner(job.withNames(new NodeNames(old.included(), joined(old.excluded(), names))));
    }

    private static List<String> joined(List<String> old, String... more) {
        return Stream.concat(old.stream(), Arrays.stream(more)).toList();
    }

    /** Tells {@code progress} of each layer. */
    public Pruner progress(Progress progress) {
        return new Pruner(job.withProgress(progress));
    }

    /** Runs the samples on so many threads; without, one. */
    public Pruner threads(int threads) {
        return new Pruner(job.withThreads(threads));
    }

    /**
     * The pruned model.
     *
     * @throws dev.lanewise.tensor.InvalidInputException when a name fits no layer, or samples are missing, do not fit
     *     the model or make values that are not finite
     * @throws dev.lanewise.tensor.RunCancelledException when the progress listener says so
     */
    public Model prune(Model model) {
        return job.run(model);
    }
}
