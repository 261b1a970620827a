package dev.lanewise.benchmarks;

import dev.lanewise.tensor.Tensor;
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
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                OfficialTflite.class.getName(),
                model.toString(),
                folder.toString()));
        for (int i = 0; i < inputs.size(); i++) {
            Files.write(folder.resolve("input" + i), bytes(inputs.get(i).toByteBuffer()));
            command.add(String.join(
                    ",",
                    java.util.Arrays.stream(inputs.get(i).shape())
                            .mapToObj(Long::toString)
                            .toList()));
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

    /** In the other process: the model, the folder of inputs and outputs, and each input's shape. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[1]);
        var model = FlatBufferModel.BuildFromFile(arguments[0]);
        var resolver = new BuiltinOpResolverWithoutDefaultDelegates();
        var interpreter = new Interpreter((org.bytedeco.javacpp.Pointer) null);
        var builder = new InterpreterBuilder(model, resolver);
        check(builder.apply(interpreter, 1), "build");
        for (int i = 2; i < arguments.length; i++) {
            int[] shape = java.util.Arrays.stream(arguments[i].split(","))
                    .filter(dim -> !dim.isEmpty())
                    .mapToInt(Integer::parseInt)
                    .toArray();
            check(interpreter.ResizeInputTensor(interpreter.inputs().get(i - 2), shape), "resize");
        }
        check(interpreter.AllocateTensors(), "allocate");
        for (int i = 0; i < arguments.length - 2; i++) {
            byte[] given = Files.readAllBytes(folder.resolve("input" + i));
            BytePointer data = data(interpreter.input_tensor(i));
            check(data.capacity() == given.length ? 0 : 1, "input " + i + " of " + data.capacity() + " bytes");
            data.put(given);
        }
        check(interpreter.Invoke(), "invoke");
        for (int i = 0; i < interpreter.primary_subgraph().outputs().limit(); i++) {
            BytePointer data = data(interpreter.output_tensor(i));
            var made = new byte[(int) data.capacity()];
            data.get(made);
            Files.write(folder.resolve("output" + i), made);
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
