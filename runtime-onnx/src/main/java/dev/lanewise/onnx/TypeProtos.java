package dev.lanewise.onnx;

import dev.lanewise.TensorSpec;
import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.onnx.proto.Dim;
import dev.lanewise.onnx.proto.TypeProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Types of the graph as TypeProto. */
final class TypeProtos {

    private TypeProtos() {}

    /** The type of {@code edge}; where it is a tensor, with the extents and names of dimensions that the spec has. */
    static TypeProto of(Edge edge, TensorSpec spec) {
        if (!(edge.type() instanceof ValueType.TensorType(var element, var shape))) {
            return of(edge.type());
        }
        int rank = spec.shape().length;
        if (shape.isRanked() ? shape.rank() != rank : rank == 0) {
            return of(edge.type());
        }
        var dims = new ArrayList<Dim>();
        for (int i = 0; i < rank; i++) {
            String name =
                    i < spec.dimensionNames().size() ? spec.dimensionNames().get(i) : "";
            long extent = spec.shape()[i];
            dims.add(
                    extent >= 0 ? new Dim.Value(extent) : name.isEmpty() ? new Dim.Unknown() : new Dim.Parameter(name));
        }
        return new TypeProto.TensorType(ElementTypes.number(element), Optional.of(dims));
    }

    /** A type with the extents that are known. */
    static TypeProto of(ValueType type) {
        return switch (type) {
            case ValueType.TensorType(var element, var shape) ->
                new TypeProto.TensorType(ElementTypes.number(element), dims(shape));
            case ValueType.SequenceType(var element) -> new TypeProto.SequenceType(of(element));
            case ValueType.OptionalType(var element) -> new TypeProto.OptionalType(of(element));
            case ValueType.MapType(var key, var value) -> new TypeProto.MapType(ElementTypes.number(key), of(value));
            case ValueType.EffectType effect -> new TypeProto.Unknown();
            case ValueType.UnknownType unknown -> new TypeProto.Unknown();
        };
    }

    private static Optional<List<Dim>> dims(Shape shape) {
        return shape.isRanked()
                ? Optional.of(shape.stream()
                        .<Dim>mapToObj(dim -> dim >= 0 ? new Dim.Value(dim) : new Dim.Unknown())
                        .toList())
                : Optional.empty();
    }
}
