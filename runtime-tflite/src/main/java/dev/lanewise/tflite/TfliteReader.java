package dev.lanewise.tflite;

import dev.lanewise.LoadOptions;
import dev.lanewise.spi.ModelDefinition;
import dev.lanewise.spi.ModelReader;
import java.nio.ByteBuffer;

/**
 * Reads TFLite files, schema version 3: their first subgraph, others as signatures. Inputs and outputs have the names that
 * the first signature gives them, else those of their tensors. Quantized ones keep their integer types.
 */
public final class TfliteReader implements ModelReader {

    @Override
    public String format() {
        return "TFLite";
    }

    @Override
    public boolean accepts(ByteBuffer file) {
        int at = file.position() + 4;
        return file.remaining() >= 8
                && file.get(at) == 'T'
                && file.get(at + 1) == 'F'
                && file.get(at + 2) == 'L'
                && file.get(at + 3) == '3';
    }

    @Override
    public ModelDefinition read(ByteBuffer file, LoadOptions options) {
        var builtins = Builtins.standard().with(options.customOperators());
        return new TfliteSource(file, builtins, options.deadline()).main();
    }
}
