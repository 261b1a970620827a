package dev.lanewise.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.Model;
import dev.lanewise.tensor.InvalidInputException;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * An input that nothing reads is one of the model's inputs, but need not be given, as under ONNX Runtime, whose optimizer
 * leaves such inputs in files of old opsets.
 */
class UnreadInputTest {

    private static final Tensor X = Tensor.of(new float[] {-1, 2}, 2);

    private static Model model() {
        return Model.load(new ModelFile()
                .input("unread", ModelFile.FLOAT, 3, -1)
                .input("x", ModelFile.FLOAT, -1)
                .node("Relu", List.of("x"), "y")
                .output("y", ModelFile.FLOAT, -1)
                .bytes());
    }

    @Test
    void needNotBeGiven() {
        Model model = model();
        assertEquals(2, model.inputs().size());
        try (var session = model.newSession()) {
            for (int run = 0; run < 3; run++) {
                assertArrayEquals(
                        new float[] {0, 2},
                        session.run(Map.of("x", X)).tensor(0).floats());
                Tensor y = Tensor.zeros(X.type(), 2);
                session.run(Map.of("x", X), Map.of("y", y));
                assertArrayEquals(new float[] {0, 2}, y.floats());
            }
        }
    }

    @Test
    void mayBeGivenAndIsChecked() {
        try (var session = model().newSession()) {
            Tensor unread = Tensor.zeros(X.type(), 3, 5);
            assertArrayEquals(
                    new float[] {0, 2},
                    session.run(Map.of("x", X, "unread", unread)).tensor(0).floats());
            assertThrows(InvalidInputException.class, () -> session.run(Map.of("x", X, "unread", X)));
            assertThrows(InvalidInputException.class, () -> session.run(Map.of("unread", unread)));
            assertThrows(InvalidInputException.class, () -> session.run(Map.of("x", X, "other", X)));
        }
    }
}
