package dev.lanewise.tflite.file;

import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.ModelFormatException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A tensor of a subgraph: the table Tensor.
 *
 * @param shape extents as the file gives them, −1 where the signature of the shape leaves one open
 * @param buffer number of the buffer with its value; 0 for none
 * @param sparsity how the value is stored where it is sparse
 */
public record TensorInfo(
        String name,
        ElementType type,
        long[] shape,
        int buffer,
        Quantization quantization,
        boolean isVariable,
        @Nullable FlatTable sparsity) {

    private static final int MOST_DIMENSIONS = 32;

    private static final ElementType[] TYPES = {
        ElementType.FLOAT,
        ElementType.FLOAT16,
        ElementType.INT32,
        ElementType.UINT8,
        ElementType.INT64,
        ElementType.STRING,
        ElementType.BOOL,
        ElementType.INT16,
        ElementType.COMPLEX64,
        ElementType.INT8,
        ElementType.DOUBLE,
        ElementType.COMPLEX128,
        ElementType.UINT64,
        ElementType.INT32,
        ElementType.INT32,
        ElementType.UINT32,
        ElementType.UINT16,
        ElementType.INT4,
        ElementType.BFLOAT16,
        ElementType.INT2,
        ElementType.UINT4,
    };

    /** The element type of a number of TFLite's enum TensorType; handles of resources are INT32. */
    public static ElementType type(int number) {
        if (number < 0 || number >= TYPES.length) {
            throw new ModelFormatException(
                    "tensor type " + number + " is not known; known are 0 to " + (TYPES.length - 1));
        }
        return TYPES[number];
    }

    /** The number of an element type in TFLite's enum TensorType; −1 where it has none. */
    public static int number(ElementType type) {
        return Arrays.asList(TYPES).indexOf(type);
    }

    static TensorInfo of(FlatTable table) {
        int[] dims = table.ints(0);
        int[] signature = table.ints(7);
        if (dims.length > MOST_DIMENSIONS) {
            throw new ModelFormatException("at byte " + table.fileOffset() + ": a tensor has " + dims.length
                    + " dimensions, more than " + MOST_DIMENSIONS);
        }
        var shape = new long[dims.length];
        for (int i = 0; i < dims.length; i++) {
            shape[i] = signature.length == dims.length && signature[i] < 0 ? -1 : dims[i];
            if (shape[i] < -1) {
                throw new ModelFormatException(
                        "at byte " + table.fileOffset() + ": a tensor has an extent of " + shape[i]);
            }
        }
        FlatTable quantization = table.table(4);
        return new TensorInfo(
                table.text(3),
                type(table.int8(1, 0)),
                shape,
                table.int32(2, 0),
                quantization == null ? Quantization.NONE : Quantization.of(quantization),
                table.flag(5, false),
                table.table(6));
    }
}
