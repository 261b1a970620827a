package dev.lanewise.onnx.proto;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/**
 * Parser of {@code AttributeProto}; files older than IR version 2 leave the type to be told from the field in use.
 */
final class AttributeParser {

    private String name = "";
    private String reference = "";
    private AttributeType type = AttributeType.UNDEFINED;
    private float f;
    private long i;
    private Bytes s = Bytes.EMPTY;
    private final List<TensorProto> t = new ArrayList<>(0);
    private final List<GraphProto> g = new ArrayList<>(0);
    private final List<SparseTensorProto> sparseTensor = new ArrayList<>(0);
    private final List<TypeProto> tp = new ArrayList<>(0);
    private final Elements floats = Elements.ofFloats();
    private final Elements ints = Elements.ofLongs();
    private final List<Bytes> strings = new ArrayList<>(0);
    private final List<TensorProto> tensors = new ArrayList<>(0);
    private final List<GraphProto> graphs = new ArrayList<>(0);
    private final List<SparseTensorProto> sparseTensors = new ArrayList<>(0);
    private final List<TypeProto> typeProtos = new ArrayList<>(0);
    private final EnumSet<AttributeType> present = EnumSet.noneOf(AttributeType.class);

    private AttributeParser() {}

    static AttributeProto attribute(WireReader in) throws IOException {
        var parser = new AttributeParser();
        for (int number = in.next(); number != 0; number = in.next()) {
            parser.field(number, in);
        }
        return new AttributeProto(parser.name, parser.value(in));
    }

    private void field(int number, WireReader in) throws IOException {
        switch (number) {
            case 1 -> name = in.string("name");
            case 2 -> {
                f = in.float32("f");
                present.add(AttributeType.FLOAT);
            }
            case 3 -> {
                i = in.int64("i");
                present.add(AttributeType.INT);
            }
            case 4 -> {
                s = in.bytes("s");
                present.add(AttributeType.STRING);
            }
            case 5 -> t.add(in.message("t", TensorParser::tensor));
            case 6 -> g.add(in.message("g", GraphParser::graph));
            case 7 -> in.elements("floats", floats);
            case 8 -> in.elements("ints", ints);
            case 9 -> strings.add(in.bytes("strings"));
            case 10 -> in.messages("tensors", tensors, TensorParser::tensor);
            case 11 -> in.messages("graphs", graphs, GraphParser::graph);
            case 14 -> tp.add(in.message("tp", TypeParser::type));
            case 15 -> in.messages("type_protos", typeProtos, TypeParser::type);
            case 20 -> type = type(in.int64("type"), in);
            case 21 -> reference = in.string("ref_attr_name");
            case 22 -> sparseTensor.add(in.message("sparse_tensor", TensorParser::sparseTensor));
            case 23 -> in.messages("sparse_tensors", sparseTensors, TensorParser::sparseTensor);
            default -> in.skip();
        }
    }

    private static AttributeType type(long number, WireReader in) {
        return AttributeType.of(number).orElseThrow(() -> in.failure("unknown attribute type " + number));
    }

    private AttributeValue value(WireReader in) {
        if (!reference.isEmpty()) {
            return new AttributeValue.Reference(type, reference);
        }
        return switch (type == AttributeType.UNDEFINED ? typeInUse(in) : type) {
            case FLOAT -> new AttributeValue.FloatValue(f);
            case INT -> new AttributeValue.IntValue(i);
            case STRING -> new AttributeValue.StringValue(s);
            case TENSOR -> new AttributeValue.TensorValue(only(t, "t", in));
            case GRAPH -> new AttributeValue.GraphValue(only(g, "g", in));
            case SPARSE_TENSOR -> new AttributeValue.SparseTensorValue(only(sparseTensor, "sparse_tensor", in));
            case TYPE_PROTO -> new AttributeValue.TypeValue(only(tp, "tp", in));
            case FLOATS -> new AttributeValue.Floats(floats.floats());
            case INTS -> new AttributeValue.Ints(ints.longs());
            case STRINGS -> new AttributeValue.Strings(strings);
            case TENSORS -> new AttributeValue.Tensors(tensors);
            case GRAPHS -> new AttributeValue.Graphs(graphs);
            case SPARSE_TENSORS -> new AttributeValue.SparseTensors(sparseTensors);
            case TYPE_PROTOS -> new AttributeValue.Types(typeProtos);
            case UNDEFINED -> throw in.failure("attribute \"" + name + "\" has neither a type nor a value");
        };
    }

    private AttributeType typeInUse(WireReader in) {
        note(AttributeType.TENSOR, t.isEmpty());
        note(AttributeType.GRAPH, g.isEmpty());
        note(AttributeType.SPARSE_TENSOR, sparseTensor.isEmpty());
        note(AttributeType.TYPE_PROTO, tp.isEmpty());
        note(AttributeType.FLOATS, floats.isEmpty());
        note(AttributeType.INTS, ints.isEmpty());
        note(AttributeType.STRINGS, strings.isEmpty());
        note(AttributeType.TENSORS, tensors.isEmpty());
        note(AttributeType.GRAPHS, graphs.isEmpty());
        note(AttributeType.SPARSE_TENSORS, sparseTensors.isEmpty());
        note(AttributeType.TYPE_PROTOS, typeProtos.isEmpty());
        if (present.size() > 1) {
            throw in.failure("attribute \"" + name + "\" has no type and values of types " + present);
        }
        return present.isEmpty() ? AttributeType.UNDEFINED : present.iterator().next();
    }

    private void note(AttributeType candidate, boolean empty) {
        if (!empty) {
            present.add(candidate);
        }
    }

    private <T> T only(List<T> values, String field, WireReader in) {
        if (values.isEmpty()) {
            throw in.failure("attribute \"" + name + "\" of type " + type + " has no field " + field);
        }
        return values.getLast();
    }
}
