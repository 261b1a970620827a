package dev.lanewise.onnx;

import dev.lanewise.onnx.proto.AttributeProto;
import dev.lanewise.onnx.proto.AttributeValue;
import dev.lanewise.onnx.proto.FunctionProto;
import dev.lanewise.onnx.proto.GraphProto;
import dev.lanewise.onnx.proto.ModelProto;
import dev.lanewise.onnx.proto.NodeProto;
import dev.lanewise.onnx.proto.OpsetImport;
import dev.lanewise.spi.CustomOperator;
import dev.lanewise.tensor.ModelFormatException;
import dev.lanewise.tensor.UnsupportedModelException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds what reads a node: a function of the model, a custom operator, or an entry of the registry. */
final class OperatorFinder {

    private record Name(String domain, String name, String overload) {}

    /** How many nodes an error names of each operator. */
    private static final int NAMED = 5;

    private static final String BLOCKED = "com.microsoft.nchwc.";
    private static final String LAID_OUT = "; those of com.microsoft.nchwc hold weights in the order of one processor's"
            + " vectors: save the model at ONNX Runtime's level EXTENDED or below";

    private final Registry registry;
    private final Map<Name, FunctionProto> functions = new HashMap<>();
    private final Map<Name, CustomOperator> custom = new HashMap<>();

    OperatorFinder(Registry registry, ModelProto model, Collection<CustomOperator> customOperators) {
        this.registry = registry;
        for (FunctionProto f : model.functions()) {
            functions.put(new Name(normal(f.domain()), f.name(), f.overload()), f);
        }
        for (CustomOperator operator : customOperators) {
            custom.put(new Name(normal(operator.domain()), operator.name(), ""), operator);
        }
    }

    private static String normal(String domain) {
        return domain.equals("ai.onnx") ? "" : domain;
    }

    Optional<FunctionProto> function(NodeProto node) {
        return Optional.ofNullable(functions.get(new Name(normal(node.domain()), node.opType(), node.overload())));
    }

    /** What reads {@code node} under {@code version} of its domain; {@link #requireAll} has made sure there is one. */
    Consumer<OnnxNode> reader(NodeProto node, long version) {
        CustomOperator operator = custom.get(new Name(normal(node.domain()), node.opType(), ""));
        if (operator != null) {
            return n -> n.becomes(new Custom(operator, n.attributes()));
        }
        return registry.find(node.domain(), node.opType(), version)
                .orElseThrow(() -> new UnsupportedModelException("operator " + describe(node, version)));
    }

    /** The version of {@code domain} that is imported; 1 in files of before there were imports. */
    static long version(List<OpsetImport> imports, String domain, Function<NodeProto, String> where, NodeProto node) {
        for (OpsetImport opset : imports) {
            if (normal(opset.domain()).equals(normal(domain))) {
                return opset.version();
            }
        }
        if (!normal(domain).isEmpty() || imports.isEmpty()) {
            return 1;
        }
        throw new ModelFormatException(where.apply(node) + ": the model imports no opset of domain 'ai.onnx'");
    }

    /** Throws {@link UnsupportedModelException} with all operators that nothing reads, and the nodes that call them. */
    void requireAll(ModelProto model) {
        var missing = new TreeMap<String, List<String>>();
        scan(model.graph(), model.opsetImports(), missing);
        for (FunctionProto f : functions.values()) {
            f.nodes().forEach(node -> scan(node, f.opsetImports(), missing));
        }
        if (!missing.isEmpty()) {
            var list = missing.entrySet().stream()
                    .map(e -> e.getKey() + nodes(e.getValue()))
                    .toList();
            boolean laidOut = missing.keySet().stream().anyMatch(name -> name.startsWith(BLOCKED));
            throw new UnsupportedModelException(
                    "operators that are not implemented: " + String.join(", ", list) + (laidOut ? LAID_OUT : ""));
        }
    }

    private static String nodes(List<String> names) {
        String noun = names.size() > 1 ? "nodes" : "node";
        String first = names.stream().limit(NAMED).collect(Collectors.joining("', '", " (" + noun + " '", "'"));
        return names.size() > NAMED ? first + " and " + (names.size() - NAMED) + " more)" : first + ")";
    }

    private void scan(GraphProto graph, List<OpsetImport> imports, Map<String, List<String>> missing) {
        graph.nodes().forEach(node -> scan(node, imports, missing));
    }

    private void scan(NodeProto node, List<OpsetImport> imports, Map<String, List<String>> missing) {
        long version = version(imports, node.domain(), GraphReader::where, node);
        var name = new Name(normal(node.domain()), node.opType(), "");
        if (function(node).isEmpty()
                && !custom.containsKey(name)
                && registry.find(node.domain(), node.opType(), version).isEmpty()) {
            missing.computeIfAbsent(describe(node, version), key -> new ArrayList<>())
                    .add(GraphReader.name(node));
        }
        for (AttributeProto attribute : node.attributes()) {
            switch (attribute.value()) {
                case AttributeValue.GraphValue(var graph) -> scan(graph, imports, missing);
                case AttributeValue.Graphs(var graphs) -> graphs.forEach(graph -> scan(graph, imports, missing));
                case AttributeValue other -> Objects.requireNonNull(other);
            }
        }
    }

    private static String describe(NodeProto node, long version) {
        return (normal(node.domain()).isEmpty() ? "ai.onnx" : node.domain()) + "." + node.opType() + "-" + version;
    }
}
