package dev.lanewise.onnx;

import dev.lanewise.LoadOptions;
import dev.lanewise.TensorSpec;
import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.onnx.proto.Dim;
import dev.lanewise.onnx.proto.ModelProto;
import dev.lanewise.onnx.proto.OpsetImport;
import dev.lanewise.onnx.proto.Proto;
import dev.lanewise.onnx.proto.TypeProto;
import dev.lanewise.onnx.proto.ValueInfoProto;
import dev.lanewise.spi.ModelDefinition;
import dev.lanewise.spi.ModelReader;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.ModelFormatException;
import dev.lanewise.tensor.UnsupportedModelException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads ONNX files: IR versions 3 to 13, opsets of the default domain up to 27. */
public final class OnnxReader implements ModelReader {

    private static final int NEWEST_IR = 13;
    private static final int NEWEST_OPSET = 27;

    @Override
    public String format() {
        return "ONNX";
    }

    /** A ModelProto begins with a small field, most often {@code ir_version}; TFLite has {@code TFL3} at byte 4. */
    @Override
    public boolean accepts(ByteBuffer file) {
        if (file.remaining() < 2) {
            return false;
        }
        int tag = file.get(file.position());
        int field = tag >>> 3;
        int wireType = tag & 7;
        boolean flatbuffer = file.remaining() >= 8
                && file.get(file.position() + 4) == 'T'
                && file.get(file.position() + 5) == 'F'
                && file.get(file.position() + 6) == 'L';
        return !flatbuffer && (field == 1 || field == 5 ? wireType == 0 : field >= 2 && field <= 14 && wireType == 2);
    }

    @Override
    public ModelDefinition read(ByteBuffer file, LoadOptions options) {
        try {
            return read(Proto.model(file), options);
        } catch (StackOverflowError e) {
            throw new ModelFormatException("graphs are nested too deep", e);
        }
    }

    private static ModelDefinition read(ModelProto proto, LoadOptions options) {
        checkVersions(proto);
        var finder = new OperatorFinder(Registry.standard(), proto, options.customOperators());
        finder.requireAll(proto);
        var reader = new GraphReader(finder, new TensorReader(options));
        Graph graph = reader.read(proto.graph(), proto.opsetImports());
        return new ModelDefinition(
                graph,
                specs(graph.inputs(), proto.graph().inputs()),
                specs(graph.outputs(), proto.graph().outputs()),
                metadata(proto));
    }

    private static void checkVersions(ModelProto proto) {
        if (proto.irVersion() > NEWEST_IR) {
            throw new UnsupportedModelException(
                    "the model has IR version " + proto.irVersion() + "; the newest known here is " + NEWEST_IR);
        }
        if (proto.graph().nodes().isEmpty() && proto.graph().outputs().isEmpty()) {
            throw new ModelFormatException("the model has no graph");
        }
        for (OpsetImport opset : proto.opsetImports()) {
            boolean onnx = opset.domain().isEmpty() || opset.domain().equals("ai.onnx");
            if (onnx && (opset.version() > NEWEST_OPSET || opset.version() < 1)) {
                throw new UnsupportedModelException("the model imports opset " + opset.version()
                        + " of ai.onnx; known here are 1 to " + NEWEST_OPSET);
            }
        }
    }

    private static Map<String, String> metadata(ModelProto proto) {
        var metadata = new LinkedHashMap<String, String>();
        metadata.put("format", "ONNX");
        metadata.put("ir_version", Long.toString(proto.irVersion()));
        metadata.put(
                "opset_import",
                proto.opsetImports().stream()
                        .map(o -> (o.domain().isEmpty() ? "ai.onnx" : o.domain()) + ":" + o.version())
                        .collect(Collectors.joining(",")));
        putIfGiven(metadata, "producer_name", proto.producerName());
        putIfGiven(metadata, "producer_version", proto.producerVersion());
        putIfGiven(metadata, "domain", proto.domain());
        putIfGiven(metadata, "doc_string", proto.docString());
        if (proto.modelVersion() != 0) {
            metadata.put("model_version", Long.toString(proto.modelVersion()));
        }
        metadata.putAll(proto.metadata());
        return metadata;
    }

    private static void putIfGiven(Map<String, String> metadata, String key, String value) {
        if (!value.isEmpty()) {
            metadata.put(key, value);
        }
    }

    private static List<TensorSpec> specs(List<Edge> edges, List<ValueInfoProto> infos) {
        var specs = new ArrayList<TensorSpec>();
        for (Edge edge : edges) {
            TypeProto declared = infos.stream()
                    .filter(info -> info.name().equals(edge.name()))
                    .findFirst()
                    .map(ValueInfoProto::type)
                    .orElse(new TypeProto.Unknown());
            specs.add(spec(edge, declared));
        }
        return specs;
    }

    private static TensorSpec spec(Edge edge, TypeProto declared) {
        ElementType type = elementType(edge.type());
        Shape shape = edge.shape();
        List<Dim> dims =
                declared instanceof TypeProto.TensorType tensor ? tensor.shape().orElse(List.of()) : List.of();
        boolean ranked = shape.isRanked();
        int rank = ranked ? shape.rank() : dims.size();
        var extents = new long[rank];
        var names = new ArrayList<String>();
        for (int i = 0; i < rank; i++) {
            Dim dim = i < dims.size() ? dims.get(i) : new Dim.Unknown();
            names.add(dim instanceof Dim.Parameter(String name) ? name : "");
            long known = ranked ? shape.dim(i) : Shape.ANY;
            long said = dim instanceof Dim.Value(long size) && size >= 0 ? size : -1;
            extents[i] = known >= 0 ? known : said;
        }
        return new TensorSpec(edge.name(), type, extents, names, Optional.empty());
    }

    private static ElementType elementType(ValueType type) {
        return switch (type) {
            case ValueType.TensorType(var element, var shape) -> element;
            case ValueType.SequenceType(var element) -> elementType(element);
            case ValueType.OptionalType(var element) -> elementType(element);
            case ValueType.MapType(var key, var value) -> elementType(value);
            case ValueType.EffectType effect -> ElementType.FLOAT;
            case ValueType.UnknownType unknown -> ElementType.FLOAT;
        };
    }
}
