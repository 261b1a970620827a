package dev.lanewise.benchmarks;

import dev.lanewise.tflite.file.BuiltinNames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.tensorflowlite.BuiltinOpResolverWithoutDefaultDelegates;
import org.bytedeco.tensorflowlite.FlatBufferModel;
import org.bytedeco.tensorflowlite.Interpreter;
import org.bytedeco.tensorflowlite.InterpreterBuilder;
import org.bytedeco.tensorflowlite.InterpreterOptions;
import org.bytedeco.tensorflowlite.MutableOpResolver;
import org.bytedeco.tensorflowlite.OpResolver;
import org.bytedeco.tensorflowlite.SignatureRunner;
import org.bytedeco.tensorflowlite.TfLiteTensor;
import org.bytedeco.tensorflowlite.global.tensorflowlite;

/**
 * A command that runs models in TFLite's own interpreter with its reference kernels, on seeded inputs, in a process of
 * its own because the interpreter crashes on some files. Arguments: a folder for results, {@code outputs} or
 * {@code all} (also what lies between), then arguments of {@link TfliteRun}; of each, a subfolder named by its place among the arguments holds
 * the raw tensors and {@code tensors.tsv}, written last: a status, then kind, number, type, name and extents of each.
 * With {@code each} in place of {@code outputs}, one model and files with its input: their outputs one behind the other
 * are {@code each} in the folder.
 */
final class TfliteReference {

    /** Bytes set aside for the resolver, a C++ object of unknown size. */
    private static final int RESOLVER_BYTES = 1 << 14;

    /** More than any builtin has. */
    private static final int MOST_VERSIONS = 20;

    private static final String[] TYPES = {
        "NONE",
        "FLOAT",
        "INT32",
        "UINT8",
        "INT64",
        "STRING",
        "BOOL",
        "INT16",
        "COMPLEX64",
        "INT8",
        "FLOAT16",
        "DOUBLE",
        "COMPLEX128",
        "UINT64",
        "RESOURCE",
        "VARIANT",
        "UINT32",
        "UINT16",
        "INT4",
        "BFLOAT16",
        "INT2"
    };

    /** The interpreter keeps pointers to its parts; JavaCPP frees what nothing in Java reaches. */
    private final List<Object> kept = new ArrayList<>();

    private final OpResolver resolver = resolver();

    private final Path folder;
    private final boolean all;

    private TfliteReference(Path folder, boolean all) {
        this.folder = folder;
        this.all = all;
    }

    /** Runs the command. */
    public static void main(String[] arguments) throws IOException {
        var reference = new TfliteReference(Path.of(arguments[0]), arguments[1].equals("all"));
        if (arguments[1].equals("each")) {
            reference.each(arguments[2], Arrays.asList(arguments).subList(3, arguments.length));
            return;
        }
        for (int i = 2; i < arguments.length; i++) {
            Path results = reference.folder.resolve(Integer.toString(i - 2));
            Files.createDirectories(results);
            var tensors = new StringBuilder();
            String status = reference.run(TfliteRun.of(arguments[i]), results, tensors);
            Files.writeString(results.resolve("tensors.tsv"), status + "\n" + tensors);
        }
    }

    /**
     * The library exports the reference kernels' resolver, but its Java binding has no class for it. What it does not
     * know, operators and versions with one kernel only, is added from the other resolver.
     */
    private OpResolver resolver() {
        String library = Loader.load(tensorflowlite.class);
        SymbolLookup symbols = SymbolLookup.libraryLookup(Path.of(library), Arena.global());
        MemorySegment constructor = symbols.findOrThrow("_ZN6tflite3ops7builtin20BuiltinRefOpResolverC1Ev");
        MemorySegment object = Arena.global().allocate(RESOLVER_BYTES, 16);
        try {
            Linker.nativeLinker()
                    .downcallHandle(constructor, FunctionDescriptor.ofVoid(ValueLayout.ADDRESS))
                    .invoke(object);
        } catch (Throwable e) {
            throw new IllegalStateException("the resolver of the reference kernels cannot be made", e);
        }
        var references = new MutableOpResolver(new Address(object.address()));
        var all = new BuiltinOpResolverWithoutDefaultDelegates();
        kept.add(all);
        for (int builtin = 0; builtin < BuiltinNames.all().size(); builtin++) {
            for (int version = 1; version <= MOST_VERSIONS; version++) {
                var only = all.FindOp(builtin, version);
                if (references.FindOp(builtin, version) == null && only != null) {
                    references.AddBuiltin(builtin, only, version);
                }
            }
        }
        return references;
    }

