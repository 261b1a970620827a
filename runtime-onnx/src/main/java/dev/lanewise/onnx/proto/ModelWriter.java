package dev.lanewise.onnx.proto;

import java.io.IOException;

/** Encoders of {@code ModelProto}, {@code OperatorSetIdProto} and {@code FunctionProto}. */
final class ModelWriter {

    private ModelWriter() {}

    static void model(ModelProto model, WireWriter out) throws IOException {
        out.int64(1, model.irVersion());
        out.text(2, model.producerName());
        out.text(3, model.producerVersion());
        out.text(4, model.domain());
        out.int64(5, model.modelVersion());
        out.text(6, model.docString());
        out.message(7, model.graph(), GraphWriter::graph);
        out.messages(8, model.opsetImports(), ModelWriter::opsetImport);
        out.entries(14, model.metadata());
        out.messages(25, model.functions(), ModelWriter::function);
    }

    private static void opsetImport(OpsetImport opset, WireWriter out) throws IOException {
        out.text(1, opset.domain());
        out.int64(2, opset.version());
    }

    private static void function(FunctionProto function, WireWriter out) throws IOException {
        out.text(1, function.name());
        out.texts(4, function.inputs());
        out.texts(5, function.outputs());
        out.texts(6, function.attributes());
        out.messages(7, function.nodes(), GraphWriter::node);
        out.text(8, function.docString());
        out.messages(9, function.opsetImports(), ModelWriter::opsetImport);
        out.text(10, function.domain());
        out.messages(11, function.defaultAttributes(), AttributeWriter::attribute);
        out.messages(12, function.valueInfo(), TypeWriter::valueInfo);
        out.text(13, function.overload());
        out.entries(14, function.metadata());
    }
}
