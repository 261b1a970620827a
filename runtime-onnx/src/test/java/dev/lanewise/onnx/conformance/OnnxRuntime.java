package dev.lanewise.onnx.conformance;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What ONNX Runtime gives for a model. */
final class OnnxRuntime {

    private OnnxRuntime() {}

    /**
     * The outputs that are tensors.
     *
     * @throws OrtException it does not take the model or these inputs
     */
    static Map<String, Tensor> run(Path file, Map<String, ? extends Value> inputs) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        var given = new HashMap<String, OnnxTensor>();
        try (var options = new OrtSession.SessionOptions()) {
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            try (OrtSession session = environment.createSession(file.toString(), options)) {
                for (var entry : inputs.entrySet()) {
                    given.put(entry.getKey(), given(environment, (Tensor) entry.getValue()));
                }
                var outputs = new LinkedHashMap<String, Tensor>();
                try (var result = session.run(given)) {
                    for (Map.Entry<String, OnnxValue> entry : result) {
                        if (entry.getValue() instanceof OnnxTensor tensor) {
                            outputs.put(entry.getKey(), taken(tensor));
                        }
                    }
                }
                return outputs;
            }
        } finally {
            given.values().forEach(OnnxTensor::close);
        }
    }

    /** Writes what its optimizer makes of a model. */
    static void optimize(Path file, OrtSession.SessionOptions.OptLevel level, Path to) throws OrtException {
        try (var options = new OrtSession.SessionOptions()) {
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            options.setOptimizationLevel(level);
            options.setOptimizedModelFilePath(to.toString());
            OrtEnvironment.getEnvironment()
                    .createSession(file.toString(), options)
                    .close();
        }
    }

    private static OnnxTensor given(OrtEnvironment environment, Tensor tensor) throws OrtException {
        ByteBuffer data = tensor.toByteBuffer();
        var direct = ByteBuffer.allocateDirect(data.remaining()).order(ByteOrder.nativeOrder());
        direct.put(data).flip();
        var type = OnnxJavaType.valueOf(tensor.type().name());
        return OnnxTensor.createTensor(environment, direct, tensor.shape(), type);
    }

    private static Tensor taken(OnnxTensor tensor) {
        var type = ElementType.valueOf(tensor.getInfo().type.name());
        ByteBuffer data = tensor.getByteBuffer().order(ByteOrder.nativeOrder());
        return Tensor.of(type, data, tensor.getInfo().getShape());
    }
}
