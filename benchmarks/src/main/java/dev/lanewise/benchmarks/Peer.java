package dev.lanewise.benchmarks;

import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** A model in another runtime, on one thread or more, with fixed inputs. */
sealed interface Peer extends AutoCloseable permits OrtPeer, XnnpackPeer {

    /** Runs once and drops the outputs. */
    void run();

    /** Runs once and gives the outputs of numbers by name; what is no tensor of numbers may be left out. */
    Map<String, float[]> outputs();

    @Override
    void close();

    /**
     * TFLite's interpreter with XNNPACK for a TFLite file, ONNX Runtime for any other.
     *
     * @param outputs names of the model's outputs, in its order
     */
    static Peer open(byte[] file, int threads, Map<String, Tensor> inputs, List<String> outputs) {
        return isTflite(file) ? new XnnpackPeer(file, threads, inputs, outputs) : new OrtPeer(file, threads, inputs);
    }

    /** What the peer of such a file is called. */
    static String name(byte[] file) {
        return isTflite(file) ? "XNNPACK" : "ONNX Runtime";
    }

    /** A flatbuffer has its identifier behind the offset of its root. */
    private static boolean isTflite(byte[] file) {
        return file.length > 8 && file[4] == 'T' && file[5] == 'F' && file[6] == 'L';
    }
}
