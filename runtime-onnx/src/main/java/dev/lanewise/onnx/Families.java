package dev.lanewise.onnx;

import java.util.List;

/** All families of operators, those first that most models need. An operator's versions are all in one family. */
final class Families {

    private Families() {}

    static List<Family> all() {
        return List.of(
                new ElementwiseOperators(),
                new ConvolutionOperators(),
                new PoolingOperators(),
                new MovementOperators(),
                new LinearOperators(),
                new NormalizationOperators(),
                new ShapeOperators(),
                new ReductionOperators(),
                new IndexOperators(),
                new QuantizationOperators(),
                new RandomOperators(),
                new ExperimentalOperators(),
                new AttentionOperators(),
                new ControlOperators(),
                new RecurrentOperators(),
                new VisionOperators(),
                new MlClassifiers(),
                new MlOperators(),
                new MicrosoftNormalization(),
                new MicrosoftAttention(),
                new MicrosoftQuantization(),
                new MicrosoftWeights(),
                new MicrosoftOperators(),
                new MicrosoftImages(),
                new SequenceOperators(),
                new SignalOperators(),
                new TextOperators(),
                new LossOperators(),
                new TrainingOperators(),
                new ImageOperators());
    }
}
