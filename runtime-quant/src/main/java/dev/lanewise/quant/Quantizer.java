package dev.lanewise.quant;

import dev.lanewise.Model;
import dev.lanewise.tensor.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Makes a model smaller and faster by integers in the place of floats. Immutable: each method gives another one.
 *
 * @param mode what becomes integer
 * @param weights how weights do
 * @param activations how activations do, under {@link Mode#STATIC}
 * @param calibration samples; {@link Mode#STATIC} needs them, and all that compares layers' outputs
 * @param include patterns of nodes that are quantized, all where there are none
 * @param exclude patterns of nodes that are not
 * @param equalised whether {@link #equalise} was asked for
 * @param biasCorrected whether {@link #correctBias} was asked for
 */
public record Quantizer(
        Mode mode,
        WeightFormat weights,
        ActivationFormat activations,
        @Nullable Calibration calibration,
        List<String> include,
        List<String> exclude,
        boolean equalised,
        boolean biasCorrected,
        Progress progress) {

    /** What is quantized. */
    public enum Mode {
        /** Weights, and activations with scales that were found beforehand: Quantize and Dequantize around operators. */
        STATIC,
        /** Weights, and the inputs of products to UINT8 with the range that they have in each run. */
        DYNAMIC,
        /** Weights of products and embedding tables; computing stays in floats. */
        WEIGHTS,
        /** Weights of products and embedding tables, kept as FLOAT16; computing stays in FLOAT. */
        FLOAT16
    }

    private static final Quantizer PLAIN = new Quantizer(
            Mode.WEIGHTS,
            WeightFormat.INT8,
            ActivationFormat.INT8,
            null,
            List.of(),
            List.of(),
            false,
            false,
            Progress.NONE);

    public Quantizer {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
    }

    /** Weights and activations to int8, with scales from {@code calibration}: static quantization. */
    public static Quantizer calibrated(Calibration calibration) {
        return PLAIN.with(Mode.STATIC).calibration(calibration).correctBias(true);
    }

    /** Weights to int8, and the inputs of products in each run: dynamic quantization. */
    public static Quantizer dynamic() {
        return PLAIN.with(Mode.DYNAMIC);
    }

    /** Weights alone. */
    public static Quantizer weightsOnly(WeightFormat format) {
        return PLAIN.weights(format);
    }

    /** Weights to FLOAT16. */
    public static Quantizer float16() {
        return PLAIN.with(Mode.FLOAT16);
    }

    private Quantizer with(Mode other) {
        return new Quantizer(
                other, weights, activations, calibration, include, exclude, equalised, biasCorrected, progress);
    }

    /** The same with weights quantized like this. */
    public Quantizer weights(WeightFormat format) {
        return new Quantizer(
                mode, format, activations, calibration, include, exclude, equalised, biasCorrected, progress);
    }

    /** The same with activations quantized like this. */
    public Quantizer activations(ActivationFormat format) {
        return new Quantizer(mode, weights, format, calibration, include, exclude, equalised, biasCorrected, progress);
    }

    /** The same with other samples. */
    public Quantizer calibration(Calibration samples) {
        return new Quantizer(mode, weights, activations, samples, include, exclude, equalised, biasCorrected, progress);
    }

    /**
     * The same for nodes alone that a pattern names: an operator ("MatMul"), or a node, in which {@code *} stands for
     * anything ("encoder/layer.0/*").
     */
    public Quantizer include(String... patterns) {
        return new Quantizer(
                mode,
                weights,
                activations,
                calibration,
                joined(include, List.of(patterns)),
                exclude,
                equalised,
                biasCorrected,
                progress);
    }

    /** The same without the nodes that a pattern names, as {@link #include} explains. */
    public Quantizer exclude(String... patterns) {
        return excluding(List.of(patterns));
    }

    Quantizer excluding(List<String> patterns) {
        return new Quantizer(
                mode,
                weights,
                activations,
                calibration,
                include,
                joined(exclude, patterns),
                equalised,
                biasCorrected,
                progress);
    }

    private static List<String> joined(List<String> first, List<String> second) {
        var all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    /**
     * The same after cross-layer equalisation (Nagel et al. 2019): channels between two products are scaled so that both
     * have weights of like size.
     */
    public Quantizer equalise() {
        return new Quantizer(mode, weights, activations, calibration, include, exclude, true, biasCorrected, progress);
    }

    /**
     * The same with or without biases that make up for what rounding weights does to mean outputs (Nagel et al. 2019). With
     * them is what {@link #calibrated} begins with.
     */
    public Quantizer correctBias(boolean corrected) {
        return new Quantizer(mode, weights, activations, calibration, include, exclude, equalised, corrected, progress);
    }

    /** The same with a listener. */
    public Quantizer progress(Progress listener) {
        return new Quantizer(
                mode, weights, activations, calibration, include, exclude, equalised, biasCorrected, listener);
    }

    /**
     * A quantized model; {@code model} stays as it is.
     *
     * @throws InvalidInputException when a pattern names no node, nothing in the model can be quantized, samples are needed
     *     and absent, or one does not fit the model
     * @throws dev.lanewise.tensor.RunCancelledException when the listener wants no more
     */
    public Model quantize(Model model) {
        return new Quantization(this, model.definition()).run();
    }

    /**
     * A quantized model with a {@code metric}, larger being better, of at least {@code target}: the nodes that cost it most
     * stay float, as few as are needed.
     *
     * @throws InvalidInputException also when the float model itself does not meet the target
     */
    public Model quantize(Model model, ToDoubleFunction<Model> metric, double target) {
        return new MixedPrecision(this, metric, target).quantize(model);
    }
}