    private static final class Address extends Pointer {
        Address(long address) {
            this.address = address;
        }
    }

    /** An interpreter; what it refused otherwise. */
    private Object open(String model) {
        FlatBufferModel file = FlatBufferModel.BuildFromFile(model);
        if (file == null || file.isNull()) {
            return "refused: load";
        }
        var interpreter = new Interpreter((Pointer) null);
        var options = new InterpreterOptions();
        options.SetPreserveAllTensors(all);
        kept.addAll(List.of(file, interpreter, options));
        var builder = new InterpreterBuilder(file, resolver, options);
        kept.add(builder);
        return builder.apply(interpreter, 1) == 0 && !interpreter.isNull() ? interpreter : "refused: build";
    }

    private void each(String model, List<String> inputs) throws IOException {
        var interpreter = (Interpreter) open(model);
        if (interpreter.AllocateTensors() != 0) {
            throw new IllegalStateException("the interpreter refuses " + model);
        }
        var outputs = new ByteArrayOutputStream();
        for (String input : inputs) {
            data(interpreter.input_tensor(0)).put(Files.readAllBytes(Path.of(input)));
            if (interpreter.Invoke() != 0) {
                throw new IllegalStateException("the interpreter fails on " + input);
            }
            TfLiteTensor output = interpreter.output_tensor(0);
            var values = new byte[(int) output.bytes()];
            data(output).get(values);
            outputs.writeBytes(values);
        }
        Files.write(folder.resolve("each"), outputs.toByteArray());
    }

    private String run(TfliteRun run, Path results, StringBuilder tensors) {
        Object opened = open(run.file().toString());
        if (!(opened instanceof Interpreter interpreter)) {
            return (String) opened;
        }
        if (!run.signature().isEmpty()) {
            var runner = interpreter.GetSignatureRunner(run.signature());
            kept.add(runner);
            var way = new Signature(
                    runner,
                    names(
                            runner.input_names(),
                            interpreter.signature_inputs(run.signature()).size()),
                    names(
                            runner.output_names(),
                            interpreter.signature_outputs(run.signature()).size()));
            return run(way, run, results, tensors);
        }
        String status = run(new Whole(interpreter), run, results, tensors);
        for (int i = 0; all && status.equals("ran") && i < interpreter.tensors_size(); i++) {
            write(results, "tensor", i, "", interpreter.tensor(i), tensors);
        }
        return status;
    }

    private static String run(Way way, TfliteRun run, Path results, StringBuilder tensors) {
        for (int i = 0; run.doubled() && i < way.inputs().size(); i++) {
            long[] shape = TfliteRun.doubled(shape(way.input(i)));
            if (way.resize(i, Arrays.stream(shape).mapToInt(Math::toIntExact).toArray()) != 0) {
                return "refused: resize";
            }
        }
        if (way.allocate() != 0) {
            return "refused: allocate";
        }
        var numbers = new SeededInputs();
        for (int i = 0; i < way.inputs().size(); i++) {
            TfLiteTensor tensor = way.input(i);
            if (TYPES[tensor.type()].equals("STRING")) {
                return "refused: string input";
            }
            data(tensor).put(numbers.fill(TYPES[tensor.type()], (int) tensor.bytes()));
            write(results, "input", i, way.inputs().get(i), tensor, tensors);
        }
        if (way.invoke() != 0) {
            return "refused: invoke";
        }
        for (int i = 0; i < way.outputs().size(); i++) {
            write(results, "output", i, way.outputs().get(i), way.output(i), tensors);
        }
        return "ran";
    }

    /** What an interpreter and a runner of one of its signatures have in common; inputs and outputs by their names. */
    private interface Way {
        List<String> inputs();

        List<String> outputs();

        TfLiteTensor input(int index);

