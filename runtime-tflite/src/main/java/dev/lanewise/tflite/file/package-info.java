/** What lies in a TFLite file: a flatbuffer whose every offset is checked, and the tables of TFLite's schema 3c. */
@NullMarked
package dev.lanewise.tflite.file;

import org.jspecify.annotations.NullMarked;
