/** Reads ONNX models. */
module dev.lanewise.onnx {
    requires transitive dev.lanewise.core;
    requires java.logging;
    requires static org.jspecify;

    exports dev.lanewise.onnx;

    provides dev.lanewise.spi.ModelReader with
            dev.lanewise.onnx.OnnxReader;
}
