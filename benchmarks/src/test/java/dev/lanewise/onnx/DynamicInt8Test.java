package dev.lanewise.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.lanewise.Model;
import dev.lanewise.SessionOptions;
import dev.lanewise.onnx.proto.GraphProto;
import dev.lanewise.onnx.proto.ModelProto;
import dev.lanewise.onnx.proto.NodeProto;
import dev.lanewise.onnx.proto.Proto;
import dev.lanewise.onnx.proto.ProtoWriter;
import dev.lanewise.onnx.proto.TensorProto;
import dev.lanewise.onnx.proto.TypeProto;
import dev.lanewise.onnx.proto.ValueInfoProto;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every node of dynamically quantized MiniLM, given what ONNX Runtime without optimisation gave it, gives what that gave:
 * the same bits but for means, whose sums have another order. The whole model is compared by {@code
 * DynamicAgreementTest}.
 */
class DynamicInt8Test {

    private static final String MODEL = "all-minilm-l6-v2-q.onnx";

    /** Where bits may differ, in parts of the largest value: weights below the normal range are zero here. */
    private static final Map<String, Double> TOLERANCES = Map.of("ReduceMean", 2e-6, "Softmax", 2e-38);

    @ParameterizedTest
    @CsvSource({"1, 7", "1, 64", "3, 32"})
    void nodesGiveTheBitsThatTheStandardDefines(int sentences, int tokens) throws IOException {
        ModelProto model = model();
        Map<String, Tensor> values = reference(model, inputs(model, sentences, tokens));
        Map<String, Tensor> own = nodeByNode(model, values);
        var flaws = new ArrayList<String>();
        int compared = 0;
        for (NodeProto node : model.graph().nodes()) {
            for (String output : node.outputs()) {
                Tensor expected = values.get(output);
                Tensor actual = own.get(output);
                if (expected != null && actual != null) {
                    compared++;
                    double error = error(actual, expected);
                    if (error > TOLERANCES.getOrDefault(node.opType(), 0.0)) {
                        flaws.add(node.opType() + " " + output + ": " + error + " of the largest");
                    }
                }
            }
        }
        assertEquals(List.of(), flaws);
        assertEquals(
                model.graph().nodes().stream().mapToInt(n -> n.outputs().size()).sum(), compared);
    }

    private static ModelProto model() throws IOException {
        try (InputStream in = DynamicInt8Test.class.getClassLoader().getResourceAsStream(MODEL)) {
            return Proto.model(ByteBuffer.wrap(Objects.requireNonNull(in, MODEL).readAllBytes()));
        }
    }

    private static Map<String, Tensor> inputs(ModelProto model, int sentences, int tokens) {
        var random = new SplittableRandom(tokens);
        var inputs = new LinkedHashMap<String, Tensor>();
        for (ValueInfoProto input : model.graph().inputs()) {
            var numbers = new long[sentences * tokens];
            switch (input.name()) {
                case "input_ids" -> Arrays.setAll(numbers, i -> random.nextLong(1000, 20_000));
                case "attention_mask" -> Arrays.fill(numbers, 1);
                default -> {}
            }
            inputs.put(input.name(), Tensor.of(numbers, sentences, tokens));
        }
        return inputs;
    }

    /** Every value of the model, and its inputs, by name. */
    private static Map<String, Tensor> reference(ModelProto model, Map<String, Tensor> inputs) throws IOException {
        GraphProto graph = model.graph();
        var constants = new ArrayList<>(graph.initializers());
        inputs.forEach((name, tensor) -> constants.add(OperatorCase.proto(name, tensor)));
        List<String> names =
                graph.nodes().stream().flatMap(node -> node.outputs().stream()).toList();
        var values = new HashMap<>(inputs);
        try (var oracle = new Oracle()) {
            var answer = oracle.ask(file(model, graph.nodes(), constants, List.of(), names));
            List<Value> outputs =
                    assertInstanceOf(Oracle.Answer.Computed.class, answer).outputs();
            for (int i = 0; i < names.size(); i++) {
                values.put(names.get(i), (Tensor) outputs.get(i));
            }
        }
        return values;
    }

    /** The outputs of all nodes, each of which is given the values in place of what nodes before it gave. */
    private static Map<String, Tensor> nodeByNode(ModelProto model, Map<String, Tensor> values) throws IOException {
        GraphProto graph = model.graph();
        var nodes = new ArrayList<NodeProto>();
        var names = new ArrayList<String>();
        var needed = new LinkedHashMap<String, Value>();
        for (NodeProto node : graph.nodes()) {
            node.inputs().stream()
                    .filter(values::containsKey)
                    .forEach(input -> needed.put(input, Objects.requireNonNull(values.get(input))));
            List<String> outputs =
                    node.outputs().stream().map(DynamicInt8Test::own).toList();
            names.addAll(outputs);
            nodes.add(new NodeProto(
                    node.name(), node.domain(), node.opType(), node.inputs(), outputs, node.attributes()));
        }
        var infos = needed.entrySet().stream()
                .map(e -> new ValueInfoProto(e.getKey(), OperatorCase.type((Tensor) e.getValue())))
                .toList();
        byte[] file = file(model, nodes, graph.initializers(), infos, names);
        var own = new HashMap<String, Tensor>();
        try (var session = Model.load(ByteBuffer.wrap(file))
                .newSession(SessionOptions.defaults().strict(true))) {
            var outputs = session.run(needed);
            for (NodeProto node : graph.nodes()) {
                node.outputs().forEach(name -> own.put(name, (Tensor) outputs.value(names.indexOf(own(name)))));
            }
        }
        return own;
    }

    private static String own(String name) {
        return name + " of its own";
    }

    private static byte[] file(
            ModelProto like,
            List<NodeProto> nodes,
            List<TensorProto> constants,
            List<ValueInfoProto> inputs,
            List<String> names)
            throws IOException {
        var outputs = names.stream()
                .map(name -> new ValueInfoProto(name, new TypeProto.Unknown()))
                .toList();
        var graph = new GraphProto(
                "nodes", nodes, constants, List.of(), inputs, outputs, List.of(), List.of(), "", Map.of());
        var model = new ModelProto(
                like.irVersion(), "test", "", "", 0, "", like.opsetImports(), graph, Map.of(), List.of());
        var file = new ByteArrayOutputStream();
        ProtoWriter.write(model, file);
        return file.toByteArray();
    }

    /** The largest difference in parts of the largest magnitude. */
    private static double error(Tensor actual, Tensor expected) {
        double[] a = Samples.numbers(actual);
        double[] e = Samples.numbers(expected);
        double largest = Double.MIN_NORMAL;
        double error = actual.hasTypeAndShapeOf(expected) ? 0 : Double.POSITIVE_INFINITY;
        for (int i = 0; i < Math.min(a.length, e.length); i++) {
            largest = Math.max(largest, Math.abs(e[i]));
            error = Math.max(error, Math.abs(a[i] - e[i]));
        }
        return error / largest;
    }
}
