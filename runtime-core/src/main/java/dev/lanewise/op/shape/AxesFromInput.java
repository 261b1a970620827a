package dev.lanewise.op.shape;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.op.ViewOperator;
import java.util.List;

/** Squeeze or Unsqueeze with the axes as input 1. ONNX Squeeze-13, Unsqueeze-13. */
public record AxesFromInput(boolean squeeze) implements ViewOperator {

    @Override
    public String name() {
        return squeeze ? "Squeeze" : "Unsqueeze";
    }

    @Override
    public List<? extends ValueType> infer(Inference in) {
        long[] axes = in.longs(1);
        if (axes == null) {
            return List.of(in.tensor(0).as(Shape.UNRANKED));
        }
        Ints ints = Ints.of(axes);
        return squeeze ? new Reshape.Squeeze(ints).infer(in) : new Unsqueeze(ints).infer(in);
    }
}
