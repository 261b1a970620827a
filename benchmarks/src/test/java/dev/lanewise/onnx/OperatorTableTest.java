package dev.lanewise.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The table in the documentation says what the registry says, and what cases show. */
class OperatorTableTest {

    private static final Path DATA = Path.of(System.getProperty("lanewise.testdata", "../../shared/testdata"));
    private static final Path TABLE = Path.of("../docs/operators.md");
    private static final String ANEW =
            "docs/operators.md is out of date; write it anew with: mvn -pl benchmarks -am test"
                    + " -Dtest=OperatorTableTest -Dsurefire.failIfNoSpecifiedTests=false"
                    + " -Dlanewise.writeOperatorTable=true";

    @Test
    void theTableIsUpToDate() throws IOException {
        Assumptions.assumeTrue(
                Files.isDirectory(DATA),
                () -> "SKIPPED: no test data at " + DATA + "; set -Dlanewise.testdata to where it is");
        String text = OperatorTable.text(new Seeds(DATA));
        if (Boolean.getBoolean("lanewise.writeOperatorTable")) {
            Files.writeString(TABLE, text);
        }
        assertEquals(text, Files.readString(TABLE), ANEW);
    }

    /** What can be told without test data. */
    @Test
    void theTableListsTheOperatorsAndVersionsOfTheRegistry() throws IOException {
        var registered = Registry.standard().keys().stream()
                .collect(Collectors.groupingBy(
                        key -> (key.domain().isEmpty() ? "ai.onnx" : key.domain()) + ":" + key.name(),
                        TreeMap::new,
                        Collectors.mapping(key -> Integer.toString(key.since()), Collectors.joining(", "))));
        var listed = new TreeMap<String, String>();
        String domain = "";
        for (String line : Files.readAllLines(TABLE)) {
            List<String> cells = Arrays.asList(line.split(" *\\| *", -1));
            if (line.startsWith("## ")) {
                domain = line.substring(3);
            } else if (line.startsWith("| ") && !cells.get(1).equals("operator")) {
                listed.put(domain + ":" + cells.get(1), cells.get(2));
            }
        }
        assertEquals(registered, listed, ANEW);
    }
}
