package dev.lanewise.onnx;

import dev.lanewise.LoadOptions;
import dev.lanewise.onnx.proto.Bytes;
import dev.lanewise.onnx.proto.Dim;
import dev.lanewise.onnx.proto.GraphProto;
import dev.lanewise.onnx.proto.ModelProto;
import dev.lanewise.onnx.proto.NodeProto;
import dev.lanewise.onnx.proto.OpsetImport;
import dev.lanewise.onnx.proto.Proto;
import dev.lanewise.onnx.proto.ProtoWriter;
import dev.lanewise.onnx.proto.SequenceProto;
import dev.lanewise.onnx.proto.TensorData;
import dev.lanewise.onnx.proto.TensorProto;
import dev.lanewise.onnx.proto.TypeProto;
import dev.lanewise.onnx.proto.ValueInfoProto;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A call of one operator with everything it is given.
 *
 * @param nodes the call last; before it only what makes sequences of tensors
 * @param opsets what the file imports
 * @param inputs the tensors by name
 * @param constants those that the file holds
 * @param equivalent what ONNX Runtime is given in place of the nodes under opset 21, where it does not have the operator
 */
record OperatorCase(
        String name,
        List<NodeProto> nodes,
        List<OpsetImport> opsets,
        Map<String, Tensor> inputs,
        List<String> constants,
        List<NodeProto> equivalent) {

    private static final String CHANGED = ", changed";
    private static final long IR_VERSION = 10;
    private static final List<OpsetImport> MODERN =
            List.of(new OpsetImport("", 21), new OpsetImport(Registry.MICROSOFT, 1));
    private static final TensorReader TENSORS = new TensorReader(LoadOptions.defaults());

    NodeProto node() {
        return nodes.getLast();
    }

    OperatorCase withNode(NodeProto node) {
        var changed = new ArrayList<>(nodes);
        changed.set(changed.size() - 1, node);
        return new OperatorCase(name, changed, opsets, inputs, constants, equivalent);
    }

    /** Whether it is neither of the suite nor made, but a change of one of those. */
    boolean isChanged() {
        return name.endsWith(CHANGED);
    }

    OperatorCase asChanged() {
        return isChanged() ? this : new OperatorCase(name + CHANGED, nodes, opsets, inputs, constants, equivalent);
    }

    OperatorCase withInputs(Map<String, Tensor> changed) {
        return new OperatorCase(name, nodes, opsets, changed, constants, equivalent);
    }

    OperatorCase withConstants(List<String> changed) {
        return new OperatorCase(name, nodes, opsets, inputs, changed, equivalent);
    }

    OperatorCase withOpset(String domain, long version) {
        var changed = opsets.stream()
                .map(opset -> opset.domain().equals(domain) ? new OpsetImport(domain, version) : opset)
                .toList();
        return new OperatorCase(name, nodes, changed, inputs, constants, equivalent);
    }

    /** The version of the node's domain. */
    long version() {
        return opsets.stream()
                .filter(opset -> opset.domain().equals(node().domain()))
                .mapToLong(OpsetImport::version)
                .findFirst()
                .orElse(1);
    }

    /** The file whose inputs are given when it runs, except {@link #constants}. */
    byte[] open() {
        return file(nodes, opsets, constants, List.of(), true);
    }

    /** The same where the inputs' dimensions are known when it runs. */
    byte[] openInSize() {
        return file(nodes, opsets, constants, List.of(), false);
    }

    /** The file in which every input is a constant; the outputs named in {@code casts} are cast to the types given. */
    byte[] sealed(List<NodeProto> casts) {
        return equivalent.isEmpty()
                ? file(nodes, opsets, List.copyOf(inputs.keySet()), casts, true)
                : file(equivalent, MODERN, List.copyOf(inputs.keySet()), casts, true);
    }

    private byte[] file(
            List<NodeProto> of,
            List<OpsetImport> imports,
            List<String> constant,
            List<NodeProto> casts,
            boolean sized) {
        var initializers = new ArrayList<TensorProto>();
        var infos = new ArrayList<ValueInfoProto>();
        inputs.forEach((input, tensor) -> {
            if (constant.contains(input)) {
                initializers.add(proto(input, tensor));
            } else {
                infos.add(new ValueInfoProto(input, sized ? type(tensor) : typeOfRank(tensor)));
            }
        });
        var all = new ArrayList<>(of);
        all.addAll(casts);
        List<String> cast = casts.stream().map(node -> node.inputs().getFirst()).toList();
        var outputs = node().outputs().stream()
                .filter(output -> !output.isEmpty())
                .map(output ->
                        new ValueInfoProto(cast.contains(output) ? output + "_cast" : output, new TypeProto.Unknown()))
                .toList();
        var graph = new GraphProto(
                "main", all, initializers, List.of(), infos, outputs, List.of(), List.of(), "", Map.of());
        var model = new ModelProto(IR_VERSION, "test", "", "", 0, "", imports, graph, Map.of(), List.of());
        var file = new ByteArrayOutputStream();
        try {
            ProtoWriter.write(model, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file.toByteArray();
    }

    static TypeProto type(Tensor tensor) {
        List<Dim> dims = Arrays.stream(tensor.shape())
                .mapToObj(size -> (Dim) new Dim.Value(size))
                .toList();
        return new TypeProto.TensorType(ElementTypes.number(tensor.type()), Optional.of(dims));
    }

    private static TypeProto typeOfRank(Tensor tensor) {
        List<Dim> dims = Collections.nCopies(tensor.rank(), new Dim.Unknown());
        return new TypeProto.TensorType(ElementTypes.number(tensor.type()), Optional.of(dims));
    }

    static TensorProto proto(String name, Tensor tensor) {
        List<Long> dims = Arrays.stream(tensor.shape()).boxed().toList();
        TensorData data = tensor.type() == ElementType.STRING
                ? new TensorData.Strings(
                        Arrays.stream(tensor.strings()).map(Bytes::utf8).toList())
                : new TensorData.Raw(new Bytes(tensor.toByteBuffer()));
        return new TensorProto(name, ElementTypes.number(tensor.type()), dims, data, Map.of());
    }

    /** The single node of a case of the backend suite with its first inputs; nothing when they are not all tensors. */
    static Optional<OperatorCase> read(Path folder) throws IOException {
        ModelProto model = Proto.model(ByteBuffer.wrap(Files.readAllBytes(folder.resolve("model.onnx"))));
        GraphProto graph = model.graph();
        if (graph.nodes().size() != 1 || !graph.initializers().isEmpty()) {
            return Optional.empty();
        }
        var nodes = new ArrayList<NodeProto>();
        var inputs = new LinkedHashMap<String, Tensor>();
        for (int i = 0; i < graph.inputs().size(); i++) {
            String input = graph.inputs().get(i).name();
            var bytes = ByteBuffer.wrap(Files.readAllBytes(folder.resolve("test_data_set_0/input_" + i + ".pb")));
            switch (graph.inputs().get(i).type()) {
                case TypeProto.TensorType tensor -> inputs.put(input, TENSORS.read(Proto.tensor(bytes)));
                case TypeProto.SequenceType sequence -> {
                    SequenceProto elements = Proto.sequence(bytes);
                    var names = new ArrayList<String>();
                    for (var element : elements.values()) {
                        if (!(element instanceof TensorProto tensor)) {
                            return Optional.empty();
                        }
                        names.add(input + "_" + names.size());
                        inputs.put(names.getLast(), TENSORS.read(tensor));
                    }
                    if (names.isEmpty()) {
                        return Optional.empty();
                    }
                    nodes.add(new NodeProto(input, "", "SequenceConstruct", names, List.of(input), List.of()));
                }
                default -> {
                    return Optional.empty();
                }
            }
        }
        nodes.add(graph.nodes().getFirst());
        return Optional.of(new OperatorCase(
                folder.getFileName().toString(), nodes, model.opsetImports(), inputs, List.of(), List.of()));
    }
}
