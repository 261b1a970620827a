package dev.lanewise.onnx.proto;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;

/** Parsers of {@code ModelProto}, {@code OperatorSetIdProto} and {@code FunctionProto}. */
final class ModelParser {

    private ModelParser() {}

    static ModelProto model(WireReader in) throws IOException {
        long irVersion = 0;
        var producerName = "";
        var producerVersion = "";
        var domain = "";
        long modelVersion = 0;
        var docString = "";
        var opsetImports = new ArrayList<OpsetImport>();
        var graph = new ArrayList<GraphProto>(1);
        var metadata = new LinkedHashMap<String, String>();
        var functions = new ArrayList<FunctionProto>();
        for (int number = in.next(); number != 0; number = in.next()) {
            switch (number) {
                case 1 -> irVersion = in.int64("ir_version");
                case 2 -> producerName = in.string("producer_name");
                case 3 -> producerVersion = in.string("producer_version");
                case 4 -> domain = in.string("domain");
                case 5 -> modelVersion = in.int64("model_version");
                case 6 -> docString = in.string("doc_string");
                case 7 -> graph.add(in.message("graph", GraphParser::graph));
                case 8 -> in.messages("opset_import", opsetImports, ModelParser::opsetImport);
                case 14 -> in.entry("metadata_props", metadata);
                case 25 -> in.messages("functions", functions, ModelParser::function);
                default -> in.skip();
            }
        }
        if (graph.isEmpty()) {
            throw in.failure("found no graph, expected a ModelProto");
        }
        return new ModelProto(
                irVersion,
                producerName,
                producerVersion,
                domain,
                modelVersion,
                docString,
                opsetImports,
                graph.getLast(),
                metadata,
                functions);
    }

    static OpsetImport opsetImport(WireReader in) throws IOException {
        var domain = "";
        long version = 0;
        for (int number = in.next(); number != 0; number = in.next()) {
            switch (number) {
                case 1 -> domain = in.string("domain");
                case 2 -> version = in.int64("version");
                default -> in.skip();
            }
        }
        return new OpsetImport(domain, version);
    }

    static FunctionProto function(WireReader in) throws IOException {
        var domain = "";
        var name = "";
        var overload = "";
        var inputs = new ArrayList<String>();
        var outputs = new ArrayList<String>();
        var attributes = new ArrayList<String>();
        var defaultAttributes = new ArrayList<AttributeProto>();
        var nodes = new ArrayList<NodeProto>();
        var opsetImports = new ArrayList<OpsetImport>();
        var valueInfo = new ArrayList<ValueInfoProto>();
        var docString = "";
        var metadata = new LinkedHashMap<String, String>();
        for (int number = in.next(); number != 0; number = in.next()) {
            switch (number) {
                case 1 -> name = in.string("name");
                case 4 -> inputs.add(in.string("input"));
                case 5 -> outputs.add(in.string("output"));
                case 6 -> attributes.add(in.string("attribute"));
                case 7 -> in.messages("node", nodes, GraphParser::node);
                case 8 -> docString = in.string("doc_string");
                case 9 -> in.messages("opset_import", opsetImports, ModelParser::opsetImport);
                case 10 -> domain = in.string("domain");
                case 11 -> in.messages("attribute_proto", defaultAttributes, AttributeParser::attribute);
                case 12 -> in.messages("value_info", valueInfo, TypeParser::valueInfo);
                case 13 -> overload = in.string("overload");
                case 14 -> in.entry("metadata_props", metadata);
                default -> in.skip();
            }
        }
        return new FunctionProto(
                domain,
                name,
                overload,
                inputs,
                outputs,
                attributes,
                defaultAttributes,
                nodes,
                opsetImports,
                valueInfo,
                docString,
                metadata);
    }
}
