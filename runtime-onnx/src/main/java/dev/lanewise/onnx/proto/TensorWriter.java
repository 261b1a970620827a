package dev.lanewise.onnx.proto;

import java.io.IOException;

/** Encoders of {@code TensorProto} and {@code SparseTensorProto}. */
final class TensorWriter {

    private static final int EXTERNAL = 1;

    private TensorWriter() {}

    static void tensor(TensorProto tensor, WireWriter out) throws IOException {
        out.unpacked(1, tensor.dims());
        out.int64(2, tensor.dataType());
        out.text(8, tensor.name());
        switch (tensor.data()) {
            case TensorData.Empty() -> {}
            case TensorData.Raw(var bytes) -> out.bytes(9, bytes);
            case TensorData.Floats(var values) ->
                out.message(4, body -> {
                    for (int i = 0; i < values.limit(); i++) {
                        body.fixed32(Float.floatToRawIntBits(values.get(i)));
                    }
                });
            case TensorData.Ints(var values) -> out.packed(5, values);
            case TensorData.Strings(var values) -> out.byteStrings(6, values);
            case TensorData.Longs(var values) -> out.packed(7, values);
            case TensorData.Doubles(var values) ->
                out.message(10, body -> {
                    for (int i = 0; i < values.limit(); i++) {
                        body.fixed64(Double.doubleToRawLongBits(values.get(i)));
                    }
                });
            case TensorData.UnsignedLongs(var values) -> out.packed(11, values);
            case TensorData.External(var entries) -> {
                out.entries(13, entries);
                out.int64(14, EXTERNAL);
            }
        }
        out.entries(16, tensor.metadata());
    }

    static void sparseTensor(SparseTensorProto sparse, WireWriter out) throws IOException {
        out.message(1, sparse.values(), TensorWriter::tensor);
        out.message(2, sparse.indices(), TensorWriter::tensor);
        out.unpacked(3, sparse.dims());
    }
}
