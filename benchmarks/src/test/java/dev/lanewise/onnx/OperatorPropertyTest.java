package dev.lanewise.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Every operator of the registry, given random values, shapes, types and attributes, computes what ONNX Runtime
 * computes; what that rejects ends here in outputs or in an exception of this library. The cases are those of the
 * backend suite, changed at random. More rounds an operator: {@code -Dlanewise.rounds=100}; other ones:
 * {@code -Dlanewise.seed=2}.
 */
class OperatorPropertyTest {

    private static final Path DATA = Path.of(System.getProperty("lanewise.testdata", "../../shared/testdata"));
    private static final int ROUNDS = Integer.getInteger("lanewise.rounds", 5);
    private static final long SEED = Long.getLong("lanewise.seed", 1);
    private static final Pattern RANDOM = Pattern.compile("Random.*|Bernoulli|Multinomial|Dropout");

    @Test
    void operatorsComputeWhatOnnxRuntimeComputes() throws IOException {
        Assumptions.assumeTrue(
                Files.isDirectory(DATA),
                () -> "SKIPPED: no test data at " + DATA + "; set -Dlanewise.testdata to where it is");
        var flaws = new ArrayList<String>();
        var counts = new TreeMap<String, Map<Trial.Verdict, Integer>>();
        try (var oracle = new Oracle()) {
            var trial = new Trial(oracle);
            for (var entry : seeds().entrySet()) {
                var ofOperator = new EnumMap<Trial.Verdict, Integer>(Trial.Verdict.class);
                for (int round = 0; round < ROUNDS; round++) {
                    OperatorCase c = drawn(entry.getKey(), entry.getValue(), round);
                    var outcome = trial.of(c, !RANDOM.matcher(c.node().opType()).matches());
                    ofOperator.merge(outcome.verdict(), 1, Integer::sum);
                    if (isFlaw(outcome.verdict(), c)) {
                        flaws.add(entry.getKey() + ", round " + round + ", " + c.name() + ": " + outcome);
                    }
                }
                counts.put(entry.getKey(), ofOperator);
            }
        }
        assertEquals(List.of(), flaws, () -> "of " + counts);
        long compared = counts.values().stream()
                .filter(c -> c.containsKey(Trial.Verdict.AGREED))
                .count();
        assertTrue(compared > counts.size() / 2, () -> "too few comparisons: " + counts);
    }

    private static OperatorCase drawn(String operator, List<OperatorCase> seeds, int round) {
        var random = new SplittableRandom((SEED * 1_000_003 + operator.hashCode()) * 31 + round);
        OperatorCase seed = seeds.get(random.nextInt(seeds.size()));
        return round == 0 ? seed : new CaseMutation(random).of(seed);
    }

    private static boolean isFlaw(Trial.Verdict verdict, OperatorCase c) {
        return switch (verdict) {
            case THREW -> true;
            case DIFFERED, REJECTED -> KnownDifferences.reason(c).isEmpty();
            case AGREED, NO_REFERENCE -> false;
        };
    }

    /** The cases of the backend suite by operator. */
    private static Map<String, List<OperatorCase>> seeds() throws IOException {
        var seeds = new TreeMap<String, List<OperatorCase>>();
        try (var folders = Files.list(DATA.resolve("onnx-backend/node"))) {
            for (Path folder : folders.sorted().toList()) {
                if (!folder.toString().contains("_expanded")) {
                    OperatorCase.read(folder)
                            .ifPresent(c -> seeds.computeIfAbsent(
                                            c.node().domain() + ":" + c.node().opType(), key -> new ArrayList<>())
                                    .add(c));
                }
            }
        }
        return seeds;
    }
}
