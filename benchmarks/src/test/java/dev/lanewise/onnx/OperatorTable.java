package dev.lanewise.onnx;

import dev.lanewise.tensor.ElementType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Writes the table of all ONNX operators that are read, from the registry itself, and what cases of each show. Also a
 * program: the test data, and the file to write.
 */
final class OperatorTable {

    private static final Map<String, Set<ElementType>> GROUPS = groups();

    private OperatorTable() {}

    private static Map<String, Set<ElementType>> groups() {
        var groups = new LinkedHashMap<String, Set<ElementType>>();
        groups.put(
                "floats", EnumSet.of(ElementType.FLOAT, ElementType.DOUBLE, ElementType.FLOAT16, ElementType.BFLOAT16));
        groups.put("integers", EnumSet.range(ElementType.INT8, ElementType.UINT64));
        groups.put("float8", EnumSet.range(ElementType.FLOAT8E4M3FN, ElementType.FLOAT8E5M2FNUZ));
        groups.put("complex", EnumSet.of(ElementType.COMPLEX64, ElementType.COMPLEX128));
        return groups;
    }

    /** The text of {@code docs/operators.md}. */
    static String text(Seeds seeds) {
        var probe = new OperatorProbe(seeds);
        var domains = Registry.standard().keys().stream()
                .collect(Collectors.groupingBy(
                        key -> key.domain().isEmpty() ? "ai.onnx" : key.domain(),
                        TreeMap::new,
                        Collectors.groupingBy(Registry.Key::name, TreeMap::new, Collectors.toList())));
        var text = new StringBuilder("""
            # ONNX operators
            Written by `OperatorTable` of the benchmarks' tests from the registry; `OperatorTableTest` fails when it is \
            out of date.

            *Versions* are the opset versions from which an operator is read in another way; the newest stands for all \
            later ones. *Element types* are those of the first input, or of elements that are joined, with which cases of \
            the operator compute; floats are FLOAT, DOUBLE, FLOAT16 and BFLOAT16, integers those of 8 to 64 bits. \
            *Kernel* is SIMD where loops over vectors compute FLOAT at least, scalar where none do, view where elements \
            stay where they are; decomposed operators become a formula of operators with such kernels.

            """);
        domains.forEach((domain, operators) -> text.append("- ")
                .append(domain)
                .append(": ")
                .append(operators.size())
                .append(" operators\n"));
        domains.forEach((domain, operators) -> section(text, domain, operators, probe));
        return text.toString();
    }

    private static void section(
            StringBuilder text, String domain, Map<String, List<Registry.Key>> operators, OperatorProbe probe) {
        text.append("\n## ")
                .append(domain)
                .append("\n| operator | versions | element types | kernel |\n|---|---|---|---|\n");
        operators.forEach((name, keys) -> {
            String operator = keys.getFirst().domain() + ":" + name;
            String kernel = probe.kernel(operator).orElse("");
            boolean direct = keys.getLast().direct();
            text.append("| ")
                    .append(name)
                    .append(" | ")
                    .append(keys.stream()
                            .map(key -> Integer.toString(key.since()))
                            .collect(Collectors.joining(", ")))
                    .append(" | ")
                    .append(described(probe.types(operator)))
                    .append(" | ")
                    .append(direct ? kernel : kernel.isEmpty() ? "decomposed" : "decomposed: " + kernel)
                    .append(" |\n");
        });
    }

    private static String described(Set<ElementType> types) {
        var left = EnumSet.noneOf(ElementType.class);
        left.addAll(types);
        var names = new StringBuilder();
        GROUPS.forEach((name, group) -> {
            if (left.containsAll(group)) {
                left.removeAll(group);
                names.append(", ").append(name);
            }
        });
        left.forEach(type -> names.append(", ").append(type));
        return names.isEmpty() ? "" : names.substring(2);
    }

    public static void main(String[] args) throws IOException {
        Files.writeString(Path.of(args[1]), text(new Seeds(Path.of(args[0]))));
    }
}
