/**
 * Runs ONNX and TFLite models inside a JVM program, in plain Java. {@link dev.lanewise.Model#load} opens a file, {@link
 * dev.lanewise.Model#newSession} makes what runs it.
 */
@NullMarked
package dev.lanewise;

import org.jspecify.annotations.NullMarked;
