package dev.lanewise.onnx.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import dev.lanewise.Model;
import dev.lanewise.SessionOptions;
import dev.lanewise.onnx.proto.Proto;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * KInference's test models, many of them with operators of ONNX Runtime's own, through the public API: each gives what its
 * data says, or, where ONNX Runtime does not give that either, what ONNX Runtime gives.
 */
class KinferenceTest {

    private static final Path SUITE =
            Path.of(System.getProperty("lanewise.testdata", "../../shared/testdata"), "onnx-unit", "kinference");

    /** Not what ONNX Runtime gives, which is what we give. */
    private static final Set<String> OTHER_DATA = Set.of(
            "dynamic_quantize_lstm/test_bilstm_defaults",
            "dynamic_quantize_lstm/test_lstm_defaults",
            "layer_normalization/test_negate_axis",
            "qattention/test_qattention_defaults");

    /** Declare a scalar as the input of ZipMap, which takes vectors and matrices: ONNX Runtime refuses to load them. */
    private static final Set<String> REFUSED = Set.of("zipmap/test_zipmap_int64s", "zipmap/test_zipmap_strings");

    /** Asks for 3 digits of sums in which terms cancel. */
    private static final String CANCELLING = "conv/test_conv_with_5_dims";

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyCaseGivesWhatItsDataOrOnnxRuntimeGives(boolean strict) throws IOException {
        List<Case> cases = cases();
        var missed = new TreeMap<String, String>();
        for (Case c : cases) {
            c.run(strict).flaw().ifPresent(flaw -> missed.put(c.name(), flaw));
        }
        System.out.println("KInference, " + (strict ? "strict" : "fast") + ": " + (cases.size() - missed.size())
                + " of " + cases.size() + " as their data says");
        var known = new TreeSet<>(OTHER_DATA);
        known.addAll(REFUSED);
        known.add(CANCELLING);
        assertTrue(cases.size() > 700, "there are " + cases.size() + " cases");
        assertEquals(known, missed.keySet(), missed::toString);
        for (Case c : cases) {
            if (OTHER_DATA.contains(c.name())) {
                assertEquals(Optional.empty(), c.besideOnnxRuntime().run(strict).flaw(), c.name());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zipmap/test_zipmap_int64s", "zipmap/test_zipmap_strings"})
    void whatIsRefusedOnnxRuntimeRefusesToo(String name) {
        Path file = SUITE.resolve(name).resolve("model.onnx");
        Assumptions.assumeTrue(Files.exists(file));
        assertThrows(OrtException.class, () -> OnnxRuntime.run(file, Map.of()));
    }

    /** A convolution over 5 axes comes as near to the exact sums of its 96 products as the data, which is ONNX Runtime's. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void sumsThatCancelAreAsNearToTheExactOnesAsTheData(boolean strict) throws IOException {
        Path folder = SUITE.resolve(CANCELLING);
        Assumptions.assumeTrue(Files.exists(folder));
        Path file = folder.resolve("model.onnx");
        var data = new StoredData(folder.resolve("test_data_set_0"));
        var graph = Proto.model(ByteBuffer.wrap(Files.readAllBytes(file))).graph();
        var inputs = data.inputs(graph);
        try (var session = Model.load(file).newSession(SessionOptions.defaults().strict(strict))) {
            var stored = (Tensor) data.output(graph, 0);
            double[] exact = convolved((Tensor) inputs.get("X"), (Tensor) inputs.get("W"), stored.shape(), 2);
            double ours = error(session.run(inputs).tensor("Y"), exact);
            double theirs = error(stored, exact);
            assertTrue(ours <= 1.5 * theirs, ours + " from the exact sums, the data " + theirs);
        }
    }

    private static double error(Tensor tensor, double[] exact) {
        double[] numbers = Agreement.doubles(tensor);
        return IntStream.range(0, exact.length)
                .mapToDouble(i -> Math.abs(numbers[i] - exact[i]))
                .max()
                .orElseThrow();
    }

    /** Cross-correlation over all axes but the first two, with a dilation. */
    private static double[] convolved(Tensor x, Tensor w, long[] shape, int dilation) {
        var y = new double[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        long[] xs = x.shape();
        long[] ws = w.shape();
        int filter = w.size() / (int) ws[0];
        for (int i = 0; i < y.length; i++) {
            long[] at = position(i, shape);
            for (int k = 0; k < filter; k++) {
                long[] tap = position((int) at[1] * filter + k, ws);
                long from = at[0] * xs[1] + tap[1];
                for (int axis = 2; axis < xs.length; axis++) {
                    from = from * xs[axis] + at[axis] + dilation * tap[axis];
                }
                y[i] += (double) x.floats()[(int) from] * w.floats()[(int) at[1] * filter + k];
            }
        }
        return y;
    }

    private static long[] position(int index, long[] shape) {
        var at = new long[shape.length];
        int rest = index;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            at[axis] = rest % shape[axis];
            rest /= (int) shape[axis];
        }
        return at;
    }

    private static List<Case> cases() throws IOException {
        Assumptions.assumeTrue(
                Files.isDirectory(SUITE),
                () -> "SKIPPED: no models of KInference at " + SUITE + "; set -Dlanewise.testdata to where they are");
        try (var files = Files.walk(SUITE)) {
            return files.filter(file -> file.endsWith("model.onnx"))
                    .sorted()
                    .map(file -> Case.in(file.getParent()))
                    .toList();
        }
    }
}
