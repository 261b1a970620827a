package dev.lanewise.onnx.proto;

import java.io.IOException;

/** Encoder of {@code AttributeProto}. Its number lists are not packed, as in proto2. */
final class AttributeWriter {

    private AttributeWriter() {}

    static void attribute(AttributeProto attribute, WireWriter out) throws IOException {
        out.text(1, attribute.name());
        switch (attribute.value()) {
            case AttributeValue.FloatValue(var f) -> out.float32(2, f);
            case AttributeValue.IntValue(var i) -> out.int64(3, i);
            case AttributeValue.StringValue(var s) -> out.bytes(4, s);
            case AttributeValue.TensorValue(var t) -> out.message(5, t, TensorWriter::tensor);
            case AttributeValue.GraphValue(var g) -> out.message(6, g, GraphWriter::graph);
            case AttributeValue.Floats(var floats) -> {
                for (int i = 0; i < floats.limit(); i++) {
                    out.float32(7, floats.get(i));
                }
            }
            case AttributeValue.Ints(var ints) -> out.unpacked(8, ints);
            case AttributeValue.Strings(var strings) -> out.byteStrings(9, strings);
            case AttributeValue.Tensors(var tensors) -> out.messages(10, tensors, TensorWriter::tensor);
            case AttributeValue.Graphs(var graphs) -> out.messages(11, graphs, GraphWriter::graph);
            case AttributeValue.TypeValue(var tp) -> out.message(14, tp, TypeWriter::type);
            case AttributeValue.Types(var types) -> out.messages(15, types, TypeWriter::type);
            case AttributeValue.Reference(var type, var name) -> out.text(21, name);
            case AttributeValue.SparseTensorValue(var sparse) -> out.message(22, sparse, TensorWriter::sparseTensor);
            case AttributeValue.SparseTensors(var sparse) -> out.messages(23, sparse, TensorWriter::sparseTensor);
        }
        out.int64(20, attribute.type().number());
    }
}
