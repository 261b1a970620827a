package dev.lanewise.onnx;

import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.Operator;
import dev.lanewise.op.DynamicOperator;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.ViewOperator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** By what the operators of a graph are computed, as the classes that they call tell. */
final class KernelKind {

    private static final String KERNELS = "dev/lanewise/kernel/";
    private static final String OPERATORS = "dev/lanewise/op/";

    private final Map<String, Boolean> vectorised = new HashMap<>();

    /** {@code SIMD}, {@code scalar} or {@code view}, or several of them where there are several operators. */
    String of(Graph graph) {
        var kinds = new TreeSet<String>();
        for (Node node : graph.nodes()) {
            kinds.add(of(node.op()));
        }
        if (kinds.size() > 1) {
            kinds.remove("view");
        }
        return kinds.isEmpty() ? "constant" : String.join(", ", kinds);
    }

    private String of(Operator op) {
        return switch (op) {
            case ViewOperator view -> "view";
            case DynamicOperator dynamic -> "scalar";
            case KernelOperator kernel -> reachesVectors(kernel.getClass()) ? "SIMD" : "scalar";
            default -> "scalar";
        };
    }

    /** Whether an operator, its helpers and kernels name a class of vector loops. */
    private boolean reachesVectors(Class<?> operator) {
        return vectorised.computeIfAbsent(operator.getName().replace('.', '/'), start -> {
            var seen = new HashSet<>(Set.of(start));
            var pending = new ArrayDeque<>(seen);
            while (!pending.isEmpty()) {
                for (String named : named(pending.remove())) {
                    if (named.startsWith(KERNELS) && named.endsWith("Simd")) {
                        return true;
                    }
                    boolean helper = named.startsWith(start.substring(0, start.lastIndexOf('/') + 1) + simple(start));
                    if ((helper || named.startsWith(KERNELS)) && seen.add(named)) {
                        pending.add(named);
                    }
                }
            }
            return false;
        });
    }

    private static String simple(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    /** The classes of this library that a class names. */
    private static Set<String> named(String name) {
        try (var in = KernelKind.class.getClassLoader().getResourceAsStream(name + ".class")) {
            var classes = new HashSet<String>();
            if (in == null) {
                return classes;
            }
            for (var entry : ClassFile.of().parse(in.readAllBytes()).constantPool()) {
                if (entry instanceof ClassEntry named
                        && (named.asInternalName().startsWith(KERNELS)
                                || named.asInternalName().startsWith(OPERATORS))) {
                    classes.add(named.asInternalName());
                }
            }
            return classes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
