package dev.lanewise.spi;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** The file behind a {@link ModelDefinition}, where it has more to give than one graph. */
public interface ModelSource {

    /** Of formats and definitions that have nothing else. */
    ModelSource NONE = new ModelSource() {};

    /** Names of the file's signatures, in its order. */
    default List<String> signatures() {
        return List.of();
    }

    /** What the signature {@code name}, one of {@link #signatures}, runs. */
    default ModelDefinition signature(String name) {
        throw new UnsupportedOperationException("the format has no signatures");
    }

    /** Whether {@link #resized} works. */
    default boolean canResize() {
        return false;
    }

    /** The same with other shapes for the inputs named, −1 for an extent left open. */
    default ModelDefinition resized(Map<String, long[]> inputShapes) {
        throw new UnsupportedOperationException("the format has no inputs of other shapes");
    }

    /** Files that the model brings along, by name. */
    default Map<String, ByteBuffer> associatedFiles() {
        return Map.of();
    }
}
