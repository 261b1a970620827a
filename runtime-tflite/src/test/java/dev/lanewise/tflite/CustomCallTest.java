package dev.lanewise.tflite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.LoadOptions;
import dev.lanewise.Model;
import dev.lanewise.TensorSpec;
import dev.lanewise.spi.CustomOperator;
import dev.lanewise.tensor.LanewiseException;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.UnsupportedModelException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Operators that a program brings along. */
class CustomCallTest {

    /** Adds the number of its bytes of options, which are none here, and one. */
    private record Next(boolean right) implements CustomOperator {

        @Override
        public String domain() {
            return "";
        }

        @Override
        public String name() {
            return "Next";
        }

        @Override
        public List<TensorSpec> outputs(List<TensorSpec> inputs, Map<String, Object> attributes) {
            return inputs;
        }

        @Override
        public List<Tensor> run(List<Tensor> inputs, Map<String, Object> attributes) {
            float[] x = inputs.getFirst().floats();
            int more = 1 + ((Tensor) attributes.get("options")).size();
            return List.of(right ? Tensor.of(new float[] {x[0] + more, x[1] + more}, 2) : Tensor.of(new int[2], 2));
        }
    }

    private static byte[] file() {
        var file = new FileBuilder();
        var main = file.subgraph();
        int x = main.tensor("x", FileBuilder.FLOAT, 2);
        int y = main.tensor("y", FileBuilder.FLOAT, 2);
        main.custom("Next", new int[] {x}, new int[] {y}).inputs(x).outputs(y);
        return file.bytes();
    }

    @Test
    void runsTheProgramsOwn() {
        Model model = Model.load(file(), LoadOptions.defaults().with(new Next(true)));
        try (var session = model.newSession()) {
            Tensor y = session.run(Tensor.of(new float[] {1, 5}, 2));
            assertArrayEquals(new float[] {2, 6}, y.floats());
        }
    }

    @Test
    void refusesWhatTheFileDoesNotSay() {
        Model model = Model.load(file(), LoadOptions.defaults().with(new Next(false)));
        try (var session = model.newSession()) {
            assertThrows(LanewiseException.class, () -> session.run(Tensor.of(new float[] {1, 5}, 2)));
        }
        assertThrows(UnsupportedModelException.class, () -> Model.load(file()));
    }
}
