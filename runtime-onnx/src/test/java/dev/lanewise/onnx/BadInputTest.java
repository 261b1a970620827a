package dev.lanewise.onnx;

import static dev.lanewise.onnx.ModelFile.BOOL;
import static dev.lanewise.onnx.ModelFile.FLOAT;
import static dev.lanewise.onnx.ModelFile.INT64;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.LoadOptions;
import dev.lanewise.Model;
import dev.lanewise.RunOptions;
import dev.lanewise.Session;
import dev.lanewise.SessionOptions;
import dev.lanewise.onnx.proto.GraphProto;
import dev.lanewise.onnx.proto.OpsetImport;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.InvalidInputException;
import dev.lanewise.tensor.LanewiseException;
import dev.lanewise.tensor.ModelFormatException;
import dev.lanewise.tensor.ResourceLimitException;
import dev.lanewise.tensor.RunCancelledException;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.UnsupportedModelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file or a caller can do wrong ends in the exception named for it, which says what, where, and what would do. */
class BadInputTest {

    private static final float[] SIX = {1, 2, 3, 4, 5, 6};

    /** y = softmax(x · w + b), x of [n,3]. */
    private static ModelFile classifier() {
        return new ModelFile()
                .input("x", FLOAT, -1, 3)
                .weights("w", 3L, 4L)
                .weights("b", 4L)
                .node("MatMul", List.of("x", "w"), "product")
                .node("Add", List.of("product", "b"), "sum")
                .node("Softmax", List.of("sum"), "y", ModelFile.number("axis", -1))
                .output("y", FLOAT, -1, 4);
    }

    private static Session session(ModelFile file) {
        return Model.load(file.bytes()).newSession();
    }

