package dev.lanewise.tflite.writer;

import dev.lanewise.tensor.ElementType;
import dev.lanewise.tflite.file.TensorInfo;
import java.util.List;

/** The least version of a builtin that computes on given tensors, as TFLite's own converter numbers them. */
final class Versions {

    private Versions() {}

    /** @param inputs tensors that the operator reads, absent ones left out */
    static int of(String builtin, List<TensorInfo> inputs) {
        boolean bytes = inputs.stream().anyMatch(input -> input.type() == ElementType.INT8);
        boolean perChannel =
                inputs.stream().anyMatch(input -> input.quantization().scales().length > 1);
        return switch (builtin) {
            case "CONV_2D" -> bytes ? perChannel ? 5 : 3 : 1;
            case "DEPTHWISE_CONV_2D" -> bytes ? perChannel ? 6 : 3 : 2;
            case "FULLY_CONNECTED" -> bytes ? perChannel ? 12 : 5 : 5;
            case "TRANSPOSE_CONV" -> inputs.size() > 3 ? 3 : bytes ? 2 : 1;
            case "BATCH_MATMUL" -> bytes ? 2 : 1;
            case "DEQUANTIZE" -> perChannel ? 5 : inputs.getFirst().type() == ElementType.FLOAT16 ? 3 : bytes ? 2 : 1;
            case "RESIZE_BILINEAR", "RESIZE_NEAREST_NEIGHBOR" -> 3;
            case "SELECT_V2",
                    "SQUARED_DIFFERENCE",
                    "QUANTIZE",
                    "GELU",
                    "HARD_SWISH",
                    "BROADCAST_TO",
                    "FILL",
                    "RANGE",
                    "WHERE",
                    "CUMSUM",
                    "ELU",
                    "PRELU",
                    "LEAKY_RELU",
                    "CONV_3D",
                    "RESHAPE" -> 1;
            default -> bytes ? 2 : 1;
        };
    }
}
