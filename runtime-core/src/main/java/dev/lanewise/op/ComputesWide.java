package dev.lanewise.op;

import dev.lanewise.graph.Operator;
import dev.lanewise.tensor.ElementType;

/**
 * An operator with kernels for FLOAT, DOUBLE, INT32 and INT64 alone. On a narrower type it computes in a wider one:
 * lowering casts its inputs of that type before it, and its outputs back after it, which rounds floats and wraps integers.
 */
public interface ComputesWide extends Operator {

    /** The type in which values of {@code type} are computed; {@code type} itself where there is a kernel for it. */
    default ElementType computeType(ElementType type) {
        return switch (type) {
            case FLOAT16, BFLOAT16, FLOAT8E4M3FN, FLOAT8E4M3FNUZ, FLOAT8E5M2, FLOAT8E5M2FNUZ -> ElementType.FLOAT;
            case INT8, UINT8, INT16, UINT16 -> ElementType.INT32;
            case UINT32 -> ElementType.INT64;
            default -> type;
        };
    }
}
