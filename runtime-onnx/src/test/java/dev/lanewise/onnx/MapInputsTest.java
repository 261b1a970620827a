package dev.lanewise.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.Model;
import dev.lanewise.onnx.proto.AttributeProto;
import dev.lanewise.onnx.proto.AttributeValue;
import dev.lanewise.onnx.proto.Bytes;
import dev.lanewise.onnx.proto.GraphProto;
import dev.lanewise.onnx.proto.ModelProto;
import dev.lanewise.onnx.proto.NodeProto;
import dev.lanewise.onnx.proto.OpsetImport;
import dev.lanewise.onnx.proto.ProtoWriter;
import dev.lanewise.onnx.proto.TypeProto;
import dev.lanewise.onnx.proto.ValueInfoProto;
import dev.lanewise.tensor.LanewiseException;
import dev.lanewise.tensor.MapValue;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Operators of ai.onnx.ml whose input is a map, which is given when the model runs. */
class MapInputsTest {

    private static final int STRING = 8;

    @Test
    void dictVectorizerTakesTheValuesOfItsVocabulary() throws IOException {
        var words = new LinkedHashMap<Object, Value>();
        words.put("c", Tensor.of(new float[] {3}));
        words.put("unknown", Tensor.of(new float[] {9}));
        words.put("a", Tensor.of(new float[] {1}));
        Tensor y = run("DictVectorizer", STRING, ModelFile.FLOAT, words, strings("string_vocabulary", "a", "b", "c"));
        assertArrayEquals(new long[] {1, 3}, y.shape());
        assertArrayEquals(new float[] {1, 0, 3}, y.floats());
    }

    @Test
    void dictVectorizerOfIntegersGivesStrings() throws IOException {
        var words = Map.<Object, Value>of(7L, Tensor.of(new String[] {"seven"}));
        Tensor y = run("DictVectorizer", ModelFile.INT64, STRING, words, ModelFile.ints("int64_vocabulary", 3, 7));
        assertArrayEquals(new String[] {"", "seven"}, y.strings());
    }

    @Test
    void castMapGivesValuesInTheOrderOfKeys() throws IOException {
        var numbers = new LinkedHashMap<Object, Value>();
        numbers.put(5L, Tensor.of(new float[] {2.5f}));
        numbers.put(-1L, Tensor.of(new float[] {-3.5f}));
        Tensor floats = run("CastMap", ModelFile.INT64, ModelFile.FLOAT, numbers);
        assertArrayEquals(new long[] {1, 2}, floats.shape());
        assertArrayEquals(new float[] {-3.5f, 2.5f}, floats.floats());
        Tensor integers =
                run("CastMap", ModelFile.INT64, ModelFile.FLOAT, numbers, ModelFile.text("cast_to", "TO_INT64"));
        assertArrayEquals(new long[] {-3, 2}, integers.longs());
    }

    @Test
    void castMapOfSparseFormPutsValuesAtTheirKeys() throws IOException {
        var words = Map.<Object, Value>of(2L, Tensor.of(new String[] {"4.5"}), 0L, Tensor.of(new String[] {"1"}));
        AttributeProto[] sparse = {ModelFile.text("map_form", "SPARSE"), ModelFile.number("max_map", 4)};
        assertArrayEquals(
                new float[] {1, 0, 4.5f, 0},
                run("CastMap", ModelFile.INT64, STRING, words, sparse).floats());
        var outside = Map.<Object, Value>of(4L, Tensor.of(new String[] {"1"}));
        assertThrows(LanewiseException.class, () -> run("CastMap", ModelFile.INT64, STRING, outside, sparse));
    }

    private static Tensor run(
            String operator, int key, int element, Map<Object, Value> entries, AttributeProto... attributes)
            throws IOException {
        var node = new NodeProto("", Registry.ML, operator, List.of("x"), List.of("y"), List.of(attributes));
        var input = new TypeProto.MapType(key, new TypeProto.TensorType(element, Optional.of(List.of())));
        var graph = new GraphProto(
                "main",
                List.of(node),
                List.of(),
                List.of(),
                List.of(new ValueInfoProto("x", input)),
                List.of(new ValueInfoProto("y", new TypeProto.Unknown())),
                List.of(),
                List.of(),
                "",
                Map.of());
        var opsets = List.of(new OpsetImport("", 21), new OpsetImport(Registry.ML, 3));
        var file = new ByteArrayOutputStream();
        ProtoWriter.write(new ModelProto(10, "test", "", "", 0, "", opsets, graph, Map.of(), List.of()), file);
        try (var session = Model.load(ByteBuffer.wrap(file.toByteArray())).newSession()) {
            return (Tensor) session.run(Map.of("x", new MapValue(entries))).value(0);
        }
    }

    private static AttributeProto strings(String name, String... values) {
        return new AttributeProto(
                name,
                new AttributeValue.Strings(
                        Arrays.stream(values).map(Bytes::utf8).toList()));
    }
}
