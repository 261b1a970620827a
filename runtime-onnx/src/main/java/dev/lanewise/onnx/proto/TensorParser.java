package dev.lanewise.onnx.proto;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Parser of {@code TensorProto} and {@code SparseTensorProto}. */
final class TensorParser {

    private static final int MAX_RANK = 255;
    private static final int EXTERNAL = 1;

    private String name = "";
    private int dataType;
    private int dataLocation;
    private final Elements dims = Elements.ofLongs();
    private Bytes raw = Bytes.EMPTY;
    private final Elements floats = Elements.ofFloats();
    private final Elements ints = Elements.ofInts();
    private final Elements longs = Elements.ofLongs();
    private final Elements unsignedLongs = Elements.ofLongs();
    private final Elements doubles = Elements.ofDoubles();
    private final List<Bytes> strings = new ArrayList<>(0);
    private final Map<String, String> external = new LinkedHashMap<>(0);
    private final Map<String, String> metadata = new LinkedHashMap<>(0);

    private TensorParser() {}

    static TensorProto tensor(WireReader in) throws IOException {
        var parser = new TensorParser();
        for (int number = in.next(); number != 0; number = in.next()) {
            parser.field(number, in);
        }
        return new TensorProto(parser.name, parser.dataType, dims(parser.dims, in), parser.data(in), parser.metadata);
    }

    static SparseTensorProto sparseTensor(WireReader in) throws IOException {
        var values = new ArrayList<TensorProto>(1);
        var indices = new ArrayList<TensorProto>(1);
        var dims = Elements.ofLongs();
        for (int number = in.next(); number != 0; number = in.next()) {
            switch (number) {
                case 1 -> values.add(in.message("values", TensorParser::tensor));
                case 2 -> indices.add(in.message("indices", TensorParser::tensor));
                case 3 -> in.elements("dims", dims);
                default -> in.skip();
            }
        }
        if (values.isEmpty() || indices.isEmpty()) {
            throw in.failure("sparse tensor without " + (values.isEmpty() ? "values" : "indices"));
        }
        return new SparseTensorProto(values.getLast(), indices.getLast(), dims(dims, in));
    }

    private void field(int number, WireReader in) throws IOException {
        switch (number) {
            case 1 -> in.elements("dims", dims);
            case 2 -> dataType = in.int32("data_type");
            case 3 -> throw in.failure("segments of tensors are not supported");
            case 4 -> in.elements("float_data", floats);
            case 5 -> in.elements("int32_data", ints);
            case 6 -> strings.add(in.bytes("string_data"));
            case 7 -> in.elements("int64_data", longs);
            case 8 -> name = in.string("name");
            case 9 -> raw = in.bytes("raw_data");
            case 10 -> in.elements("double_data", doubles);
            case 11 -> in.elements("uint64_data", unsignedLongs);
            case 13 -> in.entry("external_data", external);
            case 14 -> dataLocation = in.int32("data_location");
            case 16 -> in.entry("metadata_props", metadata);
            default -> in.skip();
        }
    }

    private TensorData data(WireReader in) {
        var found = new ArrayList<TensorData>(1);
        if (dataLocation == EXTERNAL) {
            found.add(new TensorData.External(external));
        }
        if (raw.size() > 0) {
            found.add(new TensorData.Raw(raw));
        }
        if (!floats.isEmpty()) {
            found.add(new TensorData.Floats(floats.floats()));
        }
        if (!ints.isEmpty()) {
            found.add(new TensorData.Ints(ints.ints()));
        }
        if (!longs.isEmpty()) {
            found.add(new TensorData.Longs(longs.longs()));
        }
        if (!unsignedLongs.isEmpty()) {
            found.add(new TensorData.UnsignedLongs(unsignedLongs.longs()));
        }
        if (!doubles.isEmpty()) {
            found.add(new TensorData.Doubles(doubles.doubles()));
        }
        if (!strings.isEmpty()) {
            found.add(new TensorData.Strings(strings));
        }
        if (found.size() > 1) {
            throw in.failure("tensor \"" + name + "\" has its data in " + found.size() + " fields, expected one");
        }
        return found.isEmpty() ? new TensorData.Empty() : found.getFirst();
    }

    private static List<Long> dims(Elements elements, WireReader in) {
        if (elements.size() > MAX_RANK) {
            throw in.failure("tensor of rank " + elements.size() + ", at most " + MAX_RANK + " expected");
        }
        var dims = elements.toList();
        long product = dims.contains(0L) ? 0 : 1;
        for (long dim : dims) {
            if (dim < 0) {
                throw in.failure("negative dimension in shape " + dims);
            }
            if (dim != 0 && product > Integer.MAX_VALUE / dim) {
                throw in.failure("shape " + dims + " has more than " + Integer.MAX_VALUE + " elements");
            }
            product *= dim;
        }
        return dims;
    }
}
