package dev.lanewise.tflite.file;

import java.util.Map;

/**
 * Names under which a subgraph's inputs and outputs are known outside: the table SignatureDef.
 *
 * @param inputs names by tensor
 * @param outputs names by tensor
 */
public record SignatureInfo(String key, int subgraph, Map<Integer, String> inputs, Map<Integer, String> outputs) {}
