/** Graphs as tables of TFLite files: which builtins say what an operator computes. */
@NullMarked
package dev.lanewise.tflite.writer;

import org.jspecify.annotations.NullMarked;
