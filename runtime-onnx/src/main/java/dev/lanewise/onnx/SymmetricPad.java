package dev.lanewise.onnx;

import dev.lanewise.tensor.Tensor;
import java.util.stream.LongStream;

/**
 * Writes padding with the mirror image and its edge, which ONNX does not have: one axis after the other, by taking the
 * elements of the padded axis by index.
 */
final class SymmetricPad {

    private SymmetricPad() {}

    static void write(OnnxNodeWriter node) {
        Tensor pads = node.edge(1).constant();
        int rank = node.rank(0);
        if (pads == null || node.has(3) || !node.shape(0).isFixed()) {
            throw node.unsupported("pads with the mirror image and its edge; the shape and the pads must be known");
        }
        long[] given = Numerals.longs(pads).longs();
        String x = node.input(0);
        for (int axis = 0; axis < rank; axis++) {
            long extent = node.shape(0).dim(axis);
            long begin = given[axis];
            long end = given[rank + axis];
            if (begin != 0 || end != 0) {
                long[] places = LongStream.range(-begin, extent + end)
                        .map(i -> i < 0 ? -1 - i : i >= extent ? 2 * extent - 1 - i : i)
                        .toArray();
                x = node.add("Gather", new Attributes().integer("axis", axis), x, node.longs(places));
            }
        }
        node.becomes("Identity", new Attributes(), x);
    }
}
