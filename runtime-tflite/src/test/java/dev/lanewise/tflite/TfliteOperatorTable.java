package dev.lanewise.tflite;

import dev.lanewise.tflite.file.BuiltinNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Writes the table of TFLite's operators from the registry of this module. */
final class TfliteOperatorTable {

    /** Numbers in the schema that stand for no operator. */
    private static final List<String> NONE = List.of("CUSTOM", "DELEGATE", "PLACEHOLDER_FOR_GREATER_OP_CODES");

    private static final Map<String, String> NOTES = Map.ofEntries(
            Map.entry("MULTINOMIAL", "own generator: other numbers for the same seeds"),
            Map.entry("RANDOM_STANDARD_NORMAL", "own generator; the shape must be a constant"),
            Map.entry("RANDOM_UNIFORM", "own generator; the shape must be a constant"),
            Map.entry(
                    "SUM",
                    "INT8 and INT16: the reference kernel of 2.20 takes INT8 for unsigned and leaves out the scales of"
                            + " INT16; this is within one step of its optimized kernel, the default, and of XNNPACK"),
            Map.entry("MATRIX_DIAG", "BOOL and DOUBLE: the kernel of 2.20 makes no output, this does"),
            Map.entry("MATRIX_SET_DIAG", "BOOL and DOUBLE: the kernel of 2.20 makes no output, this does"),
            Map.entry("REDUCE_WINDOW", "sums of BOOL: the kernel adds bytes, this makes BOOL"),
            Map.entry("STABLEHLO_REDUCE_WINDOW", "sums of BOOL: the kernel adds bytes, this makes BOOL"),
            Map.entry("EMBEDDING_LOOKUP_SPARSE", "ids of one row must lie together"),
            Map.entry(
                    "DIV",
                    "quantized: the kernel shifts small quotients by 32 bits and more, which C++ leaves open; this does"
                            + " what x86 and ARM do"),
            Map.entry("LOG_SOFTMAX", "quantized: through FLOAT"),
            Map.entry("FULLY_CONNECTED", "weights must not be shuffled; scales in blocks: through FLOAT"),
            Map.entry("CONV_2D", "float input with integer weights: rounded as the hybrid kernels do"),
            Map.entry(
                    "LSTM",
                    "with 12 intermediate tensors (8-bit gates) it is refused, since TFLite leaves it undefined: the"
                            + " kernel takes the factor of the output gate's recurrent sums from element 11 of an array"
                            + " of 8"),
            Map.entry("DENSIFY", "of constants"));

    private static final String NO_KERNEL = "TFLite has no kernel for it";

    /** Builtins that are read though TFLite has no kernel for them. */
    private static final Set<String> BEYOND = Set.of(
            "CALL",
            "STABLEHLO_ABS",
            "STABLEHLO_BROADCAST_IN_DIM",
            "STABLEHLO_CLAMP",
            "STABLEHLO_COMPARE",
            "STABLEHLO_CONCATENATE",
            "STABLEHLO_CONVERT",
            "STABLEHLO_COSINE",
            "STABLEHLO_DIVIDE",
            "STABLEHLO_DYNAMIC_UPDATE_SLICE",
            "STABLEHLO_EXPONENTIAL",
            "STABLEHLO_FLOOR",
            "STABLEHLO_LOG",
            "STABLEHLO_LOGISTIC",
            "STABLEHLO_NEGATE",
            "STABLEHLO_OR",
            "STABLEHLO_POWER",
            "STABLEHLO_REMAINDER",
            "STABLEHLO_RESHAPE",
            "STABLEHLO_RSQRT",
            "STABLEHLO_SELECT",
            "STABLEHLO_SLICE",
            "STABLEHLO_SUBTRACT",
            "STABLEHLO_TANH",
            "STABLEHLO_TRANSPOSE");

    private TfliteOperatorTable() {}

    /** Writes the table to the file that is the argument. */
    public static void main(String[] arguments) throws IOException {
        Files.writeString(Path.of(arguments[0]), text());
    }

    /** The table. */
    static String text() {
        var read = Builtins.standard().names();
        var builtins =
                BuiltinNames.all().stream().filter(name -> !NONE.contains(name)).toList();
        long count = builtins.stream().filter(read::contains).count();
        var text = new StringBuilder("""
            # TFLite operators
            Written by `TfliteOperatorTable` of runtime-tflite from its registry; `TfliteOperatorTableTest` fails when it is \
            out of date. Quantized operators are those of the reference kernels of TFLite 2.20 in every bit unless a note \
            says otherwise (`TfliteOperatorsTest` and `TfliteTypesTest` of benchmarks).

            """);
        text.append(count).append(" of the schema's ").append(builtins.size()).append(" builtins are read.\n\n");
        text.append("| builtin | read | notes |\n|---|---|---|\n");
        for (String name : new TreeSet<>(builtins)) {
            row(text, name, read.contains(name));
        }
        text.append("\nCustom operators, beside those that a program brings along (`LoadOptions.with`):\n\n");
        for (String name : new TreeSet<>(read)) {
            if (!builtins.contains(name)) {
                text.append("- `").append(name).append("`\n");
            }
        }
        return text.toString();
    }

    private static void row(StringBuilder text, String name, boolean read) {
        text.append("| `")
                .append(name)
                .append("` | ")
                .append(read ? "yes" : "no")
                .append(" | ");
        text.append(NOTES.getOrDefault(name, read && !BEYOND.contains(name) ? "" : NO_KERNEL))
                .append(" |\n");
    }
}
