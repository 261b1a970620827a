/** Tensors, the operator graph, rewrites, plans and kernels: runs models that a reader module has read. */
module dev.lanewise.core {
    requires static jdk.incubator.vector;
    requires static jdk.jfr;
    requires static java.desktop;
    requires static java.management;
    requires static jdk.management;
    requires static org.jspecify;

    exports dev.lanewise;
    exports dev.lanewise.spi;
    exports dev.lanewise.tensor;
    exports dev.lanewise.graph to
            dev.lanewise.onnx,
            dev.lanewise.tflite,
            dev.lanewise.quant;
    exports dev.lanewise.kernel to
            dev.lanewise.onnx,
            dev.lanewise.tflite,
            dev.lanewise.quant;
    exports dev.lanewise.op to
            dev.lanewise.onnx,
            dev.lanewise.tflite,
            dev.lanewise.quant;
    exports dev.lanewise.op.control to
            dev.lanewise.onnx,
            dev.lanewise.tflite,
            dev.lanewise.quant;
    exports dev.lanewise.op.elementwise to
            dev.lanewise.onnx,
            dev.lanewise.tflite,
            dev.lanewise.quant;
    exports dev.lanewise.op.linear to
            dev.lanewise.onnx,
            dev.lanewise.tflite,
            dev.lanewise.quant;
    exports dev.lanewise.op.ml to
            dev.lanewise.onnx,
            dev.lanewise.tflite,
            dev.lanewise.quant;
    exports dev.lanewise.op.nn to
            dev.lanewise.onnx,
            dev.lanewise.tflite,
            dev.lanewise.quant;
    exports dev.lanewise.op.quantize to
            dev.lanewise.onnx,
            dev.lanewise.tflite,
            dev.lanewise.quant;
    exports dev.lanewise.op.recurrent to
            dev.lanewise.onnx,
            dev.lanewise.tflite,
            dev.lanewise.quant;
    exports dev.lanewise.op.reduce to
            dev.lanewise.onnx,
            dev.lanewise.tflite,
            dev.lanewise.quant;
    exports dev.lanewise.op.sequence to
            dev.lanewise.onnx,
            dev.lanewise.tflite,
            dev.lanewise.quant;
    exports dev.lanewise.op.shape to
            dev.lanewise.onnx,
            dev.lanewise.tflite,
            dev.lanewise.quant;
    exports dev.lanewise.op.signal to
            dev.lanewise.onnx,
            dev.lanewise.tflite,
            dev.lanewise.quant;
    exports dev.lanewise.op.state to
            dev.lanewise.onnx,
            dev.lanewise.tflite,
            dev.lanewise.quant;
    exports dev.lanewise.op.text to
            dev.lanewise.onnx,
            dev.lanewise.tflite,
            dev.lanewise.quant;
    exports dev.lanewise.op.vision to
            dev.lanewise.onnx,
            dev.lanewise.tflite,
            dev.lanewise.quant;
    exports dev.lanewise.transform to
            dev.lanewise.onnx,
            dev.lanewise.tflite,
            dev.lanewise.quant;

    uses dev.lanewise.spi.ModelReader;
}
