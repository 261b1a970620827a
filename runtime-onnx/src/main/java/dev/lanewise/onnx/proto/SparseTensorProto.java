package dev.lanewise.onnx.proto;

import java.util.List;

/**
 * {@code SparseTensorProto}: the values that are not zero, [NNZ], and where they are: INT64 linear indices [NNZ] or
 * coordinates [NNZ, rank]. The values carry the name.
 */
public record SparseTensorProto(TensorProto values, TensorProto indices, List<Long> dims) implements ValueProto {

    public SparseTensorProto {
        dims = List.copyOf(dims);
    }
}
