package dev.lanewise.onnx.proto;

import java.util.List;
import java.util.Map;

/**
 * {@code TensorProto}: a constant tensor. The data type is the number of {@code TensorProto.DataType}; parsed
 * dimensions are not negative and their product is at most 2³¹−1, but the data is not compared with them.
 */
public record TensorProto(String name, int dataType, List<Long> dims, TensorData data, Map<String, String> metadata)
        implements ValueProto {

    public TensorProto {
        dims = List.copyOf(dims);
        metadata = Copies.ordered(metadata);
    }

    /** A copy of the dimensions. */
    public long[] shape() {
        return dims.stream().mapToLong(Long::longValue).toArray();
    }

    /** The product of the dimensions. */
    public long elementCount() {
        return dims.stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b);
    }
}