        TfLiteTensor output(int index);

        int resize(int index, int[] shape);

        int allocate();

        int invoke();
    }

    private record Whole(Interpreter interpreter, List<String> inputs, List<String> outputs) implements Way {

        Whole(Interpreter interpreter) {
            this(
                    interpreter,
                    Collections.nCopies(
                            (int) count(interpreter.primary_subgraph().inputs()), ""),
                    Collections.nCopies(
                            (int) count(interpreter.primary_subgraph().outputs()), ""));
        }

        @Override
        public TfLiteTensor input(int index) {
            return interpreter.input_tensor(index);
        }

        @Override
        public TfLiteTensor output(int index) {
            return interpreter.output_tensor(index);
        }

        @Override
        public int resize(int index, int[] shape) {
            return interpreter.ResizeInputTensor(interpreter.inputs().get(index), shape);
        }

        @Override
        public int allocate() {
            return interpreter.AllocateTensors();
        }

        @Override
        public int invoke() {
            return interpreter.Invoke();
        }
    }

    private record Signature(SignatureRunner runner, List<String> inputs, List<String> outputs) implements Way {

        @Override
        public TfLiteTensor input(int index) {
            return runner.input_tensor(inputs.get(index));
        }

        @Override
        public TfLiteTensor output(int index) {
            return runner.output_tensor(outputs.get(index));
        }

        @Override
        public int resize(int index, int[] shape) {
            return runner.ResizeInputTensor(inputs.get(index), shape);
        }

        @Override
        public int allocate() {
            return runner.AllocateTensors();
        }

        @Override
        public int invoke() {
            return runner.Invoke();
        }
    }

    private static List<String> names(PointerPointer<?> names, long count) {
        return LongStream.range(0, count).mapToObj(names::getString).toList();
    }

    private static long[] shape(TfLiteTensor tensor) {
        var dims = tensor.dims();
        return dims == null || dims.isNull()
                ? new long[0]
                : IntStream.range(0, dims.size()).mapToLong(dims::data).toArray();
    }

    /** The C++ vector's length; one that is empty has no address. */
    private static long count(IntPointer tensors) {
        return tensors == null || tensors.isNull() ? 0 : tensors.limit();
    }

    private static BytePointer data(TfLiteTensor tensor) {
        var bytes = new BytePointer(tensor.data().data());
        return bytes.position(0).limit(tensor.bytes()).capacity(tensor.bytes());
    }

    private static void write(
            Path results, String kind, int index, String called, TfLiteTensor tensor, StringBuilder tensors) {
        String shape = Arrays.stream(shape(tensor)).mapToObj(Long::toString).collect(Collectors.joining(" "));
        var own = tensor.name();
        String name = !called.isEmpty() ? called : own == null || own.isNull() ? "" : own.getString();
        tensors.append(String.join("\t", kind, Integer.toString(index), TYPES[tensor.type()], name, shape))
                .append('\n');
        var values = new byte[(int) tensor.bytes()];
        var pointer = data(tensor);
        if (!pointer.isNull()) {
            pointer.get(values);
        }
        try {
            Files.write(results.resolve(kind + index), values);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Inputs from a 64-bit linear congruential generator, 31 bits each: floats from -1 to 1, small wide integers. */
    private static final class SeededInputs {
        private long state = 42;

        private int next() {
            state = state * 6364136223846793005L + 1442695040888963407L;
            return (int) (state >>> 33);
        }

        byte[] fill(String type, int size) {
            var bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
            while (bytes.hasRemaining()) {
                switch (type) {
                    case "FLOAT", "COMPLEX64" -> bytes.putFloat(next() / (float) (1 << 30) - 1);
                    case "DOUBLE" -> bytes.putDouble(next() / (double) (1 << 30) - 1);
                    case "INT32", "UINT32" -> bytes.putInt(next() % 8);
                    case "INT64", "UINT64" -> bytes.putLong(next() % 8);
                    case "INT16", "UINT16" -> bytes.putShort((short) next());
                    case "BOOL" -> bytes.put((byte) (next() >> 8 & 1));
                    default -> bytes.put((byte) (next() >> 8));
                }
            }
            return bytes.array();
        }
    }
}
