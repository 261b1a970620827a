package dev.lanewise.onnx.conformance;

import dev.lanewise.onnx.conformance.Case.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

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
                        .map(Case::in)
                        .forEach(cases::add);
            }
        }
        try (var files = Files.list(suite.resolve("light"))) {
            files.filter(file -> file.toString().endsWith(".onnx"))
                    .sorted()
                    .map(Case::light)
                    .forEach(cases::add);
        }
        return cases.stream().filter(c -> names.matcher(c.name()).find()).toList();
    }

    static List<Result> run(List<Case> cases, boolean strict) {
        return cases.stream().map(c -> c.run(strict)).toList();
    }

    /** How many passed, failed, and were skipped, which are those known not to pass. */
    static String summary(List<Result> results, Collection<String> known) {
        long passed = results.stream().filter(result -> result.flaw().isEmpty()).count();
        long skipped = results.stream()
                .filter(result -> result.flaw().isPresent() && known.contains(result.name()))
                .count();
        return passed + " passed, " + (results.size() - passed - skipped) + " failed, " + skipped + " skipped";
    }

    public static void main(String[] args) throws IOException {
        var known = KnownCases.all();
        var results = run(cases(Path.of(args[0]), Pattern.compile(args.length > 1 ? args[1] : "")), true);
        for (Result result : results) {
            result.flaw()
                    .ifPresent(flaw -> System.out.println(
                            known.containsKey(result.name())
                                    ? "SKIPPED " + result.name() + " " + known.get(result.name())
                                    : "FAILED " + result.name() + " " + flaw));
        }
        System.out.println(summary(results, known.keySet()));
    }
}
