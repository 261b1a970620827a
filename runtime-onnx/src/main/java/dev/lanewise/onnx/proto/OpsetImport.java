package dev.lanewise.onnx.proto;

/** {@code OperatorSetIdProto}: the version of an operator set; the empty domain is ONNX's own. */
public record OpsetImport(String domain, long version) {}
