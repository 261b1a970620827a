package dev.lanewise.spi;

import dev.lanewise.TensorSpec;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * An operator that a program brings along, for models that use one this library does not know. It goes before an
 * operator of the same domain and name that the library has.
 *
 * {@snippet :
 * // Multiplies by the attribute "factor".
 * final class Scaled implements CustomOperator {
 *     public String domain() {
 *         return "com.example";
 *     }
 *
 *     public String name() {
 *         return "Scaled";
 *     }
 *
 *     public List<TensorSpec> outputs(List<TensorSpec> inputs, Map<String, Object> attributes) {
 *         return inputs;
 *     }
 *
 *     public List<Tensor> run(List<Tensor> inputs, Map<String, Object> attributes) {
 *         float factor = (Float) attributes.getOrDefault("factor", 1f);
 *         float[] values = inputs.getFirst().floats().clone();
 *         for (int i = 0; i < values.length; i++) {
 *             values[i] *= factor;
 *         }
 *         return List.of(Tensor.of(values, inputs.getFirst().shape()));
 *     }
 * }
 *
 * Model model = Model.load(file, LoadOptions.defaults().with(new Scaled()));
 * }
 */
public interface CustomOperator {

    /** The domain that models name it in; empty for the default one. */
    String domain();

    /** The operator's name in models. */
    String name();

    /**
     * The types and shapes of the outputs, as far as they follow from those of the inputs: an extent of −1 is one that
     * does not. What comes behind the operator is prepared with them. Names and quantization count for nothing. Throws
     * an {@link IllegalArgumentException} for inputs that the operator does not take.
     *
     * @param inputs the inputs' types and shapes, −1 for an extent not known yet, no extents where not even their
     *     number is known; absent inputs are left out
     * @param attributes as for {@link #run}
     */
    List<TensorSpec> outputs(List<TensorSpec> inputs, Map<String, Object> attributes);

    /**
     * Computes the outputs, with the types and shapes that {@link #outputs} promised. Called from the threads that run
     * sessions, possibly at the same time.
     *
     * @param inputs the inputs' tensors, not to be changed; absent ones are left out
     * @param attributes the node's attributes: {@link Long}, {@link Float}, {@link String}, {@link Tensor}, or a list of
     *     one of these; of TFLite one {@link Tensor} of bytes, called {@code options}
     */
    List<Tensor> run(List<Tensor> inputs, Map<String, Object> attributes);
}
