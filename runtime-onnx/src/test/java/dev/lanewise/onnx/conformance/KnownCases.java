package dev.lanewise.onnx.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The cases of ONNX's backend suite that do not pass, as {@code docs/conformance.md} lists them. */
final class KnownCases {

    private static final Pattern ROW = Pattern.compile("\\| `([a-z-]+/\\w+)` \\| (.+) \\|");

    private KnownCases() {}

    /** Why, by name. */
    static TreeMap<String, String> all() throws IOException {
        var all = new TreeMap<String, String>();
        for (String line : Files.readAllLines(Path.of("..", "docs", "conformance.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                all.put(row.group(1), row.group(2));
            }
        }
        return all;
    }
}
