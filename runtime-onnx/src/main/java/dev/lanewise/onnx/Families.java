package dev.lanewise.onnx;

import java.util.List;

/** All families of operators. */
final class Families {

    private Families() {}

    static List<Family> all() {
        return List.of(
                new AttentionOperators(),
                new ControlOperators(),
                new ConvolutionOperators(),
                new ElementwiseOperators(),
                new ExperimentalOperators(),
                new ImageOperators(),
                new IndexOperators(),
                new LinearOperators(),
                new LossOperators(),
                new MicrosoftAttention(),
                new MicrosoftImages(),
                new MicrosoftNormalization(),
                new MicrosoftOperators(),
                new MicrosoftQuantization(),
                new MicrosoftWeights(),
                new MlClassifiers(),
                new MlOperators(),
                new MovementOperators(),
                new NormalizationOperators(),
                new PoolingOperators(),
                new QuantizationOperators(),
                new RandomOperators(),
                new RecurrentOperators(),
                new ReductionOperators(),
                new SequenceOperators(),
                new ShapeOperators(),
                new SignalOperators(),
                new TextOperators(),
                new TrainingOperators(),
                new VisionOperators());
    }
}
