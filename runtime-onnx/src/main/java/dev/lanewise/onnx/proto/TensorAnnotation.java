package dev.lanewise.onnx.proto;

import java.util.Map;

/** {@code TensorAnnotation}: for a tensor, the names of its quantization parameters, such as SCALE_TENSOR, by key. */
public record TensorAnnotation(String tensorName, Map<String, String> parameterTensorNames) {

    public TensorAnnotation {
        parameterTensorNames = Copies.ordered(parameterTensorNames);
    }
}
