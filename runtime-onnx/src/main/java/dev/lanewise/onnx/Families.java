package dev.lanewise.onnx;

import java.util.List;

/** All families of operators. */
final class Families {

    private Families() {}

    static List<Family> all() {
        return List.of(
                new ElementwiseOperators(),
                new MovementOperators(),
                new QuantizationOperators(),
                new ReductionOperators(),
                new ShapeOperators());
    }
}
