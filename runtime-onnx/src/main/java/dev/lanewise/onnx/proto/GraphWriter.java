package dev.lanewise.onnx.proto;

import java.io.IOException;

/** Encoders of {@code GraphProto}, {@code NodeProto} and {@code TensorAnnotation}. */
final class GraphWriter {

    private GraphWriter() {}

    static void graph(GraphProto graph, WireWriter out) throws IOException {
        out.messages(1, graph.nodes(), GraphWriter::node);
        out.text(2, graph.name());
        out.messages(5, graph.initializers(), TensorWriter::tensor);
        out.text(10, graph.docString());
        out.messages(11, graph.inputs(), TypeWriter::valueInfo);
        out.messages(12, graph.outputs(), TypeWriter::valueInfo);
        out.messages(13, graph.valueInfo(), TypeWriter::valueInfo);
        out.messages(14, graph.quantizationAnnotations(), GraphWriter::annotation);
        out.messages(15, graph.sparseInitializers(), TensorWriter::sparseTensor);
        out.entries(16, graph.metadata());
    }

    static void node(NodeProto node, WireWriter out) throws IOException {
        out.texts(1, node.inputs());
        out.texts(2, node.outputs());
        out.text(3, node.name());
        out.text(4, node.opType());
        out.messages(5, node.attributes(), AttributeWriter::attribute);
        out.text(7, node.domain());
        out.text(8, node.overload());
        out.entries(9, node.metadata());
    }

    private static void annotation(TensorAnnotation annotation, WireWriter out) throws IOException {
        out.text(1, annotation.tensorName());
        out.entries(2, annotation.parameterTensorNames());
    }
}
