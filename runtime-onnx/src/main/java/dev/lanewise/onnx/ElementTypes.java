package dev.lanewise.onnx;

import dev.lanewise.tensor.ElementType;
import java.util.function.Function;

/** Element types by their numbers in {@code TensorProto.DataType}. */
public final class ElementTypes {

    private static final ElementType[] BY_NUMBER = {
        null,
        ElementType.FLOAT,
        ElementType.UINT8,
        ElementType.INT8,
        ElementType.UINT16,
        ElementType.INT16,
        ElementType.INT32,
        ElementType.INT64,
        ElementType.STRING,
        ElementType.BOOL,
        ElementType.FLOAT16,
        ElementType.DOUBLE,
        ElementType.UINT32,
        ElementType.UINT64,
        ElementType.COMPLEX64,
        ElementType.COMPLEX128,
        ElementType.BFLOAT16,
        ElementType.FLOAT8E4M3FN,
        ElementType.FLOAT8E4M3FNUZ,
        ElementType.FLOAT8E5M2,
        ElementType.FLOAT8E5M2FNUZ,
        ElementType.UINT4,
        ElementType.INT4,
        ElementType.FLOAT4E2M1,
        ElementType.FLOAT8E8M0,
        ElementType.UINT2,
        ElementType.INT2,
    };

    private ElementTypes() {}

    /** The type with that number; what {@code error} makes is thrown for a number that has none. */
    public static ElementType of(long number, Function<String, ? extends RuntimeException> error) {
        if (number < 1 || number >= BY_NUMBER.length) {
            throw error.apply("element type " + number + " is unknown, expected 1 to " + (BY_NUMBER.length - 1));
        }
        return BY_NUMBER[(int) number];
    }

    /** The number of {@code type}. */
    public static int number(ElementType type) {
        for (int i = 1; i < BY_NUMBER.length; i++) {
            if (BY_NUMBER[i] == type) {
                return i;
            }
        }
        throw new IllegalArgumentException(type.name());
    }
}