    private static <E extends LanewiseException> void fails(Class<E> kind, Runnable action, String... said) {
        E thrown = assertThrows(kind, action::run);
        assertEquals(kind, thrown.getClass());
        String message = String.valueOf(thrown.getMessage());
        for (String part : said) {
            assertTrue(message.contains(part), () -> "'" + part + "' is not in: " + message);
        }
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] whole = classifier().bytes();
        assertEquals(1, Model.load(whole).inputs().size());
        int refused = 0;
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            try {
                Model.load(part);
            } catch (LanewiseException e) {
                refused++;
                assertTrue(
                        e instanceof ModelFormatException || e instanceof UnsupportedModelException,
                        () -> part.length + " bytes: " + e);
                assertTrue(String.valueOf(e.getMessage()).matches(".*[0-9]+.*"), () -> "no place: " + e);
            }
        }
        assertTrue(refused >= whole.length - 8, refused + " of " + whole.length + " lengths refused");
    }

    @Test
    void truncationInsideTheGraphNamesTheOffset() {
        byte[] whole = classifier().bytes();
        fails(ModelFormatException.class, () -> Model.load(Arrays.copyOf(whole, whole.length / 2)), "byte", "graph");
    }

    @Test
    void randomBytesAreNoModel() {
        var random = new SplittableRandom(11);
        for (int i = 0; i < 5_000; i++) {
            var bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            if (bytes.length > 1 && i % 2 == 0) {
                bytes[0] = 8;
            }
            fails(ModelFormatException.class, () -> Model.load(bytes));
        }
        fails(
                ModelFormatException.class,
                () -> Model.load(new byte[] {(byte) 0xFF, (byte) 0xFE, 1}),
                "3 bytes",
                "ff fe 01",
                "ONNX");
    }

    @Test
    void changedBytesNeverEndInAnythingButTheLibrarysExceptions() {
        var random = new SplittableRandom(13);
        byte[] whole = classifier().bytes();
        int loaded = 0;
        for (int i = 0; i < 1_500; i++) {
            byte[] changed = whole.clone();
            for (int j = random.nextInt(1, 4); j > 0; j--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            }
            try (var session = Model.load(changed).newSession()) {
                loaded++;
                session.run(Map.of("x", Tensor.of(SIX, 2, 3)));
            } catch (LanewiseException refused) {
                assertTrue(!String.valueOf(refused.getMessage()).isBlank());
            }
        }
        assertTrue(loaded > 100);
    }

    @Test
    void aCycleIsFound() {
        var file = new ModelFile()
                .input("x", FLOAT, 3)
                .node("Add", List.of("x", "back"), "there")
                .node("Relu", List.of("there"), "back")
                .output("back", FLOAT, 3);
        fails(
                ModelFormatException.class,
                () -> Model.load(file.bytes()),
                "node 'there' (Add)",
                "cycle",
                "[back]",
                "byte");
    }

    @Test
    void everyMissingOperatorIsListed() {
        GraphProto inner = new ModelFile()
                .node("Nested", List.of("x"), "z")
                .output("z", FLOAT, 3)
                .graph("inner");
        var file = new ModelFile()
                .input("x", FLOAT, 3)
                .input("c", BOOL)
                .node("Frobnicate", List.of("x"), "a")
                .node("Frobnicate", List.of("a"), "b")
                .foreign("com.example", "Widget", "b", "y")
                .node(
                        "If",
                        List.of("c"),
                        "unread",
                        ModelFile.body("then_branch", inner),
                        ModelFile.body("else_branch", inner))
                .output("y", FLOAT, 3);
        fails(
                UnsupportedModelException.class,
                () -> Model.load(file.bytes(new OpsetImport("com.example", 3))),
                "ai.onnx.Frobnicate-21 (nodes 'a', 'b')",
                "com.example.Widget-3 (node 'y')",
                "ai.onnx.Nested-21 (nodes 'z', 'z')");
    }

    @Test
    void wrongNameOfAnInput() {
        try (var session = session(classifier())) {
            var given = Map.of("X", Tensor.of(SIX, 2, 3));
            fails(InvalidInputException.class, () -> session.run(given), "'x'", "[X]", "FLOAT");
            fails(
                    InvalidInputException.class,
                    () -> session.run(given, Map.of("y", Tensor.zeros(ElementType.FLOAT, 2, 4))),
                    "'x'",
                    "[X]",
                    "FLOAT");
        }
    }

    @Test
    void oneInputTooMany() {
        try (var session = session(classifier())) {
            Tensor x = Tensor.of(SIX, 2, 3);
            fails(InvalidInputException.class, () -> session.run(Map.of("x", x, "mask", x)), "[mask]", "x", "FLOAT");
        }
    }

    @Test
    void missingInput() {
        var file = new ModelFile()
                .input("left", FLOAT, 3)
                .input("right", FLOAT, 3)
                .node("Add", List.of("left", "right"), "y")
                .output("y", FLOAT, 3);
        try (var session = session(file)) {
            var given = Map.of("left", Tensor.of(new float[3], 3));
            fails(InvalidInputException.class, () -> session.run(given), "'right'", "[left]");
            fails(
                    InvalidInputException.class,
                    () -> session.run(given, Map.of("y", Tensor.zeros(ElementType.FLOAT, 3))),
                    "'right'",
                    "[left]");
        }
    }

    @Test
    void wrongTypeOfAnInput() {
        try (var session = session(classifier())) {
            fails(
                    InvalidInputException.class,
                    () -> session.run(Tensor.of(new double[6], 2, 3)),
                    "input 'x'",
                    "DOUBLE",
                    "expected FLOAT");
        }
    }

    @Test
    void wrongRankOfAnInput() {
        try (var session = session(classifier())) {
            fails(
                    InvalidInputException.class,
                    () -> session.run(Tensor.of(SIX, 1, 2, 3)),
                    "input 'x'",
                    "rank 3",
                    "[1, 2, 3]",
                    "expected rank 2");
        }
    }

    @Test
    void wrongSizeOfAnInput() {
        try (var session = session(classifier())) {
            fails(
                    InvalidInputException.class,
                    () -> session.run(Tensor.of(SIX, 3, 2)),
                    "input 'x'",
                    "size 2",
                    "dimension 1",
                    "[3, 2]",
                    "expected 3");
        }
    }

    @Test
    void outputTensorOfWrongShapeTypeOrName() {
        try (var session = session(classifier())) {
            var x = Map.of("x", Tensor.of(SIX, 2, 3));
            for (int run = 0; run < 3; run++) {
                fails(
                        InvalidInputException.class,
                        () -> session.run(x, Map.of("y", Tensor.zeros(ElementType.FLOAT, 4, 2))),
                        "output 'y'",
                        "FLOAT[2, 4]",
                        "FLOAT[4, 2]");
                fails(
                        InvalidInputException.class,
                        () -> session.run(x, Map.of("y", Tensor.zeros(ElementType.DOUBLE, 2, 4))),
                        "output 'y'",
                        "FLOAT[2, 4]",
                        "DOUBLE[2, 4]");
                fails(
                        InvalidInputException.class,
                        () -> session.run(x, Map.of("Y", Tensor.zeros(ElementType.FLOAT, 2, 4))),
                        "[y]",
                        "[Y]");
                session.run(x, Map.of("y", Tensor.zeros(ElementType.FLOAT, 2, 4)));
            }
        }
    }

    /** A loop of {@code rounds} rounds that doubles x each time and never says stop. */
    private static ModelFile loop(long rounds) {
        GraphProto body = new ModelFile()
                .input("i", INT64)
                .input("condition", BOOL)
                .input("carried", FLOAT, 3)
                .node("Identity", List.of("condition"), "go")
                .node("Add", List.of("carried", "carried"), "doubled")
                .output("go", BOOL)
                .output("doubled", FLOAT, 3)
                .graph("body");
        return new ModelFile()
                .input("x", FLOAT, 3)
                .longs("rounds", new long[] {rounds})
                .node("Loop", List.of("rounds", "", "x"), "y", ModelFile.body("body", body))
                .output("y", FLOAT, 3);
    }

    @Test
    void anEndlessLoopEndsAtTheDeadline() {
        try (var session = session(loop(Long.MAX_VALUE))) {
            var options = RunOptions.defaults().deadline(Duration.ofMillis(50));
            fails(
                    RunCancelledException.class,
                    () -> session.run(Map.of("x", Tensor.of(new float[3], 3)), options),
                    "deadline",
                    "at node '");
        }
    }

    @Test
    void anEndlessLoopEndsWhenItsRunIsCancelled() {
        try (var session = session(loop(Long.MAX_VALUE))) {
            var asked = new int[1];
            var options = RunOptions.defaults().cancelWhen(() -> asked[0]++ > 100);
            fails(
                    RunCancelledException.class,
                    () -> session.run(Map.of("x", Tensor.of(new float[3], 3)), options),
                    "cancelled");
        }
        try (var session = session(loop(3))) {
            assertArrayEquals(
                    new float[] {8, 16, 24},
                    session.run(Tensor.of(new float[] {1, 2, 3}, 3)).floats());
        }
    }

    private static ModelFile expand() {
        return new ModelFile()
                .input("x", FLOAT, 1)
                .input("shape", INT64, -1)
                .node("Expand", List.of("x", "shape"), "y")
                .output("y", FLOAT, -1, -1);
    }

    @Test
    void anExpandTooLargeIsRefusedBeforeItIsAllocated() {
        try (var session = session(expand())) {
            Tensor x = Tensor.of(new float[1], 1);
            for (long[] huge :
                    new long[][] {{1L << 40}, {1 << 20, 1 << 20}, {Long.MAX_VALUE, 2}, {1L << 32, 1L << 32}}) {
                fails(
                        ResourceLimitException.class,
                        () -> session.run(Map.of("x", x, "shape", Tensor.of(huge, huge.length))),
                        "'y'",
                        Arrays.toString(huge).replace(" ", ""),
                        Integer.toString(Integer.MAX_VALUE));
            }
        }
        var constant = new ModelFile()
                .input("x", FLOAT, 1)
                .longs("shape", new long[] {1L << 40}, 1L)
                .node("Expand", List.of("x", "shape"), "y")
                .output("y", FLOAT, -1);
        fails(ResourceLimitException.class, () -> session(constant).run(Tensor.of(new float[1], 1)), "'y'");
    }

    @ParameterizedTest
    @ValueSource(ints = {1 << 20, 1 << 28})
    void theByteLimitOfARunHolds(int elements) {
        try (var session = session(expand())) {
            var inputs = Map.of("x", Tensor.of(new float[1], 1), "shape", Tensor.of(new long[] {elements}, 1));
            long bytes = 4L * elements;
            for (int run = 0; run < 2; run++) {
                fails(
                        ResourceLimitException.class,
                        () -> session.run(inputs, RunOptions.defaults().byteLimit(bytes - 1)),
                        "'y'",
                        Long.toString(bytes),
                        Long.toString(bytes - 1));
            }
            if (elements == 1 << 20) {
                session.run(inputs, RunOptions.defaults().byteLimit(2 * bytes));
            }
        }
    }

    @Test
    void theByteLimitOfALoadHolds() {
        byte[] file = classifier().bytes();
        fails(
                ResourceLimitException.class,
                () -> Model.load(file, LoadOptions.defaults().maxBytes(file.length - 1)),
                Integer.toString(file.length),
                Integer.toString(file.length - 1));
        assertEquals(
                1,
                Model.load(file, LoadOptions.defaults().maxBytes(file.length))
                        .outputs()
                        .size());
    }

    private static byte[] withExternal(String location) {
        return new ModelFile()
                .input("x", FLOAT, 3)
                .external("w", location, 3L)
                .node("Add", List.of("x", "w"), "y")
                .output("y", FLOAT, 3)
                .bytes();
    }

    private static Path weights(Path file) throws IOException {
        var raw = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        raw.putFloat(10).putFloat(20).putFloat(30);
        return Files.write(file, raw.array());
    }

    @Test
    void externalDataBesideTheModelIsRead(@TempDir Path folder) throws IOException {
        weights(folder.resolve("w.bin"));
        Path file = Files.write(folder.resolve("model.onnx"), withExternal("w.bin"));
        try (var session = Model.load(file).newSession()) {
            assertArrayEquals(
                    new float[] {11, 22, 33},
                    session.run(Tensor.of(new float[] {1, 2, 3}, 3)).floats());
        }
        fails(
                ResourceLimitException.class,
                () -> Model.load(file, LoadOptions.defaults().maxBytes(11)),
                "limit of 11");
    }

    @Test
    void externalDataMayNotLeaveTheFolder(@TempDir Path outside) throws IOException {
        Path secret = weights(outside.resolve("secret.bin"));
        Path folder = Files.createDirectory(outside.resolve("model"));
        for (String location : List.of("../secret.bin", "./../secret.bin", secret.toString())) {
            Path file = Files.write(folder.resolve("model.onnx"), withExternal(location));
            fails(ModelFormatException.class, () -> Model.load(file), location, "'w'", "outside the model's folder");
        }
    }

    @Test
    void externalDataMayNotLeaveTheFolderThroughALink(@TempDir Path outside) throws IOException {
        weights(outside.resolve("secret.bin"));
        Path folder = Files.createDirectory(outside.resolve("model"));
        Files.createSymbolicLink(folder.resolve("file.bin"), Path.of("../secret.bin"));
        Files.createSymbolicLink(folder.resolve("folder"), outside);
        for (String location : List.of("file.bin", "folder/secret.bin")) {
            Path file = Files.write(folder.resolve("model.onnx"), withExternal(location));
            fails(ModelFormatException.class, () -> Model.load(file), location, "'w'", "outside the model's folder");
        }
    }

    @Test
    void externalDataThatIsNotThere(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("model.onnx"), withExternal("none.bin"));
        fails(ModelFormatException.class, () -> Model.load(file), "'none.bin'", "'w'");
        fails(ModelFormatException.class, () -> Model.load(withExternal("w.bin")), "'w.bin'", "'w'", "memory");
        Files.write(folder.resolve("none.bin"), new byte[11]);
        fails(ModelFormatException.class, () -> Model.load(file), "'w'", "11", "12");
    }

    @Test
    void aGatherIndexOutsideTheTensor() {
        var file = new ModelFile()
                .input("x", FLOAT, 5, 2)
                .input("at", INT64, -1)
                .node("Gather", List.of("x", "at"), "y")
                .output("y", FLOAT, -1, 2);
        try (var session = session(file)) {
            Tensor x = Tensor.of(new float[10], 5, 2);
            for (long index : new long[] {5, -6, 1L << 40, Long.MIN_VALUE}) {
                fails(
                        InvalidInputException.class,
                        () -> session.run(Map.of("x", x, "at", Tensor.of(new long[] {1, index}, 2))),
                        "node 'y' (Gather)",
                        Long.toString(index),
                        "5");
            }
            assertEquals(
                    2,
                    session.run(Map.of("x", x, "at", Tensor.of(new long[] {-5}, 1)))
                            .tensor(0)
                            .size());
        }
    }

    @Test
    void closingTwiceDoesNothing() {
        var session = session(classifier());
        session.close();
        session.close();
    }

    @Test
    void aClosedSessionSaysSo() {
        var session = session(classifier());
        var x = Map.of("x", Tensor.of(SIX, 2, 3));
        session.close();
        fails(RunCancelledException.class, () -> session.run(x), "closed");
        fails(RunCancelledException.class, () -> session.run(x, RunOptions.defaults()), "closed");
        fails(
                RunCancelledException.class,
                () -> session.run(x, Map.of("y", Tensor.zeros(ElementType.FLOAT, 2, 4))),
                "closed");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void closingEndsTheRunsUnderWay(int threads) throws InterruptedException {
        var session = Model.load(loop(Long.MAX_VALUE).bytes())
                .newSession(SessionOptions.defaults().threads(threads));
        var begun = new CountDownLatch(1);
        var options = RunOptions.defaults().cancelWhen(() -> {
            begun.countDown();
            return false;
        });
        var run = CompletableFuture.runAsync(() -> session.run(Map.of("x", Tensor.of(new float[3], 3)), options));
        begun.await();
        session.close();
        var thrown = assertThrows(ExecutionException.class, run::get);
        String said = String.valueOf(thrown.getCause());
        assertTrue(said.startsWith("dev.lanewise.tensor.RunCancelledException: "), said);
        assertTrue(said.contains("its session closed, at node '"), said);
    }
}
