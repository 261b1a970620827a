package dev.lanewise.tflite.file;

import java.util.Map;

/**
 * Names under which tensors of a subgraph are known outside: the table SignatureDef.
 *
 * @param inputs tensors by name, in the file's order
 * @param outputs likewise
 */
public record SignatureInfo(String key, int subgraph, Map<String, Integer> inputs, Map<String, Integer> outputs) {}
