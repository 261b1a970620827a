package dev.lanewise.quant;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a change of a model costs and gains.
 *
 * @param samples how many samples were compared
 * @param outputs the model's outputs, in its order
 * @param layers outputs of the operators that hold weights, in the order in which they run
 * @param unmatched why outputs and layers of the original were not compared, by their names
 * @param before the original's weights
 * @param after the changed model's
 * @param speed times of a run, where they were taken
 */
public record Comparison(
        long samples,
        List<Output> outputs,
        List<Layer> layers,
        List<Unmatched> unmatched,
        Weights before,
        Weights after,
        Optional<Speed> speed) {

    /** An output of both models. */
    public record Output(String name, Difference difference) {}

    /**
     * The output of an operator that holds weights.
     *
     * @param name name of the edge in both graphs
     * @param operator the operator that gives it in the original
     * @param difference what has gathered up to here
     * @param ownSnr the signal-to-noise ratio in dB when the changed layer is given what the original had before it:
     *     infinite where the layer adds no error of its own
     */
    public record Layer(String name, String operator, Difference difference, double ownSnr) {}

    /** An output or layer that only the original has, or that is not comparable. */
    public record Unmatched(String name, String reason) {}

    /**
     * Times of one run on the first sample, in turns: the original, the changed, the original, and so on.
     *
     * @param before median of the original's times, in milliseconds
     * @param after median of the changed model's
     * @param ratio median of the quotients of neighbouring times, changed to original: below 1 is faster than before
     * @param runs how often each was run and timed
     */
    public record Speed(double before, double after, double ratio, int runs) {}

    public Comparison {
        outputs = List.copyOf(outputs);
        layers = List.copyOf(layers);
        unmatched = List.copyOf(unmatched);
    }

    /** The layer that hurts most: that with the lowest signal-to-noise ratio of its own. */
    public Optional<Layer> worst() {
        return layers.stream()
                .filter(layer -> layer.ownSnr() < Double.POSITIVE_INFINITY)
                .min(Comparator.comparingDouble(Layer::ownSnr));
    }

    /** Bytes of the changed model's weights divided by those of the original's. */
    public double sizeRatio() {
        return before.bytes() == 0 ? 1 : (double) after.bytes() / before.bytes();
    }
}
