/** Reads TFLite models. */
module dev.lanewise.tflite {
    requires transitive dev.lanewise.core;
    requires static org.jspecify;

    exports dev.lanewise.tflite;

    provides dev.lanewise.spi.ModelReader with
            dev.lanewise.tflite.TfliteReader;
}
