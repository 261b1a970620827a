package dev.lanewise.op.shape;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.op.ViewOperator;
import java.util.List;

/**
 * Puts in dimensions of 1. ONNX Unsqueeze.
 *
 * @param axes places of the new dimensions in the result, from the end when negative
 */
public record Unsqueeze(Ints axes) implements ViewOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        Shape shape = in.shape(0);
        if (!shape.isRanked()) {
            return List.of(in.tensor(0).as(Shape.UNRANKED));
        }
        int rank = shape.rank() + axes.size();
        var dims = new long[rank];
        axes.stream().forEach(axis -> {
            int at = in.axis(axis, rank);
            if (dims[at] != 0) {
                throw in.error("axes " + axes + " name dimension " + at + " twice");
            }
            dims[at] = 1;
        });
        int next = 0;
        for (int i = 0; i < rank; i++) {
            if (dims[i] == 0) {
                dims[i] = shape.dim(next++);
            }
        }
        return List.of(in.tensor(0).as(Shape.of(dims)));
    }
}
