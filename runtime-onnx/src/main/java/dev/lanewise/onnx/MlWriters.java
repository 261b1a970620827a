package dev.lanewise.onnx;

import dev.lanewise.graph.Operator;
import dev.lanewise.op.ml.CastMap;
import dev.lanewise.op.ml.DictVectorizer;
import dev.lanewise.op.ml.MapElements;
import dev.lanewise.op.ml.OneHotCategories;
import dev.lanewise.op.ml.ZipMap;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.List;

/** Writes operators of {@code ai.onnx.ml} on categories and maps. */
final class MlWriters implements WriterFamily {

    @Override
    public boolean write(Operator op, OnnxNodeWriter node) {
        switch (op) {
            case ZipMap(var labels) ->
                becomes("ZipMap", either(labels, "classlabels_int64s", "classlabels_strings"), node);
            case DictVectorizer(var vocabulary) ->
                becomes("DictVectorizer", either(vocabulary, "int64_vocabulary", "string_vocabulary"), node);
            case OneHotCategories(var categories, boolean lenient) ->
                becomes(
                        "OneHotEncoder",
                        either(categories.keys(), "cats_int64s", "cats_strings").integer("zeros", lenient ? 1 : 0),
                        node);
            case MapElements(var keys, var values, var otherwise) ->
                becomes(
                        "LabelEncoder",
                        new Attributes()
                                .tensor("keys_tensor", keys.keys())
                                .tensor("values_tensor", values)
                                .tensor("default_tensor", otherwise.reshape(1)),
                        node);
            case CastMap(var to, int length) -> castMap(to, length, node);
            default -> {
                return false;
            }
        }
        return true;
    }

    static void becomes(String operator, Attributes attributes, OnnxNodeWriter node) {
        node.becomes(OnnxNodeWriter.ML + operator, attributes);
    }

    /** A list of integers or of strings, under the name that each has. */
    static Attributes either(Tensor values, String integers, String strings) {
        return values.type() == ElementType.STRING
                ? new Attributes().texts(strings, List.of(values.strings()))
                : new Attributes().integers(integers, values.longs());
    }

    private static void castMap(ElementType to, int length, OnnxNodeWriter node) {
        var attributes = new Attributes().text("cast_to", "TO_" + to.name());
        becomes(
                "CastMap",
                length == 0 ? attributes : attributes.text("map_form", "SPARSE").integer("max_map", length),
                node);
    }
}
