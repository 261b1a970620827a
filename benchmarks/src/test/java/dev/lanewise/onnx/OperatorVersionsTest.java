package dev.lanewise.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.onnx.Trial.Outcome;
import dev.lanewise.onnx.Trial.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Every version of every operator of the standard computes what ONNX Runtime computes under that version, or, where it
 * has none, what the version stands for. More cases a version: {@code -Dlanewise.rounds=100}; other ones: {@code
 * -Dlanewise.seed=2}.
 */
class OperatorVersionsTest {

    private static final Path DATA = Path.of(System.getProperty("lanewise.testdata", "../../shared/testdata"));
    private static final int ROUNDS = Integer.getInteger("lanewise.rounds", 1);
    private static final long SEED = Long.getLong("lanewise.seed", 1);
    private static final int LEAST = 580;
    private static final int MOST_ROUNDS = 16;
    private static final Pattern RANDOM = Pattern.compile(":(Random.*|Bernoulli|Multinomial|Dropout)");

    /** ONNX Runtime knows the version, but computes only later, or earlier, ones of the same meaning. */
    private static final String NO_KERNEL = "Could not find an implementation";

    private final List<String> flaws = new ArrayList<>();
    private final TreeMap<String, String> unseen = new TreeMap<>();
    private int agreed;

    @Test
    void everyVersionComputesWhatOnnxRuntimeComputes() throws IOException {
        Assumptions.assumeTrue(
                Files.isDirectory(DATA),
                () -> "SKIPPED: no test data at " + DATA + "; set -Dlanewise.testdata to where it is");
        var seeds = new Seeds(DATA);
        int versions = 0;
        try (var oracle = new Oracle()) {
            var trial = new Trial(oracle);
            for (var operator : OperatorVersions.all().entrySet()) {
                for (int version : operator.getValue()) {
                    compare(trial, seeds, operator.getKey(), version);
                    versions++;
                }
            }
        }
        System.out.println("Versions of operators: " + (versions - unseen.size()) + " of " + versions + " compared, "
                + agreed + " cases agreed, " + flaws.size() + " did not");
        unseen.forEach((version, why) -> System.out.println("not compared: " + version + ": " + why));
        assertEquals(List.of(), flaws);
        assertTrue(versions - unseen.size() >= LEAST, "only " + (versions - unseen.size()) + " versions were compared");
    }

    @Test
    void versionsBeforeOnnxRuntimeComputeWhatTheyStandFor() throws IOException {
        try (var oracle = new Oracle()) {
            var trial = new Trial(oracle);
            for (var maker : LegacyCases.all().entrySet()) {
                String operator = ":" + maker.getKey();
                for (int version : OperatorVersions.all().getOrDefault(operator, List.of(1))) {
                    for (int round = 0; version < LegacyCases.before(maker.getKey()) && round < 4 * ROUNDS; round++) {
                        var builder = new CaseBuilder("", maker.getKey(), random(operator, round)).version(version);
                        OperatorCase c = maker.getValue().apply(builder);
                        Outcome outcome = trial.of(c, true);
                        count(outcome, outcome.verdict() != Verdict.AGREED, operator, version, round, c);
                    }
                }
            }
        }
        System.out.println("Versions before opset 7: " + agreed + " cases agreed, " + flaws.size() + " did not");
        assertEquals(List.of(), flaws);
    }

    private void compare(Trial trial, Seeds seeds, String operator, int version) throws IOException {
        String why = "there are no cases of it";
        int before = agreed;
        boolean hasCases = seeds.operators().contains(operator);
        for (int round = 0; hasCases && round < MOST_ROUNDS * ROUNDS && agreed - before < ROUNDS; round++) {
            OperatorCase newer = seeds.draw(operator, round % 2, random(operator, round));
            OperatorCase c = OlderForm.of(newer, version);
            boolean valuesMatter = !RANDOM.matcher(operator).find();
            Outcome outcome = trial.of(c, valuesMatter);
            Optional<OperatorCase> accepted = OlderForm.without(c, outcome.detail());
            while (outcome.verdict() == Verdict.NO_REFERENCE && accepted.isPresent()) {
                c = accepted.get();
                outcome = trial.of(c, valuesMatter);
                accepted = OlderForm.without(c, outcome.detail());
            }
            boolean sameCall = c.node().equals(newer.node())
                    && !LegacyCases.all().containsKey(c.node().opType());
            if (sameCall
                    && outcome.verdict() == Verdict.NO_REFERENCE
                    && outcome.detail().contains(NO_KERNEL)) {
                outcome = trial.of(c, newer, valuesMatter);
            }
            boolean flawed = switch (outcome.verdict()) {
                case THREW -> true;
                case DIFFERED, REJECTED -> KnownDifferences.reason(c).isEmpty();
                case AGREED, NO_REFERENCE -> false;
            };
            count(outcome, flawed, operator, version, round, c);
            why = outcome.detail();
        }
        if (agreed == before) {
            unseen.put(operator + "-" + version, why.substring(0, Math.min(300, why.length())));
        }
    }

    private static SplittableRandom random(String operator, int round) {
        return new SplittableRandom((SEED * 1_000_003 + operator.hashCode()) * 31 + round);
    }

    private void count(Outcome outcome, boolean flawed, String operator, int version, int round, OperatorCase c) {
        if (outcome.verdict() == Verdict.AGREED) {
            agreed++;
        } else if (flawed) {
            flaws.add("\n" + operator + "-" + version + ", round " + round + ", " + c.name() + ": " + outcome);
        }
    }
}
