package dev.lanewise.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.LoadOptions;
import dev.lanewise.Model;
import dev.lanewise.Session;
import dev.lanewise.TensorSpec;
import dev.lanewise.onnx.proto.OpsetImport;
import dev.lanewise.spi.CustomOperator;
import dev.lanewise.tensor.LanewiseException;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.UnsupportedModelException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Operators of a program's own; {@link Scaled} is the example of {@link CustomOperator}. */
class CustomOperatorTest {

    /** Multiplies by the attribute "factor". */
    private static final class Scaled implements CustomOperator {
        @Override
        public String domain() {
            return "com.example";
        }

        @Override
        public String name() {
            return "Scaled";
        }

        @Override
        public List<TensorSpec> outputs(List<TensorSpec> inputs, Map<String, Object> attributes) {
            return inputs;
        }

        @Override
        public List<Tensor> run(List<Tensor> inputs, Map<String, Object> attributes) {
            float factor = (Float) attributes.getOrDefault("factor", 3f);
            float[] values = inputs.getFirst().floats().clone();
            for (int i = 0; i < values.length; i++) {
                values[i] *= factor;
            }
            return List.of(Tensor.of(values, inputs.getFirst().shape()));
        }
    }

    private static byte[] file() {
        return new ModelFile()
                .input("x", ModelFile.FLOAT, 2, 3)
                .node("Neg", List.of("x"), "negative")
                .foreign("com.example", "Scaled", "negative", "scaled")
                .node("Relu", List.of("scaled"), "y")
                .output("y", ModelFile.FLOAT)
                .bytes(new OpsetImport("com.example", 1));
    }

    @Test
    void computesInsideAModel() {
        Model model = Model.load(file(), LoadOptions.defaults().with(new Scaled()));
        assertArrayEquals(new long[] {2, 3}, model.outputs().getFirst().shape());
        try (Session session = model.newSession()) {
            Tensor y = session.run(Tensor.of(new float[] {1, -2, 3, -4, 5, -6}, 2, 3));
            assertArrayEquals(new float[] {0, 6, 0, 12, 0, 18}, y.floats());
        }
    }

    @Test
    void isMissingWithoutBeingBroughtAlong() {
        var missing = assertThrows(UnsupportedModelException.class, () -> Model.load(file()));
        assertTrue(String.valueOf(missing.getMessage()).contains("com.example"), missing::toString);
    }

    @Test
    void brokenPromisesAreReported() {
        var breaking = new CustomOperator() {
            @Override
            public String domain() {
                return "com.example";
            }

            @Override
            public String name() {
                return "Scaled";
            }

            @Override
            public List<TensorSpec> outputs(List<TensorSpec> inputs, Map<String, Object> attributes) {
                return inputs;
            }

            @Override
            public List<Tensor> run(List<Tensor> inputs, Map<String, Object> attributes) {
                return List.of(Tensor.of(new float[7], 7));
            }
        };
        Model model = Model.load(file(), LoadOptions.defaults().with(breaking));
        try (Session session = model.newSession()) {
            var error = assertThrows(LanewiseException.class, () -> session.run(Tensor.of(new float[6], 2, 3)));
            assertTrue(String.valueOf(error.getMessage()).contains("promised FLOAT[2, 3]"), error::toString);
            assertEquals(1, model.outputs().size());
        }
    }
}
