package dev.lanewise.onnx.proto;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;

/** Parsers of {@code GraphProto}, {@code NodeProto} and {@code TensorAnnotation}. */
final class GraphParser {

    private GraphParser() {}

    static GraphProto graph(WireReader in) throws IOException {
        var name = "";
        var nodes = new ArrayList<NodeProto>();
        var initializers = new ArrayList<TensorProto>();
        var sparseInitializers = new ArrayList<SparseTensorProto>();
        var inputs = new ArrayList<ValueInfoProto>();
        var outputs = new ArrayList<ValueInfoProto>();
        var valueInfo = new ArrayList<ValueInfoProto>();
        var quantizationAnnotations = new ArrayList<TensorAnnotation>();
        var docString = "";
        var metadata = new LinkedHashMap<String, String>();
        for (int number = in.next(); number != 0; number = in.next()) {
            switch (number) {
                case 1 -> in.messages("node", nodes, GraphParser::node);
                case 2 -> name = in.string("name");
                case 5 -> in.messages("initializer", initializers, TensorParser::tensor);
                case 10 -> docString = in.string("doc_string");
                case 11 -> in.messages("input", inputs, TypeParser::valueInfo);
                case 12 -> in.messages("output", outputs, TypeParser::valueInfo);
                case 13 -> in.messages("value_info", valueInfo, TypeParser::valueInfo);
                case 14 -> in.messages("quantization_annotation", quantizationAnnotations, GraphParser::annotation);
                case 15 -> in.messages("sparse_initializer", sparseInitializers, TensorParser::sparseTensor);
                case 16 -> in.entry("metadata_props", metadata);
                default -> in.skip();
            }
        }
        return new GraphProto(
                name,
                nodes,
                initializers,
                sparseInitializers,
                inputs,
                outputs,
                valueInfo,
                quantizationAnnotations,
                docString,
                metadata);
    }

    static NodeProto node(WireReader in) throws IOException {
        long fileOffset = in.position();
        var inputs = new ArrayList<String>();
        var outputs = new ArrayList<String>();
        var name = "";
        var opType = "";
        var domain = "";
        var overload = "";
        var attributes = new ArrayList<AttributeProto>();
        var metadata = new LinkedHashMap<String, String>();
        for (int number = in.next(); number != 0; number = in.next()) {
            switch (number) {
                case 1 -> inputs.add(in.string("input"));
                case 2 -> outputs.add(in.string("output"));
                case 3 -> name = in.string("name");
                case 4 -> opType = in.string("op_type");
                case 5 -> in.messages("attribute", attributes, AttributeParser::attribute);
                case 7 -> domain = in.string("domain");
                case 8 -> overload = in.string("overload");
                case 9 -> in.entry("metadata_props", metadata);
                default -> in.skip();
            }
        }
        return new NodeProto(inputs, outputs, name, opType, domain, overload, attributes, metadata, fileOffset);
    }

    private static TensorAnnotation annotation(WireReader in) throws IOException {
        var tensorName = "";
        var parameters = new LinkedHashMap<String, String>();
        for (int number = in.next(); number != 0; number = in.next()) {
            switch (number) {
                case 1 -> tensorName = in.string("tensor_name");
                case 2 -> in.entry("quant_parameter_tensor_names", parameters);
                default -> in.skip();
            }
        }
        return new TensorAnnotation(tensorName, parameters);
    }
}
