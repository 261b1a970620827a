package dev.lanewise.onnx;

import dev.lanewise.onnx.proto.AttributeProto;
import dev.lanewise.onnx.proto.AttributeValue;
import dev.lanewise.onnx.proto.Bytes;
import dev.lanewise.onnx.proto.Dim;
import dev.lanewise.onnx.proto.GraphProto;
import dev.lanewise.onnx.proto.NodeProto;
import dev.lanewise.onnx.proto.OpsetImport;
import dev.lanewise.onnx.proto.TypeProto;
import dev.lanewise.onnx.proto.ValueInfoProto;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Builds a case of an operator beyond the backend suite, and draws its tensors. */
final class CaseBuilder {

    private static final long OPSET = 21;
    private static final long ML_OPSET = 3;

    private final String domain;
    private final String name;
    private final SplittableRandom random;
    private long opset = OPSET;
    private final List<NodeProto> before = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final LinkedHashMap<String, Tensor> inputs = new LinkedHashMap<>();
    private final List<AttributeProto> attributes = new ArrayList<>();
    private final List<String> constants = new ArrayList<>();
    private final List<NodeProto> equivalent = new ArrayList<>();
    private List<String> outputs = List.of("y0");

    CaseBuilder(String domain, String name, SplittableRandom random) {
        this.domain = domain;
        this.name = name;
        this.random = random;
    }

    SplittableRandom random() {
        return random;
    }

    /** From {@code least} to {@code greatest}, both possible. */
    int between(int least, int greatest) {
        return random.nextInt(least, greatest + 1);
    }

    boolean coin() {
        return random.nextBoolean();
    }

    CaseBuilder with(Tensor tensor) {
        String input = "x" + names.size();
        inputs.put(input, tensor);
        names.add(input);
        return this;
    }

    /** A constant, for what ONNX Runtime demands to be one. */
    CaseBuilder constant(Tensor tensor) {
        with(tensor);
        constants.add(names.getLast());
        return this;
    }

    /** A tensor that is no input of the node, but read by a subgraph of it under the name that the next input would have. */
    CaseBuilder captured(Tensor tensor) {
        inputs.put("x" + names.size(), tensor);
        return this;
    }

    /** An input or output of a subgraph. */
    static ValueInfoProto formal(String name, ElementType type, long... shape) {
        List<Dim> dims =
                Arrays.stream(shape).mapToObj(d -> (Dim) new Dim.Value(d)).toList();
        return new ValueInfoProto(name, new TypeProto.TensorType(ElementTypes.number(type), Optional.of(dims)));
    }

    CaseBuilder set(String attribute, GraphProto graph) {
        attributes.add(new AttributeProto(attribute, new AttributeValue.GraphValue(graph)));
        return this;
    }

    /** An input that is a sequence of tensors. */
    CaseBuilder sequence(Tensor... elements) {
        String input = "x" + names.size();
        var parts = new ArrayList<String>();
        for (Tensor element : elements) {
            parts.add(input + "_" + parts.size());
            inputs.put(parts.getLast(), element);
        }
        before.add(new NodeProto(input, "", "SequenceConstruct", parts, List.of(input), List.of()));
        names.add(input);
        return this;
    }

    /** An optional input left out. */
    CaseBuilder without() {
        names.add("");
        return this;
    }

    CaseBuilder set(String attribute, long value) {
        attributes.add(new AttributeProto(attribute, new AttributeValue.IntValue(value)));
        return this;
    }

    CaseBuilder set(String attribute, float value) {
        attributes.add(new AttributeProto(attribute, new AttributeValue.FloatValue(value)));
        return this;
    }

    CaseBuilder set(String attribute, String value) {
        attributes.add(new AttributeProto(attribute, new AttributeValue.StringValue(Bytes.utf8(value))));
        return this;
    }

    CaseBuilder set(String attribute, long... values) {
        attributes.add(new AttributeProto(attribute, AttributeValue.Ints.of(values)));
        return this;
    }

    CaseBuilder set(String attribute, float... values) {
        attributes.add(new AttributeProto(attribute, AttributeValue.Floats.of(values)));
        return this;
    }

    CaseBuilder set(String attribute, String... values) {
        attributes.add(new AttributeProto(
                attribute,
                new AttributeValue.Strings(
                        Arrays.stream(values).map(Bytes::utf8).toList())));
        return this;
    }

    /** Adds a node to what ONNX Runtime computes in the operator's place; inputs are x0, x1 and so on, output y0. */
    CaseBuilder as(String domain, String operator, List<String> from, String to, AttributeProto... with) {
        equivalent.add(new NodeProto("", domain, operator, from, List.of(to), List.of(with)));
        return this;
    }

    /** The same of the default domain with several outputs. */
    CaseBuilder asSeveral(String operator, List<String> from, List<String> to, AttributeProto... with) {
        equivalent.add(new NodeProto("", "", operator, from, to, List.of(with)));
        return this;
    }

    /** Under another version of the default domain than the usual one. */
    CaseBuilder version(long version) {
        opset = version;
        return this;
    }

    CaseBuilder outputs(int count) {
        var all = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            all.add("y" + i);
        }
        outputs = all;
        return this;
    }

    OperatorCase build() {
        var node = new NodeProto("", domain, name, names, outputs, attributes);
        var opsets = new ArrayList<>(List.of(new OpsetImport("", opset)));
        if (!domain.isEmpty()) {
            opsets.add(new OpsetImport(domain, domain.equals(Registry.ML) ? ML_OPSET : 1));
        }
        before.add(node);
        return new OperatorCase(domain + ":" + name, before, opsets, inputs, constants, equivalent);
    }

    /** Floats between −1 and 1. */
    Tensor floats(long... shape) {
        return floats(1, shape);
    }

    Tensor floats(double scale, long... shape) {
        Tensor tensor = Tensor.zeros(ElementType.FLOAT, shape);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.floats()[i] = (float) (random.nextDouble(-1, 1) * scale);
        }
        return tensor;
    }

    /** Positive floats of up to {@code most}, none tiny. */
    Tensor scales(double most, long... shape) {
        Tensor tensor = Tensor.zeros(ElementType.FLOAT, shape);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.floats()[i] = (float) random.nextDouble(most / 4, most);
        }
        return tensor;
    }

    /** Integers from {@code least} to {@code greatest}. */
    Tensor integers(ElementType type, int least, int greatest, long... shape) {
        Tensor tensor = Tensor.zeros(type, shape);
        for (int i = 0; i < tensor.size(); i++) {
            Samples.set(tensor, i, between(least, greatest));
        }
        return tensor;
    }

    /** All integers of a type of 8 bits. */
    Tensor bytes(ElementType type, long... shape) {
        return type == ElementType.UINT8 ? integers(type, 0, 255, shape) : integers(type, -128, 127, shape);
    }

    /** UINT8 or INT8. */
    ElementType byteType() {
        return coin() ? ElementType.UINT8 : ElementType.INT8;
    }
}
