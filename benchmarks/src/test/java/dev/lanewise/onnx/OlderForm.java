package dev.lanewise.onnx;

import dev.lanewise.onnx.proto.AttributeProto;
import dev.lanewise.onnx.proto.AttributeValue;
import dev.lanewise.onnx.proto.NodeProto;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cases as earlier versions of an operator take them: what became an input is an attribute again. */
final class OlderForm {

    private enum Kind {
        INTEGERS,
        INTEGER,
        FLOATS,
        FLOAT
    }

    /** In versions before {@code before} input {@code input} was an attribute. */
    private record Moved(String operator, int before, int input, String attribute, Kind kind) {}

    private static final List<Moved> MOVED = List.of(
            new Moved("Slice", 10, 3, "axes", Kind.INTEGERS),
            new Moved("Slice", 10, 2, "ends", Kind.INTEGERS),
            new Moved("Slice", 10, 1, "starts", Kind.INTEGERS),
            new Moved("Pad", 11, 2, "value", Kind.FLOAT),
            new Moved("Pad", 11, 1, "pads", Kind.INTEGERS),
            new Moved("Clip", 11, 2, "max", Kind.FLOAT),
            new Moved("Clip", 11, 1, "min", Kind.FLOAT),
            new Moved("Squeeze|Unsqueeze|ReduceSum", 13, 1, "axes", Kind.INTEGERS),
            new Moved("Reduce(?!Sum$).*", 18, 1, "axes", Kind.INTEGERS),
            new Moved("Split", 13, 1, "split", Kind.INTEGERS),
            new Moved("TopK", 10, 1, "k", Kind.INTEGER),
            new Moved("Dropout", 12, 1, "ratio", Kind.FLOAT),
            new Moved("Reshape", 5, 1, "shape", Kind.INTEGERS),
            new Moved("DFT", 20, 2, "axis", Kind.INTEGER),
            new Moved("Upsample", 9, 1, "scales", Kind.FLOATS));

    private static final Pattern ATTRIBUTE = Pattern.compile("Unrecognized attribute: (\\w+)");
    private static final Pattern SIZE =
            Pattern.compile("(input|output) size \\d+ not in range \\[min=\\d+, max=(\\d+)");

    private OlderForm() {}

    /** The case under {@code version} of its domain. */
    static OperatorCase of(OperatorCase c, int version) {
        OperatorCase older = c;
        for (Moved moved : MOVED) {
            if (version < moved.before() && c.node().opType().matches(moved.operator())) {
                older = attributeAgain(older, moved);
            }
        }
        if (version < 13
                && c.node().opType().equals("Resize")
                && c.node().domain().isEmpty()) {
            older = resized(older, version);
        }
        return older.withOpset(c.node().domain(), version);
    }

    /** Resize without regions in version 10, and with empty tensors for absent inputs in version 11. */
    private static OperatorCase resized(OperatorCase c, int version) {
        NodeProto node = c.node();
        var names = new ArrayList<>(node.inputs());
        var inputs = new LinkedHashMap<>(c.inputs());
        if (version < 11 && names.size() == 3) {
            inputs.remove(names.remove(1));
        }
        while (version >= 11 && names.size() < 3) {
            names.add("");
        }
        for (int i = 1; version >= 11 && i < 3; i++) {
            if (names.get(i).isEmpty()) {
                names.set(i, "absent" + i);
                inputs.put("absent" + i, Tensor.zeros(ElementType.FLOAT, 0));
            }
        }
        return c.withNode(new NodeProto(
                        node.name(), node.domain(), node.opType(), names, node.outputs(), node.attributes()))
                .withInputs(inputs);
    }

    private static OperatorCase attributeAgain(OperatorCase c, Moved moved) {
        NodeProto node = c.node();
        if (node.inputs().size() <= moved.input()
                || node.attribute(moved.attribute()).isPresent()) {
            return c;
        }
        String input = node.inputs().get(moved.input());
        Tensor tensor = c.inputs().get(input);
        var names = new ArrayList<>(node.inputs());
        names.remove(moved.input());
        var attributes = new ArrayList<>(node.attributes());
        if (tensor != null) {
            attributes.add(new AttributeProto(moved.attribute(), value(Samples.numbers(tensor), moved.kind())));
        }
        var inputs = new LinkedHashMap<>(c.inputs());
        if (!names.contains(input)) {
            inputs.remove(input);
        }
        var constants = c.constants().stream().filter(inputs::containsKey).toList();
        return c.withNode(new NodeProto(node.name(), node.domain(), node.opType(), names, node.outputs(), attributes))
                .withInputs(inputs)
                .withConstants(constants);
    }

    private static AttributeValue value(double[] numbers, Kind kind) {
        long[] integers = Arrays.stream(numbers).mapToLong(v -> (long) v).toArray();
        return switch (kind) {
            case INTEGERS -> AttributeValue.Ints.of(integers);
            case INTEGER -> new AttributeValue.IntValue(integers.length == 0 ? 0 : integers[0]);
            case FLOATS -> {
                var floats = new float[numbers.length];
                for (int i = 0; i < floats.length; i++) {
                    floats[i] = (float) numbers[i];
                }
                yield AttributeValue.Floats.of(floats);
            }
            case FLOAT -> new AttributeValue.FloatValue(numbers.length == 0 ? 0 : (float) numbers[0]);
        };
    }

    /** The case without the attribute, input or output that ONNX Runtime says the version does not have. */
    static Optional<OperatorCase> without(OperatorCase c, String refusal) {
        NodeProto node = c.node();
        Matcher attribute = ATTRIBUTE.matcher(refusal);
        if (attribute.find()) {
            String unknown = attribute.group(1);
            var kept = node.attributes().stream()
                    .filter(a -> !a.name().equals(unknown))
                    .toList();
            return kept.size() == node.attributes().size()
                    ? Optional.empty()
                    : Optional.of(c.withNode(new NodeProto(
                            node.name(), node.domain(), node.opType(), node.inputs(), node.outputs(), kept)));
        }
        Matcher size = SIZE.matcher(refusal);
        if (!size.find()) {
            return Optional.empty();
        }
        int most = Integer.parseInt(size.group(2));
        boolean inputs = size.group(1).equals("input");
        if ((inputs ? node.inputs() : node.outputs()).size() <= most) {
            return Optional.empty();
        }
        return Optional.of(c.withNode(new NodeProto(
                node.name(),
                node.domain(),
                node.opType(),
                inputs ? node.inputs().subList(0, most) : node.inputs(),
                inputs ? node.outputs() : node.outputs().subList(0, most),
                node.attributes())));
    }
}
