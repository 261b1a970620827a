package dev.lanewise.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes the table of all ONNX operators that are read, from the registry itself. Also a program: the file to write. */
final class OperatorTable {

    private OperatorTable() {}

    /** The text of {@code docs/operators.md}. */
    static String text() {
        var domains = Registry.standard().keys().stream()
                .collect(Collectors.groupingBy(
                        key -> key.domain().isEmpty() ? "ai.onnx" : key.domain(),
                        TreeMap::new,
                        Collectors.groupingBy(Registry.Key::name, TreeMap::new, Collectors.toList())));
        var text = new StringBuilder("""
            # ONNX operators
            Written by `OperatorTable` of runtime-onnx from its registry; `OperatorTableTest` fails when it is out of date.

            *Versions* are the opset versions from which an operator is read in another way; the newest stands for all \
            later ones. *Becomes* says whether the reader adds one operator of this library or a formula of several, \
            which optimisation may recognise again.

            """);
        domains.forEach((domain, operators) -> text.append("- ")
                .append(domain)
                .append(": ")
                .append(operators.size())
                .append(" operators\n"));
        domains.forEach((domain, operators) -> section(text, domain, operators));
        return text.toString();
    }

    private static void section(StringBuilder text, String domain, Map<String, List<Registry.Key>> operators) {
        text.append("\n## ").append(domain).append("\n| operator | versions | becomes |\n|---|---|---|\n");
        operators.forEach((name, keys) -> text.append("| ")
                .append(name)
                .append(" | ")
                .append(keys.stream().map(key -> Integer.toString(key.since())).collect(Collectors.joining(", ")))
                .append(" | ")
                .append(keys.getLast().direct() ? "one operator" : "a formula")
                .append(" |\n"));
    }

    public static void main(String[] args) throws IOException {
        Files.writeString(Path.of(args[0]), text());
    }
}
