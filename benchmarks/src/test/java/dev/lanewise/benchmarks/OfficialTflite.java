package dev.lanewise.benchmarks;

import dev.lanewise.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.tensorflowlite.BuiltinOpResolverWithoutDefaultDelegates;
import org.bytedeco.tensorflowlite.FlatBufferModel;
import org.bytedeco.tensorflowlite.Interpreter;
import org.bytedeco.tensorflowlite.InterpreterBuilder;
import org.bytedeco.tensorflowlite.TfLiteTensor;

/** The official TFLite interpreter, in a process of its own, which it may take down. */
final class OfficialTflite {

    private OfficialTflite() {}

    /** Raw little-endian outputs of a model for these inputs, whose shapes the model is resized to. */
    static List<ByteBuffer> run(Path model, List<Tensor> inputs, Path folder) throws IOException, InterruptedException {
        return run(model, inputs, 1, folder);
    }

    /** The same for inputs that are cut into {@code calls} equal parts along axis 0; outputs lie one behind the other. */
    static List<ByteBuffer> run(Path model, List<Tensor> inputs, int calls, Path folder)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                OfficialTflite.class.getName(),
                model.toString(),
                folder.toString(),
                Integer.toString(calls)));
        for (int i = 0; i < inputs.size(); i++) {
            Files.write(folder.resolve("input" + i), bytes(inputs.get(i).toByteBuffer()));
            long[] shape = inputs.get(i).shape();
            if (calls > 1) {
                shape[0] /= calls;
            }
            command.add(String.join(
                    ",", java.util.Arrays.stream(shape).mapToObj(Long::toString).toList()));
        }
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String log = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException("the official interpreter failed on " + model + ":\n" + log);
        }
        var outputs = new ArrayList<ByteBuffer>();
        for (int i = 0; Files.exists(folder.resolve("output" + i)); i++) {
            outputs.add(ByteBuffer.wrap(Files.readAllBytes(folder.resolve("output" + i)))
                    .order(ByteOrder.LITTLE_ENDIAN));
        }
        return outputs;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    /** In the other process: the model, the folder of inputs and outputs, the number of calls, and each input's shape. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[1]);
        var model = FlatBufferModel.BuildFromFile(arguments[0]);
        var resolver = new BuiltinOpResolverWithoutDefaultDelegates();
        var interpreter = new Interpreter((org.bytedeco.javacpp.Pointer) null);
        var builder = new InterpreterBuilder(model, resolver);
        check(builder.apply(interpreter, 1), "build");
        int calls = Integer.parseInt(arguments[2]);
        int inputs = arguments.length - 3;
        var given = new ByteBuffer[inputs];
        for (int i = 0; i < inputs; i++) {
            int[] shape = java.util.Arrays.stream(arguments[i + 3].split(","))
                    .filter(dim -> !dim.isEmpty())
                    .mapToInt(Integer::parseInt)
                    .toArray();
            check(interpreter.ResizeInputTensor(interpreter.inputs().get(i), shape), "resize");
            given[i] = ByteBuffer.wrap(Files.readAllBytes(folder.resolve("input" + i)));
        }
        check(interpreter.AllocateTensors(), "allocate");
        int outputs = (int) interpreter.primary_subgraph().outputs().limit();
        var made = new ByteArrayOutputStream[outputs];
        java.util.Arrays.setAll(made, i -> new ByteArrayOutputStream());
        for (int call = 0; call < calls; call++) {
            for (int i = 0; i < inputs; i++) {
                BytePointer data = data(interpreter.input_tensor(i));
                int length = given[i].capacity() / calls;
                check(data.capacity() == length ? 0 : 1, "input " + i + " of " + data.capacity() + " bytes");
                data.put(given[i].array(), call * length, length);
            }
            check(interpreter.Invoke(), "invoke");
            for (int i = 0; i < outputs; i++) {
                BytePointer data = data(interpreter.output_tensor(i));
                var bytes = new byte[(int) data.capacity()];
                data.get(bytes);
                made[i].writeBytes(bytes);
            }
        }
        for (int i = 0; i < outputs; i++) {
            Files.write(folder.resolve("output" + i), made[i].toByteArray());
        }
        // What native code still points to must be reachable until here.
        Set.of(model, resolver, interpreter, builder).forEach(owner -> owner.getClass());
        Runtime.getRuntime().halt(0);
    }

    private static BytePointer data(TfLiteTensor tensor) {
        var data = new BytePointer(tensor.data().data());
        return data.position(0).limit(tensor.bytes()).capacity(tensor.bytes());
    }

    private static void check(int status, String step) {
        if (status != 0) {
            System.out.println("step failed: " + step);
            Runtime.getRuntime().halt(1);
        }
    }
}
