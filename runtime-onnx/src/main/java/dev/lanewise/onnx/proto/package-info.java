/**
 * The messages of an ONNX file as plain immutable records, a parser that keeps large data where it lies in the file,
 * and a writer. The names and field numbers are those of {@code onnx.proto} (IR version 13) and {@code
 * onnx-data.proto}.
 */
@NullMarked
package dev.lanewise.onnx.proto;

import org.jspecify.annotations.NullMarked;
