/** Reads and writes ONNX models. */
@NullMarked
package dev.lanewise.onnx;

import org.jspecify.annotations.NullMarked;
