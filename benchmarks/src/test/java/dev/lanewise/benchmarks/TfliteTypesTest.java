package dev.lanewise.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.Model;
import dev.lanewise.benchmarks.OperatorFile.Options;
import dev.lanewise.benchmarks.OperatorFile.Spec;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tflite.file.BuiltinNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Single operators in every element type that the official interpreter takes, a test for each file that it runs: integers
 * are those of its reference kernels, floats within 1e-4.
 */
class TfliteTypesTest {

    /**
     * What differs. SUM: the reference kernel takes INT8 for unsigned and adds INT16 without their scales, which the
     * optimized kernel does not.
     * MATRIX_DIAG and MATRIX_SET_DIAG: its kernels leave out types that they do not know, and say nothing. Windows of
     * BOOL are added as bytes there, to numbers that are no BOOL.
     */
    private static final String KNOWN = "SUM(_kept)?_INT(8|16)|MATRIX_(SET_)?DIAG_(BOOL|DOUBLE)"
            + "|REDUCE_WINDOW_1_BOOL|STABLEHLO_REDUCE_WINDOW_(STABLEHLO_)?ADD_BOOL";

    private static final int LEAST = 1100;

    private static final Path TABLE = Path.of("../docs/tflite-operators.md");
    private static final String NO_KERNEL = "TFLite has no kernel for it";

    /** Prints the agreement of the files whose names match the argument. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var files = new TfliteTypeCases().files();
        files.keySet().removeIf(name -> !name.matches(arguments.length > 0 ? arguments[0] : ".*"));
        TfliteAgreement.of(Files.createTempDirectory("types"), files).forEach(System.out::println);
    }

    @TestFactory
    Stream<DynamicTest> areThoseOfTheReferenceKernels(@TempDir Path folder) throws IOException, InterruptedException {
        var ran = TfliteAgreement.of(folder, new TfliteTypeCases().files()).stream()
                .filter(agreement -> agreement.official().equals("ran"))
                .toList();
        assertTrue(ran.size() > LEAST, ran.size() + " ran");
        return ran.stream()
                .filter(agreement -> !agreement.name().matches(KNOWN))
                .map(TfliteAgreement::exactTest);
    }

    /** The generated table of operators says of which builtins; the interpreter does not take files with them. */
    @TestFactory
    Stream<DynamicTest> theInterpreterHasNoKernelsWhereTheTableSaysSo(@TempDir Path folder)
            throws IOException, InterruptedException {
        var files = new LinkedHashMap<String, byte[]>();
        Spec x = Spec.floats(2, 3);
        for (String line : Files.readAllLines(TABLE)) {
            if (line.contains(NO_KERNEL)) {
                String name = line.split("`")[1];
                files.put(name, OperatorFile.of(BuiltinNames.code(name), Options.NONE, List.of(x, x), List.of(x)));
            }
        }
        assertTrue(files.size() >= 10, files.size() + " of these");
        return TfliteAgreement.of(folder, files).stream()
                .map(agreement -> DynamicTest.dynamicTest(
                        agreement.name(), () -> assertEquals("refused: build", agreement.official())));
    }

    /** Where the reference kernel of 2.20 is wrong, its optimized kernel, which is its default, is not. */
    @Test
    void sumsOfSignedIntegersAreThoseOfTheOptimizedKernels(@TempDir Path folder)
            throws IOException, InterruptedException {
        var files = new TfliteTypeCases().files();
        for (String name : List.of("SUM_INT8", "SUM_kept_INT8", "SUM_INT16", "SUM_kept_INT16")) {
            Tensor x = signed(name.endsWith("8") ? ElementType.INT8 : ElementType.INT16);
            Path file = Files.write(folder.resolve(name + ".tflite"), files.get(name));
            var official = OfficialTflite.run(file, List.of(x), folder).getFirst();
            try (var session = Model.load(file).newSession()) {
                Tensor y = session.run(x);
                for (int i = 0; i < y.size(); i++) {
                    int expected = y.type() == ElementType.INT8 ? official.get(i) : official.getShort(2 * i);
                    assertEquals(expected, integer(y, i), 1, name + " element " + i);
                }
            }
        }
    }

    /** At most one step from the sums of real numbers. */
    @Test
    void sumsOfSignedIntegersAreWithinOneStepOfTheRealOnes() {
        var files = new TfliteTypeCases().files();
        for (ElementType type : List.of(ElementType.INT8, ElementType.INT16)) {
            double unit = type == ElementType.INT8 ? 1 : 1.0 / 200;
            int zero = type == ElementType.INT8 ? 3 : 0;
            int outputZero = type == ElementType.INT8 ? -9 : 0;
            Tensor x = signed(type);
            try (var session = Model.load(files.get("SUM_" + type)).newSession()) {
                Tensor y = session.run(x);
                for (int i = 0; i < y.size(); i++) {
                    double sum = 0;
                    for (int k = 0; k < 4; k++) {
                        sum += 0.05 * unit * (integer(x, i / 3 * 12 + k * 3 + i % 3) - zero);
                    }
                    double steps = sum / (0.4 * unit) + outputZero;
                    assertEquals(steps, integer(y, i), 1, type + " element " + i);
                }
            }
        }
    }

    private static Tensor signed(ElementType type) {
        var random = new SplittableRandom(3);
        Tensor x = Tensor.zeros(type, 2, 4, 3);
        for (int i = 0; i < x.size(); i++) {
            int value = random.nextInt(-128, 128);
            switch (x.array()) {
                case byte[] bytes -> bytes[i] = (byte) value;
                case short[] shorts -> shorts[i] = (short) value;
                default -> throw new AssertionError(type);
            }
        }
        return x;
    }

    private static int integer(Tensor tensor, int at) {
        return tensor.array() instanceof byte[] bytes ? bytes[at] : tensor.shorts()[at];
    }
}
