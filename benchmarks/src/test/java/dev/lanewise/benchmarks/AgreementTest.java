package dev.lanewise.benchmarks;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.Model;
import dev.lanewise.Session;
import dev.lanewise.SessionOptions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real models give what ONNX Runtime gives: max|difference| at most 1e-3 of max|reference|, for every output. */
class AgreementTest {

    private static final double TOLERANCE = 1e-3;

    static Stream<ModelCase> models() {
        return Catalogue.all().stream();
    }

    @ParameterizedTest
    @MethodSource("models")
    void agreesWithOnnxRuntime(ModelCase c) {
        byte[] file = c.bytes();
        Model model = Model.load(file);
        var inputs = c.inputs(model);
        try (var peer = new OrtPeer(file, 2, inputs)) {
            var expected = peer.outputs();
            for (SessionOptions options : List.of(
                    SessionOptions.defaults(),
                    SessionOptions.defaults().threads(2).strict(true))) {
                try (Session session = model.newSession(options)) {
                    var difference = Difference.of(session.run(inputs), expected);
                    assertTrue(difference.compared() > 0, "no output was compared");
                    assertTrue(difference.worst() <= TOLERANCE, () -> options + ": " + difference);
                    assertTrue(difference.sameBest(), () -> options + ": another element is the largest");
                }
            }
        }
    }
}
