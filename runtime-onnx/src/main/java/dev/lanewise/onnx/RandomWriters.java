package dev.lanewise.onnx;

import dev.lanewise.graph.Operator;
import dev.lanewise.op.ml.Dropout;
import dev.lanewise.op.ml.Multinomial;
import dev.lanewise.op.ml.RandomFill;
import dev.lanewise.op.ml.Seed;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/** Writes operators that draw random numbers. */
final class RandomWriters implements WriterFamily {

    @Override
    public boolean write(Operator op, OnnxNodeWriter node) {
        switch (op) {
            case RandomFill fill -> fill(fill, node);
            case Dropout(Seed seed) -> {
                var attributes = new Attributes();
                seed.value().ifPresent(value -> attributes.integer("seed", value));
                node.becomes("Dropout", attributes);
            }
            case Multinomial(int samples, Seed seed) ->
                node.becomes(
                        "Multinomial",
                        seeded(new Attributes().integer("sample_size", samples), seed)
                                .elementType("dtype", ElementType.INT64));
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void fill(RandomFill op, OnnxNodeWriter node) {
        boolean normal = op.distribution() == RandomFill.Distribution.NORMAL;
        var attributes = seeded(
                new Attributes()
                        .number(normal ? "mean" : "low", op.first())
                        .number(normal ? "scale" : "high", op.second())
                        .elementType("dtype", op.type()),
                op.seed());
        String name = normal ? "RandomNormal" : "RandomUniform";
        if (op.shape().isRanked()) {
            node.becomes(name, attributes.integers("shape", op.shape().dims()), List.of());
        } else {
            node.becomes(name + "Like", attributes);
        }
    }

    /** Seeds are floats in ONNX, kept by their bits. */
    private static Attributes seeded(Attributes attributes, Seed seed) {
        seed.value().ifPresent(value -> attributes.number("seed", Float.intBitsToFloat((int) value)));
        return attributes;
    }
}
