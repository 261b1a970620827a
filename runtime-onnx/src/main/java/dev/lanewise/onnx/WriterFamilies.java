package dev.lanewise.onnx;

import java.util.List;

/** All families of writers. */
final class WriterFamilies {

    static final List<WriterFamily> ALL = List.of(
            new ElementwiseWriters(),
            new LinearWriters(),
            new ImageWriters(),
            new ShapeWriters(),
            new MovementWriters(),
            new IndexWriters(),
            new NormalizationWriters(),
            new ReductionWriters(),
            new QuantizationWriters(),
            new ControlWriters(),
            new SequenceWriters(),
            new RecurrentWriters(),
            new AttentionWriters(),
            new SignalWriters(),
            new RandomWriters(),
            new TextWriters(),
            new LossWriters(),
            new MlWriters(),
            new ClassifierWriters());

    private WriterFamilies() {}
}
