package dev.lanewise.spi;

import dev.lanewise.LoadOptions;
import java.nio.ByteBuffer;

/** Reads one file format into a graph. Found through {@link java.util.ServiceLoader}. */
public interface ModelReader {

    /** The format's name, for messages. */
    String format();

    /** Whether {@code file} looks like this format; decides by a few bytes, throws nothing. */
    boolean accepts(ByteBuffer file);

    /** Reads a model; throws a {@link dev.lanewise.tensor.LanewiseException} on anything it cannot take. */
    ModelDefinition read(ByteBuffer file, LoadOptions options);
}
