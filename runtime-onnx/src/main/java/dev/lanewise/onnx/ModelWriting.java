package dev.lanewise.onnx;

import dev.lanewise.TensorSpec;
import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.Operator;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.onnx.proto.GraphProto;
import dev.lanewise.onnx.proto.ModelProto;
import dev.lanewise.onnx.proto.OpsetImport;
import dev.lanewise.onnx.proto.TensorProto;
import dev.lanewise.onnx.proto.ValueInfoProto;
import dev.lanewise.spi.ModelDefinition;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.UnsupportedModelException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One model on its way into a ModelProto: what its graphs share, which is names, initializers, opsets and problems. */
final class ModelWriting {

    /**
     * The version written unless something needs a later one. ONNX Runtime 1.29 turns some models of version 21 with INT8
     * activations into ones that it then refuses.
     */
    private static final int OPSET = 20;

    private static final int ML_OPSET = 4;

    private final TensorSink tensors;
    private final Set<String> names = new HashSet<>();
    private final Set<String> nodeNames = new HashSet<>();
    private final IdentityHashMap<Tensor, String> constants = new IdentityHashMap<>();
    private final List<TensorProto> initializers = new ArrayList<>();
    private final Set<String> domains = new HashSet<>();
    private final List<String> problems = new ArrayList<>();
    private int opset = OPSET;
    private int mlOpset = ML_OPSET;

    ModelWriting(TensorSink tensors) {
        this.tensors = tensors;
    }

    /** The model of {@code definition}, whose graph is changed. Fails with a list of what cannot be written. */
    ModelProto write(ModelDefinition definition) {
        Graph graph = definition.graph();
        prepare(graph);
        tensors.expect(bytes(graph));
        definition.inputs().forEach(input -> names.add(input.name()));
        definition.outputs().forEach(output -> names.add(output.name()));
        GraphProto body = new GraphWriting(this).main(graph, definition.inputs(), definition.outputs());
        if (!problems.isEmpty()) {
            throw new UnsupportedModelException(
                    "the model cannot be written as ONNX:\n" + String.join("\n", new LinkedHashSet<>(problems)));
        }
        return model(body, definition.metadata());
    }

    private static void prepare(Graph graph) {
        for (Node node : graph.nodes()) {
            node.op().subgraphs().forEach(ModelWriting::prepare);
        }
        RestoreBlocks.apply(graph);
        if (RestoreChannelsFirst.apply(graph)) {
            ChannelsFirstOrder.apply(graph);
        }
    }

    private static long bytes(Graph graph) {
        var seen = new IdentityHashMap<Tensor, Boolean>();
        eachConstant(graph, tensor -> seen.put(tensor, true));
        return seen.keySet().stream().mapToLong(TensorSink::bytes).sum();
    }

    private static void eachConstant(Graph graph, Consumer<Tensor> consumer) {
        for (Node node : graph.nodes()) {
            for (Edge input : node.inputs()) {
                if (input != null && input.isConstant()) {
                    consumer.accept(input.requireConstant());
                }
            }
            node.op().subgraphs().forEach(body -> eachConstant(body, consumer));
        }
    }

    private ModelProto model(GraphProto graph, Map<String, String> metadata) {
        var imports = new ArrayList<OpsetImport>();
        imports.add(new OpsetImport("", opset));
        if (domains.contains("ai.onnx.ml")) {
            imports.add(new OpsetImport("ai.onnx.ml", mlOpset));
        }
        if (domains.contains("com.microsoft")) {
            imports.add(new OpsetImport("com.microsoft", 1));
        }
        var rest = new LinkedHashMap<>(metadata);
        rest.keySet().removeAll(Set.of("format", "ir_version", "opset_import"));
        return new ModelProto(
                irVersion(opset),
                take(rest, "producer_name", "lanewise"),
                take(rest, "producer_version", ""),
                take(rest, "domain", ""),
                version(rest),
                take(rest, "doc_string", ""),
                imports,
                new GraphProto(
                        graph.name(),
                        graph.nodes(),
                        initializers,
                        List.of(),
                        graph.inputs(),
                        graph.outputs(),
                        List.<ValueInfoProto>of(),
                        List.of(),
                        "",
                        Map.of()),
                rest,
                List.of());
    }

    /** The version of the format that came with a version of ai.onnx. */
    private static int irVersion(int opset) {
        return opset <= 20 ? 9 : opset <= 22 ? 10 : opset == 23 ? 11 : opset == 24 ? 12 : 13;
    }

    private static String take(Map<String, String> metadata, String key, String otherwise) {
        String value = metadata.remove(key);
        return value == null ? otherwise : value;
    }

    private static long version(Map<String, String> metadata) {
        String text = take(metadata, "model_version", "0");
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            metadata.put("model_version", text);
            return 0;
        }
    }

    /**
     * {@code wanted} as the name of a value, or that with a number behind where it is taken. Of the many names that TFLite
     * joins by semicolons for what was fused, the first is enough.
     */
    String unique(String wanted) {
        int end = wanted.indexOf(';');
        return unique(end > 0 ? wanted.substring(0, end) : wanted, names);
    }

    /** {@code wanted} as the name of a node. */
    String uniqueNode(String wanted) {
        return unique(wanted, nodeNames);
    }

    private static String unique(String wanted, Set<String> taken) {
        String base = wanted.isEmpty() ? "value" : wanted;
        String name = base;
        for (int i = 1; !taken.add(name); i++) {
            name = base + "_" + i;
        }
        return name;
    }

    /** The name of the initializer that holds {@code value}; each tensor is written once. */
    String constant(String wanted, Tensor value) {
        return constants.computeIfAbsent(value, tensor -> {
            String name = unique(wanted);
            initializers.add(tensors.initializer(name, tensor));
            return name;
        });
    }

    void needs(int version) {
        opset = Math.max(opset, version);
    }

    /** The version that has the type of {@code edge}. */
    private void needsTypeOf(@Nullable Edge edge) {
        if (edge != null && edge.type() instanceof TensorType(var element, var shape)) {
            needs(
                    switch (element) {
                        case INT4, UINT4 -> 21;
                        case FLOAT4E2M1 -> 23;
                        case FLOAT8E8M0 -> 24;
                        case INT2, UINT2 -> 25;
                        default -> OPSET;
                    });
        }
    }

    void needsMl(int version) {
        mlOpset = Math.max(mlOpset, version);
    }

    void uses(String domain) {
        domains.add(domain);
    }

    void problem(String message) {
        problems.add(message);
    }

    /** Writes one node through the family that it belongs to. */
    void write(Node node, GraphWriting graph) {
        var writer = new OnnxNodeWriter(graph, node);
        Operator op = node.op();
        node.inputs().forEach(this::needsTypeOf);
        node.outputs().forEach(this::needsTypeOf);
        try {
            if (WriterFamilies.ALL.stream().noneMatch(family -> family.write(op, writer))) {
                problem(node + ": has no counterpart in ONNX");
            }
        } catch (UnsupportedModelException e) {
            problem(String.valueOf(e.getMessage()));
        }
    }

    /** The inputs and outputs of {@code specs}, for edges in the same order. */
    static List<ValueInfoProto> infos(List<Edge> edges, List<TensorSpec> specs) {
        var infos = new ArrayList<ValueInfoProto>();
        for (int i = 0; i < edges.size(); i++) {
            infos.add(new ValueInfoProto(specs.get(i).name(), TypeProtos.of(edges.get(i), specs.get(i))));
        }
        return infos;
    }
}
