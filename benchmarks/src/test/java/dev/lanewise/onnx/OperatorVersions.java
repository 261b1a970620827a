package dev.lanewise.onnx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The versions of every operator of the standard, as ONNX's change log to opset 27 lists them. */
final class OperatorVersions {

    private OperatorVersions() {}

    /** By domain:name, the opset versions in which an operator was defined anew. */
    static TreeMap<String, List<Integer>> all() {
        try (var in = OperatorVersions.class.getResourceAsStream("operator-versions.txt")) {
            if (in == null) {
                throw new IllegalStateException("operator-versions.txt is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.split(" "))
                    .collect(Collectors.toMap(
                            words -> key(words[0]),
                            words -> Arrays.stream(words)
                                    .skip(1)
                                    .map(Integer::valueOf)
                                    .toList(),
                            (a, b) -> a,
                            TreeMap::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String key(String full) {
        int dot = full.lastIndexOf('.');
        return full.substring(0, Math.max(0, dot)) + ":" + full.substring(dot + 1);
    }
}
