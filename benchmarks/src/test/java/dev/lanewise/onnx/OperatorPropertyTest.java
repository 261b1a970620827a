package dev.lanewise.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Every operator of the registry, given random values, shapes, types and attributes, computes what ONNX Runtime
 * computes; what that rejects ends here in outputs or in an exception of this library. The cases are those of the
 * backend suite and made ones, changed at random. More rounds an operator: {@code -Dlanewise.rounds=100}; other ones:
 * {@code -Dlanewise.seed=2}.
 */
class OperatorPropertyTest {

    private static final Path DATA = Path.of(System.getProperty("lanewise.testdata", "../../shared/testdata"));
    private static final int ROUNDS = Integer.getInteger("lanewise.rounds", 3);
    private static final long SEED = Long.getLong("lanewise.seed", 1);
    private static final Pattern RANDOM = Pattern.compile(":(Random.*|Bernoulli|Multinomial|Dropout)");

    /** Operators that ONNX Runtime is never seen to compute, and why. */
    private static final Map<String, String> WITHOUT_REFERENCE = new TreeMap<>(Map.of(
            ":ImageDecoder", "has no kernel",
            ":SequenceEmpty", "its Java API hands out no empty sequence",
            "ai.onnx.preview.training:Adagrad", "is not registered",
            "ai.onnx.preview.training:Adam", "is not registered",
            "ai.onnx.preview.training:Momentum", "is not registered",
            "ai.onnx.preview:FlexAttention", "is not registered",
            "com.microsoft:QLinearReduceMean", "has no kernel"));

    /** Operators without cases: their inputs are maps, which no operator makes of tensors. */
    private static final Set<String> WITHOUT_CASES = Set.of("ai.onnx.ml:CastMap", "ai.onnx.ml:DictVectorizer");

    private static final int MOST_ROUNDS = 60;

    @Test
    void operatorsComputeWhatOnnxRuntimeComputes() throws IOException {
        Assumptions.assumeTrue(
                Files.isDirectory(DATA),
                () -> "SKIPPED: no test data at " + DATA + "; set -Dlanewise.testdata to where it is");
        var seeds = new Seeds(DATA);
        var flaws = new ArrayList<String>();
        var counts = new TreeMap<String, Map<Trial.Verdict, Integer>>();
        try (var oracle = new Oracle()) {
            var trial = new Trial(oracle);
            for (String operator : seeds.operators()) {
                var ofOperator = new EnumMap<Trial.Verdict, Integer>(Trial.Verdict.class);
                for (int round = 0;
                        round < ROUNDS || (isUnseen(operator, ofOperator) && round < MOST_ROUNDS);
                        round++) {
                    var random = new SplittableRandom((SEED * 1_000_003 + operator.hashCode()) * 31 + round);
                    OperatorCase c = seeds.draw(operator, round, random);
                    var outcome = trial.of(c, !RANDOM.matcher(operator).matches());
                    ofOperator.merge(outcome.verdict(), 1, Integer::sum);
                    if (isFlaw(outcome.verdict(), c)) {
                        flaws.add(operator + ", round " + round + ", " + c.name() + ": " + outcome);
                    }
                }
                counts.put(operator, ofOperator);
            }
        }
        assertEquals(List.of(), flaws);
        assertEquals(
                WITHOUT_REFERENCE.keySet(),
                counts.entrySet().stream()
                        .filter(entry -> !entry.getValue().containsKey(Trial.Verdict.AGREED))
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toCollection(TreeSet::new)),
                "operators that were never compared");
    }

    @Test
    void thereAreCasesOfEveryOperator() throws IOException {
        Assumptions.assumeTrue(Files.isDirectory(DATA));
        var missing = Registry.standard().keys().stream()
                .map(key -> key.domain() + ":" + key.name())
                .collect(Collectors.toCollection(TreeSet::new));
        missing.removeAll(new Seeds(DATA).operators());
        assertEquals(WITHOUT_CASES, missing);
    }

    private static boolean isUnseen(String operator, Map<Trial.Verdict, Integer> counts) {
        return !counts.containsKey(Trial.Verdict.AGREED) && !WITHOUT_REFERENCE.containsKey(operator);
    }

    private static boolean isFlaw(Trial.Verdict verdict, OperatorCase c) {
        return switch (verdict) {
            case THREW -> true;
            case DIFFERED, REJECTED -> KnownDifferences.reason(c).isEmpty();
            case AGREED, NO_REFERENCE -> false;
        };
    }
}
