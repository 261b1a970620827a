/** Reads and writes TFLite models. */
@NullMarked
package dev.lanewise.tflite;

import org.jspecify.annotations.NullMarked;
