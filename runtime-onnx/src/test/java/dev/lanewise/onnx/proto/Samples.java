package dev.lanewise.onnx.proto;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A model that has every kind of record in it. */
final class Samples {

    private Samples() {}

    static ModelProto model() {
        return new ModelProto(
                13,
                "lanewise",
                "1.0",
                "test",
                -7,
                "a model",
                List.of(new OpsetImport("", 27), new OpsetImport("ai.onnx.ml", 5)),
                graph(),
                Map.of("author", "Grüße"),
                List.of(function()));
    }

    private static GraphProto graph() {
        return new GraphProto(
                "main",
                List.of(
                        new NodeProto("n0", "", "Conv", List.of("x", "w", ""), List.of("y"), attributes()),
                        new NodeProto(
                                List.of(), List.of("z"), "n1", "Twice", "local", "v2", List.of(), Map.of("k", "v"), 5)),
                tensors(),
                List.of(sparse()),
                values(),
                List.of(new ValueInfoProto("y", new TypeProto.Unknown(), "doc", Map.of("a", "b"))),
                List.of(new ValueInfoProto("z", new TypeProto.OpaqueType("d", "n"))),
                List.of(new TensorAnnotation("y", Map.of("SCALE_TENSOR", "s"))),
                "a graph",
                Map.of("graph", "yes"));
    }

    static List<TensorProto> tensors() {
        return List.of(
                tensor("raw", 1, 2, new TensorData.Raw(new Bytes(ByteBuffer.wrap(new byte[] {0, 0, 0, 0, 1, 2, 3, 4
                })))),
                tensor("floats", 1, 2, new TensorData.Floats(FloatBuffer.wrap(new float[] {1.5f, Float.NaN}))),
                tensor("ints", 6, 3, new TensorData.Ints(IntBuffer.wrap(new int[] {-1, 0, Integer.MAX_VALUE}))),
                tensor("longs", 7, 2, new TensorData.Longs(LongBuffer.wrap(new long[] {Long.MIN_VALUE, 300}))),
                tensor("unsigned", 13, 1, new TensorData.UnsignedLongs(LongBuffer.wrap(new long[] {-1}))),
                tensor("doubles", 11, 1, new TensorData.Doubles(DoubleBuffer.wrap(new double[] {Math.PI}))),
                tensor("strings", 8, 2, new TensorData.Strings(List.of(Bytes.utf8("ä"), Bytes.EMPTY))),
                tensor("external", 1, 4, new TensorData.External(Map.of("location", "weights.bin"))),
                tensor("empty", 1, 0, new TensorData.Empty()));
    }

    private static TensorProto tensor(String name, int type, long size, TensorData data) {
        return new TensorProto(name, type, List.of(size), data, Map.of("of", name));
    }

    static SparseTensorProto sparse() {
        return new SparseTensorProto(tensors().get(1), tensors().get(3), List.of(20L, 30L));
    }

    private static List<ValueInfoProto> values() {
        var shape = Optional.of(List.of(new Dim.Value(0), new Dim.Parameter("batch"), new Dim.Unknown()));
        var tensor = new TypeProto.TensorType(1, shape.map(List::copyOf));
        return List.of(
                new ValueInfoProto("x", tensor),
                new ValueInfoProto("scalar", new TypeProto.TensorType(10, Optional.of(List.of()))),
                new ValueInfoProto("unranked", new TypeProto.TensorType(7, Optional.empty())),
                new ValueInfoProto("sparse", new TypeProto.SparseTensorType(1, Optional.empty())),
                new ValueInfoProto("sequence", new TypeProto.SequenceType(new TypeProto.Unknown())),
                new ValueInfoProto("map", new TypeProto.MapType(8, new TypeProto.SequenceType(tensor))),
                new ValueInfoProto("optional", new TypeProto.OptionalType(tensor)));
    }

    private static List<AttributeProto> attributes() {
        var inner = new GraphProto(
                "body",
                List.of(new NodeProto("b", "", "Relu", List.of("x"), List.of("y"), List.of())),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                "",
                Map.of());
        return List.of(
                new AttributeProto("f", new AttributeValue.FloatValue(0f)),
                new AttributeProto("i", new AttributeValue.IntValue(-3)),
                new AttributeProto("s", new AttributeValue.StringValue(Bytes.utf8("SAME_UPPER"))),
                new AttributeProto("t", new AttributeValue.TensorValue(tensors().getFirst())),
                new AttributeProto("g", new AttributeValue.GraphValue(inner)),
                new AttributeProto("sp", new AttributeValue.SparseTensorValue(sparse())),
                new AttributeProto("tp", new AttributeValue.TypeValue(new TypeProto.TensorType(1, Optional.empty()))),
                new AttributeProto("fs", AttributeValue.Floats.of(1, -2.5f)),
                new AttributeProto("is", AttributeValue.Ints.of(1, -1, 1L << 40)),
                new AttributeProto("none", AttributeValue.Ints.of()),
                new AttributeProto("ss", new AttributeValue.Strings(List.of(Bytes.utf8("a"), Bytes.utf8("b")))),
                new AttributeProto("ts", new AttributeValue.Tensors(tensors())),
                new AttributeProto("gs", new AttributeValue.Graphs(List.of(inner, GraphProto.EMPTY))),
                new AttributeProto("sps", new AttributeValue.SparseTensors(List.of(sparse(), sparse()))),
                new AttributeProto("tps", new AttributeValue.Types(List.of(new TypeProto.Unknown()))));
    }

    private static FunctionProto function() {
        var reference = new AttributeValue.Reference(AttributeType.FLOAT, "alpha");
        return new FunctionProto(
                "local",
                "Twice",
                "v2",
                List.of("x"),
                List.of("y"),
                List.of("alpha"),
                List.of(new AttributeProto("beta", new AttributeValue.FloatValue(1))),
                List.of(new NodeProto(
                        "", "", "Elu", List.of("x"), List.of("y"), List.of(new AttributeProto("alpha", reference)))),
                List.of(new OpsetImport("", 27)),
                List.of(new ValueInfoProto("x", new TypeProto.Unknown())),
                "a function",
                Map.of("m", "n"));
    }

    static List<ValueProto> stored() {
        var tensor = tensors().get(2);
        var numbers = new SequenceProto("numbers", 1, List.of(tensor, tensor));
        var strings = List.of(Bytes.utf8("one"), Bytes.utf8("two"));
        var map = new MapProto("map", 8, List.of(), strings, numbers);
        return List.of(
                tensor,
                sparse(),
                numbers,
                new SequenceProto("nested", 3, List.of(numbers, new SequenceProto("none", 1, List.of()))),
                new SequenceProto("maps", 4, List.of(map)),
                map,
                new MapProto("by number", 7, List.of(-1L, 5L), List.of(), numbers),
                new OptionalProto("none", 1, Optional.empty()),
                new OptionalProto("some", 3, Optional.of(numbers)),
                new OptionalProto("sparse", 2, Optional.of(sparse())));
    }
}
