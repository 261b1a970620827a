package dev.lanewise.tflite.file;

import dev.lanewise.tensor.ModelFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A TFLite file: the table Model. Buffers stay views of the file. */
public final class ModelFile {

    private static final int NEWEST_VERSION = 3;

    private final ByteBuffer file;
    private final FlatTable model;
    private final List<FlatTable> buffers;
    private final List<OperatorCode> codes;
    private final List<SubgraphInfo> subgraphs;

    private ModelFile(ByteBuffer file) {
        this.file = file.slice().order(ByteOrder.LITTLE_ENDIAN);
        model = FlatTable.root(this.file);
        if (model.uint32(0) != NEWEST_VERSION) {
            throw new ModelFormatException(
                    "the file has schema version " + model.uint32(0) + ", expected " + NEWEST_VERSION);
        }
        buffers = model.tables(4);
        codes = model.tables(1).stream().map(OperatorCode::of).toList();
        subgraphs = subgraphs(model.tables(2));
        if (subgraphs.isEmpty()) {
            throw new ModelFormatException("the model has no subgraph");
        }
    }

    /** Reads the tables of a file that begins at the buffer's position. */
    public static ModelFile read(ByteBuffer file) {
        return new ModelFile(file);
    }

    private List<SubgraphInfo> subgraphs(List<FlatTable> tables) {
        var all = new ArrayList<SubgraphInfo>();
        tables.forEach(table -> all.add(subgraph(all.size(), table)));
        return List.copyOf(all);
    }

    private SubgraphInfo subgraph(int index, FlatTable table) {
        var tensors = table.tables(0);
        var operators = table.tables(3);
        return new SubgraphInfo(
                index,
                table.text(4),
                tensors.stream().map(TensorInfo::of).toList(),
                table.ints(1),
                table.ints(2),
                operators.stream().map(this::operator).toList());
    }

    private OperatorInfo operator(FlatTable table) {
        long code = table.uint32(0);
        if (code >= codes.size()) {
            throw new ModelFormatException("at byte " + table.fileOffset() + ": operator code " + code
                    + " is beyond the " + codes.size() + " of the model");
        }
        return OperatorInfo.of(table, codes.get((int) code));
    }

    public List<SubgraphInfo> subgraphs() {
        return subgraphs;
    }

    /** Subgraph {@code index}, which must exist. */
    public SubgraphInfo subgraph(int index) {
        if (index < 0 || index >= subgraphs.size()) {
            throw new ModelFormatException(
                    "subgraph " + index + " is beyond the " + subgraphs.size() + " of the model");
        }
        return subgraphs.get(index);
    }

    /** The bytes of a buffer, which may lie behind the flatbuffer; empty where it has none. */
    public ByteBuffer buffer(int index) {
        if (index < 0 || index >= buffers.size()) {
            throw new ModelFormatException("buffer " + index + " is beyond the " + buffers.size() + " of the model");
        }
        FlatTable buffer = buffers.get(index);
        long offset = buffer.int64(1, 0);
        long size = buffer.int64(2, 0);
        if (offset == 0 || offset == 1) {
            return buffer.bytes(0);
        }
        if (offset < 0 || size < 0 || offset > file.limit() || size > file.limit() - offset) {
            throw new ModelFormatException("buffer " + index + " lies at byte " + offset + " and has " + size
                    + " bytes, in a file of " + file.limit());
        }
        return file.slice((int) offset, (int) size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Files of an archive behind the flatbuffer. */
    public Map<String, ByteBuffer> appendedFiles() {
        return AppendedFiles.read(file);
    }

    /** What the model says it is. */
    public String description() {
        return model.text(3);
    }

    /** Named pieces of metadata: the numbers of their buffers. */
    public Map<String, Integer> metadata() {
        var metadata = new LinkedHashMap<String, Integer>();
        model.tables(6).forEach(table -> metadata.put(table.text(0), table.int32(1, 0)));
        return metadata;
    }

    /** A piece of metadata as text. */
    public String metadataText(int buffer) {
        return StandardCharsets.UTF_8
                .decode(buffer(buffer))
                .toString()
                .replace("\0", "")
                .strip();
    }

    /** The table SignatureDef of each signature. */
    public List<SignatureInfo> signatures() {
        var signatures = new ArrayList<SignatureInfo>();
        for (FlatTable table : model.tables(7)) {
            signatures.add(new SignatureInfo(
                    table.text(2), table.int32(4, 0), names(table.tables(0)), names(table.tables(1))));
        }
        return signatures;
    }

    private static Map<String, Integer> names(List<FlatTable> maps) {
        var names = new LinkedHashMap<String, Integer>();
        maps.forEach(map -> names.putIfAbsent(map.text(0), map.int32(1, 0)));
        return names;
    }
}
