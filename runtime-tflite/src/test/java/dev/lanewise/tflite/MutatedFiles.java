package dev.lanewise.tflite;

import dev.lanewise.LoadOptions;
import dev.lanewise.Model;
import dev.lanewise.RunOptions;
import dev.lanewise.SessionOptions;
import dev.lanewise.TensorSpec;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.LanewiseException;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Loads and runs files with bytes flipped, cut off or taken from elsewhere, under a deadline and a limit on bytes, and
 * notes what gave neither an answer nor a {@link LanewiseException}.
 */
final class MutatedFiles {

    private static final Duration DEADLINE = Duration.ofSeconds(1);
    private static final long BYTES = 1L << 26;

    /** A try that took longer than both deadlines and some more is a failure. */
    private static final double MOST_SECONDS = 2.5;

    private final List<byte[]> files;
    private final List<String> failures = new ArrayList<>();
    private int loaded;
    private int answered;
    private double worst;

    MutatedFiles(List<byte[]> files) {
        this.files = files;
    }

    /** Arguments: how many tries, the number of the first, a folder for what failed, and files. */
    public static void main(String[] arguments) throws IOException {
        var files = new ArrayList<byte[]>();
        for (String file : Arrays.asList(arguments).subList(3, arguments.length)) {
            files.add(Files.readAllBytes(Path.of(file)));
        }
        var mutations = new MutatedFiles(files);
        int first = Integer.parseInt(arguments[1]);
        int end = first + Integer.parseInt(arguments[0]);
        for (int number = first; number < end; number++) {
            int before = mutations.failures.size();
            double slowest = mutations.worst;
            mutations.attempt(number);
            if (mutations.failures.size() > before || mutations.worst > Math.max(0.5, slowest)) {
                Files.write(Path.of(arguments[2], number + ".tflite"), mutations.mutated(number));
                System.out.println(mutations.failures.subList(before, mutations.failures.size()));
            }
            if (number % 1000 == 999) {
                System.out.println(number + 1 + ": " + mutations);
            }
        }
        System.out.println(mutations);
    }

    /** What failed, with the number of the try. */
    List<String> failures() {
        return failures;
    }

    /** How many gave an answer. */
    int answered() {
        return answered;
    }

    /** The file of try {@code number}, the same each time. */
    byte[] mutated(int number) {
        var random = new SplittableRandom(number);
        byte[] whole = files.get(number % files.size());
        return switch (random.nextInt(8)) {
            case 0 -> Arrays.copyOf(whole, random.nextInt(8, whole.length));
            case 1, 2 -> spliced(whole, files.get(random.nextInt(files.size())), random);
            default -> flipped(whole, random);
        };
    }

    private static byte[] flipped(byte[] whole, SplittableRandom random) {
        byte[] broken = whole.clone();
        for (int changes = random.nextInt(1, 6); changes > 0; changes--) {
            int at = random.nextInt(8, whole.length);
            broken[at] = (byte)
                    switch (random.nextInt(4)) {
                        case 0 -> random.nextInt();
                        case 1 -> broken[at] + random.nextInt(-2, 3);
                        default -> broken[at] ^ 1 << random.nextInt(8);
                    };
        }
        return broken;
    }

    private static byte[] spliced(byte[] whole, byte[] other, SplittableRandom random) {
        byte[] broken = whole.clone();
        int length = random.nextInt(1, 1 << random.nextInt(1, 9));
        int from = random.nextInt(Math.max(1, other.length - length));
        int to = random.nextInt(8, Math.max(9, whole.length - length));
        int fits = Math.min(length, Math.min(other.length - from, whole.length - to));
        System.arraycopy(other, from & -4, broken, to & -4, Math.max(0, fits));
        return broken;
    }

    /** Try {@code number}; one that took too long is done once more, since the process may have been held. */
    void attempt(int number) {
        if (seconds(number) > MOST_SECONDS) {
            double again = seconds(number);
            if (again > MOST_SECONDS) {
                failures.add(number + ": " + again + " s");
            }
        }
    }

    private double seconds(int number) {
        byte[] file = mutated(number);
        long began = System.nanoTime();
        try {
            Model model = Model.load(
                    file,
                    LoadOptions.defaults().maxBytes(BYTES).deadline(DEADLINE).byteLimit(BYTES));
            loaded++;
            run(model);
            answered++;
        } catch (LanewiseException expected) {
            // A clear answer, too.
        } catch (Throwable e) {
            failures.add(number + ": " + e + " at " + (e.getStackTrace().length > 0 ? e.getStackTrace()[0] : ""));
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        worst = Math.max(worst, seconds);
        return seconds;
    }

    private static void run(Model model) {
        var inputs = new LinkedHashMap<String, Tensor>();
        for (TensorSpec input : model.inputs()) {
            long[] shape = Arrays.stream(input.shape()).map(n -> n < 0 ? 2 : n).toArray();
            long elements = 1;
            for (long extent : shape) {
                elements = Math.multiplyHigh(elements, extent) != 0 ? BYTES : Math.min(BYTES, elements * extent);
            }
            if (elements >= BYTES / 4 || input.type() == ElementType.STRING) {
                return;
            }
            inputs.put(input.name(), Tensor.zeros(input.type(), shape));
        }
        try (var session = model.newSession(SessionOptions.defaults().threads(1))) {
            session.run(inputs, RunOptions.defaults().deadline(DEADLINE).byteLimit(BYTES));
        }
    }

    @Override
    public String toString() {
        return "%d loaded, %d answered, worst %.3f s, failures %s".formatted(loaded, answered, worst, failures.size());
    }
}
