package dev.lanewise.onnx.proto;

import java.util.List;
import java.util.Map;

/** {@code ModelProto}: a whole file. Training information and device configurations are not kept. */
public record ModelProto(
        long irVersion,
        String producerName,
        String producerVersion,
        String domain,
        long modelVersion,
        String docString,
        List<OpsetImport> opsetImports,
        GraphProto graph,
        Map<String, String> metadata,
        List<FunctionProto> functions) {

    public ModelProto {
        opsetImports = List.copyOf(opsetImports);
        metadata = Copies.ordered(metadata);
        functions = List.copyOf(functions);
    }
}
