package dev.lanewise.tflite.file;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An operator of a subgraph: the table Operator, with what its operator code says.
 *
 * @param name the builtin's name in the schema, or the custom operator's own
 * @param inputs tensors, −1 for one that is absent
 * @param intermediates tensors that say how results within the operator are quantized
 * @param options the builtin's options; null where there are none
 * @param customOptions a custom operator's options, empty for builtins
 */
public record OperatorInfo(
        String name,
        boolean isCustom,
        int[] inputs,
        int[] outputs,
        int[] intermediates,
        @Nullable FlatTable options,
        ByteBuffer customOptions,
        int fileOffset) {

    private static final int SECOND_OPTIONS = 12;

    static OperatorInfo of(FlatTable table, OperatorCode code) {
        FlatTable options = table.table(4);
        return new OperatorInfo(
                code.name(),
                code.isCustom(),
                table.ints(1),
                table.ints(2),
                table.ints(8),
                options != null ? options : table.table(SECOND_OPTIONS),
                table.bytes(5),
                table.fileOffset());
    }

    /** Subgraphs that the operator runs. */
    public int[] callees() {
        if (options == null || isCustom) {
            return new int[0];
        }
        return switch (name) {
            case "IF", "WHILE", "STABLEHLO_WHILE" -> new int[] {options.int32(0, 0), options.int32(1, 0)};
            case "STABLEHLO_CASE" -> options.ints(0);
            case "CALL_ONCE", "CALL" -> new int[] {options.int32(0, 0)};
            case "STABLEHLO_COMPOSITE" -> new int[] {options.int32(1, 0)};
            default -> new int[0];
        };
    }
}
