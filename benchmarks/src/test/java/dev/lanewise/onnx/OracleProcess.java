package dev.lanewise.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxMap;
import ai.onnxruntime.OnnxSequence;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/**
 * A program that runs models without inputs in ONNX Runtime, since it ends the whole JVM on some of them. Reads a
 * length and a file from standard input, again and again, and answers each with 1 and the outputs, or 0 and why there
 * are none.
 */
final class OracleProcess {

    /** What follows in an answer. */
    static final int TENSOR = 0;

    static final int SEQUENCE = 1;
    static final int MAP = 2;
    static final int ABSENT = 3;

    /** What it says first. */
    static final int READY = 42;

    private OracleProcess() {}

    public static void main(String[] args) throws IOException {
        var in = new DataInputStream(new BufferedInputStream(System.in));
        var out = new DataOutputStream(new BufferedOutputStream(System.out));
        try (var environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL)) {
            out.writeByte(READY);
            out.flush();
            while (true) {
                int length = in.readInt();
                if (length < 0) {
                    return;
                }
                var answer = new ByteArrayOutputStream();
                try {
                    run(environment, in.readNBytes(length), new DataOutputStream(answer));
                    out.writeByte(1);
                    answer.writeTo(out);
                } catch (OrtException | RuntimeException e) {
                    out.writeByte(0);
                    String message = String.valueOf(e.getMessage());
                    out.writeUTF(message.substring(0, Math.min(1_000, message.length())));
                }
                out.flush();
            }
        }
    }

    private static void run(OrtEnvironment environment, byte[] model, DataOutputStream out)
            throws OrtException, IOException {
        try (var options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            try (var session = environment.createSession(model, options);
                    var result = session.run(Map.of())) {
                out.writeInt(result.size());
                for (Map.Entry<String, OnnxValue> entry : result) {
                    write(entry.getValue(), out);
                }
            }
        }
    }

    private static void write(OnnxValue value, DataOutputStream out) throws OrtException, IOException {
        switch (value) {
            case OnnxTensor tensor -> {
                out.writeByte(TENSOR);
                write(tensor, out);
            }
            case OnnxSequence sequence -> {
                out.writeByte(SEQUENCE);
                var elements = sequence.getValue();
                out.writeInt(elements.size());
                for (OnnxValue element : elements) {
                    write(element, out);
                }
            }
            case OnnxMap map -> {
                out.writeByte(MAP);
                out.writeInt(map.getValue().size());
                for (var entry : map.getValue().entrySet()) {
                    out.writeUTF(entry.getKey().toString());
                    out.writeUTF(entry.getValue().toString());
                }
            }
            default -> out.writeByte(ABSENT);
        }
    }

    private static void write(OnnxTensor tensor, DataOutputStream out) throws OrtException, IOException {
        TensorInfo info = tensor.getInfo();
        out.writeUTF(info.onnxType.name().replace("ONNX_TENSOR_ELEMENT_DATA_TYPE_", ""));
        out.writeInt(info.getShape().length);
        for (long dim : info.getShape()) {
            out.writeLong(dim);
        }
        if (info.type == OnnxJavaType.STRING) {
            Object value = info.getShape().length == 0 ? new Object[] {tensor.getValue()} : tensor.getValue();
            writeStrings(value, out);
            return;
        }
        ByteBuffer bytes = info.getNumElements() == 0 || info.type == OnnxJavaType.UNKNOWN
                ? ByteBuffer.allocate(0)
                : tensor.getByteBuffer();
        var copy = new byte[bytes.order(ByteOrder.LITTLE_ENDIAN).remaining()];
        bytes.get(copy);
        out.writeInt(copy.length);
        out.write(copy);
    }

    private static void writeStrings(Object value, DataOutputStream out) throws IOException {
        if (value instanceof Object[] elements) {
            for (Object element : elements) {
                writeStrings(element, out);
            }
        } else {
            out.writeUTF((String) value);
        }
    }
}
