package dev.lanewise.spi;

import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** An operator that a program brings along, for models that use one this library does not know. */
public interface CustomOperator {

    /** The domain that models name it in; empty for the default one. */
    String domain();

    /** The operator's name in models. */
    String name();

    /**
     * Computes the outputs. Called from the threads that run sessions, possibly at the same time.
     *
     * @param inputs the inputs' tensors, not to be changed; absent ones are left out
     * @param attributes the node's attributes: {@link Long}, {@link Float}, {@link String}, {@link Tensor}, or a list of
     *     one of these; of TFLite one {@link Tensor} of bytes, called {@code options}
     */
    List<Tensor> run(List<Tensor> inputs, Map<String, Object> attributes);
}
