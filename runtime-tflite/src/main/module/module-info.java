/** Reads and writes TFLite models. */
module dev.lanewise.tflite {
    requires transitive dev.lanewise.core;
    requires static org.jspecify;
}
