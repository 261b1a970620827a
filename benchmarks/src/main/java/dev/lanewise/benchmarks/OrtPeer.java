package dev.lanewise.benchmarks;

import ai.onnxruntime.OnnxMap;
import ai.onnxruntime.OnnxSequence;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.lanewise.tensor.Tensor;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** A model in ONNX Runtime, on one thread or more, with fixed inputs. */
final class OrtPeer implements Peer {

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();

    OrtPeer(byte[] model, int threads, Map<String, Tensor> inputs) {
        try (var options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            options.setSessionLogLevel(ai.onnxruntime.OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            session = environment.createSession(model, options);
            for (var entry : inputs.entrySet()) {
                if (session.getInputNames().contains(entry.getKey())) {
                    this.inputs.put(entry.getKey(), toOrt(entry.getValue()));
                }
            }
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    private OnnxTensor toOrt(Tensor tensor) throws OrtException {
        return switch (tensor.type()) {
            case FLOAT -> OnnxTensor.createTensor(environment, FloatBuffer.wrap(tensor.floats()), tensor.shape());
            case INT64 -> OnnxTensor.createTensor(environment, LongBuffer.wrap(tensor.longs()), tensor.shape());
            case INT32 -> OnnxTensor.createTensor(environment, IntBuffer.wrap(tensor.ints()), tensor.shape());
            default -> throw new IllegalArgumentException("no inputs of type " + tensor.type());
        };
    }

    @Override
    public void run() {
        try {
            session.run(inputs).close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The float outputs, those of maps in the order of their keys. */
    @Override
    public Map<String, float[]> outputs() {
        var outputs = new LinkedHashMap<String, float[]>();
        try (var result = session.run(inputs)) {
            for (Map.Entry<String, OnnxValue> entry : result) {
                if (entry.getValue() instanceof OnnxTensor tensor
                        && tensor.getInfo() instanceof TensorInfo info
                        && info.type == ai.onnxruntime.OnnxJavaType.FLOAT) {
                    FloatBuffer floats = tensor.getFloatBuffer();
                    var copy = new float[floats.remaining()];
                    floats.get(copy);
                    outputs.put(entry.getKey(), copy);
                } else if (entry.getValue() instanceof OnnxSequence sequence
                        && sequence.getValue().getFirst() instanceof OnnxMap map) {
                    var sorted = new TreeMap<String, Float>();
                    map.getValue().forEach((key, value) -> sorted.put(key.toString(), (Float) value));
                    outputs.put(entry.getKey(), toArray(sorted.values()));
                }
            }
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
        return outputs;
    }

    private static float[] toArray(Collection<Float> values) {
        var array = new float[values.size()];
        int next = 0;
        for (float value : values) {
            array[next++] = value;
        }
        return array;
    }

    @Override
    public void close() {
        inputs.values().forEach(OnnxTensor::close);
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
