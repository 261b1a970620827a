package dev.lanewise.op.signal;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.Binder;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/**
 * {@code a - b * cos(2 pi n / N) + c * cos(4 pi n / N)}, as DOUBLE, for as many n as input 0 says; N is that number, or
 * one less when the window is symmetric. ONNX HannWindow, HammingWindow, BlackmanWindow.
 */
public record CosineWindow(double a, double b, double c, boolean periodic) implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, ElementType.INT32, ElementType.INT64);
        long[] size = in.longs(0);
        if (size != null && (size.length != 1 || size[0] < 0 || size[0] > Integer.MAX_VALUE)) {
            throw in.error("the size is " + java.util.Arrays.toString(size));
        }
        return List.of(new TensorType(ElementType.DOUBLE, size == null ? Shape.ofRank(1) : Shape.of(size[0])));
    }

    @Override
    public Step bind(Binder on) {
        Operand y = on.output();
        int period = Math.max(1, periodic ? y.size() : y.size() - 1);
        return frame -> {
            double[] window = y.doubles(frame);
            for (int n = 0; n < y.size(); n++) {
                double angle = 2 * Math.PI * n / period;
                window[y.offset() + n] = a - b * Math.cos(angle) + c * Math.cos(2 * angle);
            }
        };
    }
}
