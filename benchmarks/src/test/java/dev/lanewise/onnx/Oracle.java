package dev.lanewise.onnx;

import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.MapValue;
import dev.lanewise.tensor.OptionalValue;
import dev.lanewise.tensor.SequenceValue;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What ONNX Runtime says of models without inputs; in a process of its own, started again when it dies or hangs. */
final class Oracle implements AutoCloseable {

    /** What it says. */
    sealed interface Answer {
        /** The model's outputs. */
        record Computed(List<Value> outputs) implements Answer {}

        /** It does not take the model. */
        record Rejected(String why) implements Answer {}

        /** It crashed, or took too long. */
        record Died() implements Answer {}
    }

    private static final int SECONDS = 20;

    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("watch").factory());
    private Optional<Process> process = Optional.empty();

    /** Runs a model file. */
    Answer ask(byte[] model) throws IOException {
        Process running = process.filter(Process::isAlive).orElseGet(Oracle::start);
        process = Optional.of(running);
        var alarm = watch.schedule(running::destroyForcibly, SECONDS, TimeUnit.SECONDS);
        try {
            var to = new DataOutputStream(new BufferedOutputStream(running.getOutputStream()));
            to.writeInt(model.length);
            to.write(model);
            to.flush();
            return answer(new DataInputStream(running.getInputStream()));
        } catch (IOException e) {
            running.destroyForcibly();
            process = Optional.empty();
            return new Answer.Died();
        } finally {
            alarm.cancel(false);
        }
    }

    private static Process start() {
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=/dev/null",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                OracleProcess.class.getName());
        try {
            var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().put("ALLOW_RELEASED_ONNX_OPSET_ONLY", "0");
            Process started = builder.start();
            if (started.getInputStream().read() != OracleProcess.READY) {
                throw new IOException("the process of ONNX Runtime did not start");
            }
            return started;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Answer answer(DataInputStream in) throws IOException {
        if (in.readByte() == 0) {
            return new Answer.Rejected(in.readUTF());
        }
        return new Answer.Computed(values(in, in.readInt()));
    }

    private static List<Value> values(DataInputStream in, int count) throws IOException {
        var values = new ArrayList<Value>();
        for (int i = 0; i < count; i++) {
            values.add(value(in));
        }
        return values;
    }

    private static Value value(DataInputStream in) throws IOException {
        return switch (in.readByte()) {
            case OracleProcess.TENSOR -> tensor(in);
            case OracleProcess.SEQUENCE -> new SequenceValue(values(in, in.readInt()));
            case OracleProcess.MAP -> map(in);
            case OracleProcess.ABSENT -> new OptionalValue(Optional.empty());
            default -> throw new IOException("not an answer");
        };
    }

    private static MapValue map(DataInputStream in) throws IOException {
        var entries = new LinkedHashMap<Object, Value>();
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            String key = in.readUTF();
            entries.put(key, Tensor.of(new double[] {Double.parseDouble(in.readUTF())}));
        }
        return new MapValue(entries);
    }

    /** A tensor; nothing for one of a type that the Java API does not know. */
    private static Value tensor(DataInputStream in) throws IOException {
        String name = in.readUTF();
        var shape = new long[in.readInt()];
        long size = 1;
        for (int i = 0; i < shape.length; i++) {
            shape[i] = in.readLong();
            size *= shape[i];
        }
        if (name.equals("UNDEFINED")) {
            in.skipNBytes(in.readInt());
            return new OptionalValue(Optional.empty());
        }
        ElementType type = ElementType.valueOf(name);
        if (type == ElementType.STRING) {
            var strings = new String[(int) size];
            for (int i = 0; i < strings.length; i++) {
                strings[i] = in.readUTF();
            }
            return Tensor.of(strings, shape);
        }
        byte[] raw = in.readNBytes(in.readInt());
        return Tensor.of(type, ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN), shape);
    }

    @Override
    public void close() {
        process.ifPresent(Process::destroyForcibly);
        watch.shutdownNow();
    }
}
