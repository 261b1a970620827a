package dev.lanewise.onnx.conformance;

import dev.lanewise.onnx.conformance.Case.Outcome;
import dev.lanewise.onnx.conformance.Case.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Takes the cases of ONNX's backend suite and tells how each ended. Also a program: a folder, and a pattern of names. */
final class Conformance {

    private static final List<String> GROUPS = List.of("node", "simple", "pytorch-converted", "pytorch-operator");

    private Conformance() {}

    static List<Case> cases(Path suite, Pattern names) throws IOException {
        var cases = new ArrayList<Case>();
        for (String group : GROUPS) {
            try (var folders = Files.list(suite.resolve(group))) {
                folders.filter(folder -> Files.exists(folder.resolve("model.onnx")))
                        .sorted()
                        .map(Case::new)
                        .filter(c -> names.matcher(c.name()).find())
                        .forEach(cases::add);
            }
        }
        return cases;
    }

    static List<Result> run(List<Case> cases, boolean strict) {
        return cases.stream().map(c -> c.run(strict)).toList();
    }

    static String summary(List<Result> results) {
        var counts = results.stream().collect(Collectors.groupingBy(Result::outcome, Collectors.counting()));
        return counts.getOrDefault(Outcome.PASSED, 0L) + " passed, " + counts.getOrDefault(Outcome.FAILED, 0L)
                + " failed, " + counts.getOrDefault(Outcome.NOT_IMPLEMENTED, 0L) + " not implemented";
    }

    public static void main(String[] args) throws IOException {
        var cases = cases(Path.of(args[0]), Pattern.compile(args.length > 1 ? args[1] : ""));
        var results = run(cases, true);
        for (Result result : results) {
            if (result.outcome() != Outcome.PASSED || cases.size() < 40) {
                System.out.println(result.outcome() + " " + result.name() + " " + result.message());
            }
        }
        System.out.println(summary(results));
    }
}
