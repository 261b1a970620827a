package dev.lanewise.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.LoadOptions;
import dev.lanewise.Model;
import dev.lanewise.RunOptions;
import dev.lanewise.Session;
import dev.lanewise.TensorSpec;
import dev.lanewise.tensor.LanewiseException;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Small real models, changed at random, load and run or fail with an exception of the library, and nothing else. */
class MutationTest {

    private static final Path DATA = Path.of(System.getProperty("lanewise.testdata", "../../shared/testdata"));
    private static final long LARGEST_FILE = 20_000;
    private static final long LARGEST_INPUT = 1 << 16;
    private static final int ROUNDS = Integer.getInteger("lanewise.mutations", 1_000);
    private static final Duration DEADLINE = Duration.ofSeconds(2);

    @Test
    void changedModelsRunOrFailWithTheLibrarysExceptions() throws IOException {
        Assumptions.assumeTrue(
                Files.isDirectory(DATA),
                () -> "SKIPPED: no test data at " + DATA + "; set -Dlanewise.testdata to where it is");
        List<Path> files = files();
        long seed = Long.getLong("lanewise.seed", 1);
        var flaws = new ArrayList<String>();
        int ran = 0;
        for (int round = 0; round < ROUNDS; round++) {
            var random = new SplittableRandom(seed * 1_000_003 + round);
            Path file = files.get(random.nextInt(files.size()));
            byte[] changed = new Mutation(random).of(Files.readAllBytes(file));
            try {
                run(changed, random);
                ran++;
            } catch (LanewiseException e) {
                assertTrue(String.valueOf(e.getMessage()).length() > 5, () -> "no message: " + e);
            } catch (RuntimeException | Error e) {
                flaws.add("round " + round + ", " + DATA.relativize(file) + ": " + e + " at " + place(e));
            }
        }
        assertEquals(List.of(), flaws);
        assertTrue(ran > ROUNDS / 20, ran + " of " + ROUNDS + " ran");
    }

    private static List<Path> files() throws IOException {
        try (var onnx = Files.walk(DATA)) {
            return onnx.filter(file ->
                            file.toString().endsWith(".onnx") && file.toFile().length() < LARGEST_FILE)
                    .sorted()
                    .toList();
        }
    }

    private static void run(byte[] file, SplittableRandom random) {
        Model model = Model.load(file, LoadOptions.defaults().maxBytes(1 << 24));
        var inputs = new LinkedHashMap<String, Value>();
        for (TensorSpec spec : model.inputs()) {
            long[] shape = spec.shape();
            long size = 1;
            for (int i = 0; i < shape.length; i++) {
                shape[i] = shape[i] < 0 ? random.nextInt(5) : shape[i];
                size *= Math.min(shape[i], LARGEST_INPUT + 1);
                if (size > LARGEST_INPUT) {
                    return;
                }
            }
            inputs.put(spec.name(), filled(Tensor.zeros(spec.type(), shape), random));
        }
        try (Session session = model.newSession()) {
            session.run(inputs, RunOptions.defaults().deadline(DEADLINE).byteLimit(1 << 26));
        }
    }

    private static Tensor filled(Tensor tensor, SplittableRandom random) {
        for (int i = 0; i < tensor.size() * tensor.type().entries(); i++) {
            switch (tensor.array()) {
                case float[] a -> a[i] = (float) random.nextDouble(-2, 2);
                case double[] a -> a[i] = random.nextDouble(-2, 2);
                case long[] a -> a[i] = random.nextInt(-2, 4);
                case int[] a -> a[i] = random.nextInt(-2, 4);
                case short[] a -> a[i] = (short) random.nextInt(1 << 14);
                case byte[] a -> a[i] = (byte) random.nextInt(2);
                default -> {}
            }
        }
        return tensor;
    }

    private static List<StackTraceElement> place(Throwable e) {
        return List.of(e.getStackTrace()).stream()
                .filter(frame -> frame.getClassName().startsWith("dev.lanewise"))
                .limit(5)
                .toList();
    }
}
