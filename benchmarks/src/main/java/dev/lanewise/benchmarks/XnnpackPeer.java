package dev.lanewise.benchmarks;

import dev.lanewise.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.tensorflowlite.BuiltinOpResolverWithXNNPACK;
import org.bytedeco.tensorflowlite.FlatBufferModel;
import org.bytedeco.tensorflowlite.Interpreter;
import org.bytedeco.tensorflowlite.InterpreterBuilder;
import org.bytedeco.tensorflowlite.TfLiteTensor;
import org.bytedeco.tensorflowlite.global.tensorflowlite;

/** A model in TFLite's own interpreter, with XNNPACK for every operator that it takes. */
final class XnnpackPeer implements Peer {

    private final BytePointer file;
    private final FlatBufferModel model;
    private final BuiltinOpResolverWithXNNPACK resolver = new BuiltinOpResolverWithXNNPACK(true);
    private final Interpreter interpreter = new Interpreter((Pointer) null);
    private final List<String> names;

    /**
     * Loads the model, gives its inputs the shapes of {@code inputs}, in that order, and fills them.
     *
     * @param names what the outputs are called, in the file's order
     */
    XnnpackPeer(byte[] bytes, int threads, Map<String, Tensor> inputs, List<String> names) {
        this.names = names;
        file = new BytePointer(bytes);
        model = FlatBufferModel.BuildFromBuffer(file, bytes.length);
        try (var builder = new InterpreterBuilder(model, resolver)) {
            check(builder.apply(interpreter, threads), "builds no interpreter");
        }
        int next = 0;
        for (Tensor input : inputs.values()) {
            int[] shape =
                    Arrays.stream(input.shape()).mapToInt(Math::toIntExact).toArray();
            check(interpreter.ResizeInputTensor(interpreter.inputs().get(next++), shape), "takes no shape");
        }
        check(interpreter.AllocateTensors(), "allocates no tensors");
        next = 0;
        for (Tensor input : inputs.values()) {
            ByteBuffer elements = input.toByteBuffer();
            var values = new byte[elements.remaining()];
            elements.get(values);
            data(interpreter.input_tensor(next++)).put(values);
        }
    }

    @Override
    public void run() {
        check(interpreter.Invoke(), "fails");
    }

    @Override
    public Map<String, float[]> outputs() {
        run();
        var outputs = new LinkedHashMap<String, float[]>();
        for (int i = 0; i < names.size(); i++) {
            TfLiteTensor tensor = interpreter.output_tensor(i);
            BytePointer data = data(tensor);
            var values = new byte[(int) data.capacity()];
            data.get(values);
            outputs.put(
                    names.get(i), floats(tensor.type(), ByteBuffer.wrap(values).order(ByteOrder.nativeOrder())));
        }
        return outputs;
    }

    private static float[] floats(int type, ByteBuffer values) {
        int width = switch (type) {
            case tensorflowlite.kTfLiteFloat32, tensorflowlite.kTfLiteInt32 -> Float.BYTES;
            case tensorflowlite.kTfLiteInt64 -> Long.BYTES;
            default -> 1;
        };
        var floats = new float[values.remaining() / width];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = switch (type) {
                case tensorflowlite.kTfLiteFloat32 -> values.getFloat();
                case tensorflowlite.kTfLiteInt32 -> values.getInt();
                case tensorflowlite.kTfLiteInt64 -> values.getLong();
                case tensorflowlite.kTfLiteInt8 -> values.get();
                case tensorflowlite.kTfLiteUInt8, tensorflowlite.kTfLiteBool -> Byte.toUnsignedInt(values.get());
                default -> throw new IllegalStateException("no outputs of TFLite's type " + type);
            };
        }
        return floats;
    }

    private static BytePointer data(TfLiteTensor tensor) {
        var data = new BytePointer(tensor.data().data());
        return data.position(0).limit(tensor.bytes()).capacity(tensor.bytes());
    }

    private static void check(int status, String what) {
        if (status != 0) {
            throw new IllegalStateException("TFLite's interpreter " + what);
        }
    }

    @Override
    public void close() {
        interpreter.close();
        resolver.close();
        model.close();
        file.close();
    }
}
