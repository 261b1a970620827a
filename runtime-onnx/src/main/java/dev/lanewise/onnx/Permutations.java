package dev.lanewise.onnx;

import dev.lanewise.graph.Ints;
import dev.lanewise.kernel.StridedCopy;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;

/** Transposes constants. */
final class Permutations {

    private Permutations() {}

    /** Axis i of the result is axis {@code permutation[i]} of {@code tensor}, whose elements are real numbers or text. */
    static Tensor apply(Tensor tensor, Ints permutation) {
        int[] dims = Arrays.stream(tensor.shape()).mapToInt(Math::toIntExact).toArray();
        long[] shape = permutation.stream().mapToLong(axis -> dims[axis]).toArray();
        Object array = tensor.type().carrier().newArray(tensor.size());
        var copy = StridedCopy.transpose(dims, permutation.toArray());
        copy.run(tensor.array(), 0, array, 0, 0, copy.rows());
        return Tensor.wrap(tensor.type(), array, shape);
    }
}
