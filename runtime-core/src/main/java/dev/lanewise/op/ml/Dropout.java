package dev.lanewise.op.ml;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.op.Binder;
import dev.lanewise.op.ComputesWide;
import dev.lanewise.op.Frame;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/**
 * Sets a random part of a tensor to zero and scales the rest so that the mean stays. Inputs: data, the part to drop (FLOAT
 * or DOUBLE, 0.5 when absent), whether to drop at all (BOOL). Outputs: the result and a BOOL mask of what was kept. ONNX
 * Dropout-12 in training mode.
 */
public record Dropout(Seed seed) implements KernelOperator, ComputesWide {

    private static final double USUAL_RATIO = 0.5;

    @Override
    public List<ValueType> infer(Inference in) {
        if (in.has(1)) {
            in.require(1, ElementType.FLOAT, ElementType.DOUBLE, ElementType.FLOAT16, ElementType.BFLOAT16);
        }
        in.require(2, ElementType.BOOL);
        return List.of(in.tensor(0), in.tensor(0).as(ElementType.BOOL));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand y = on.output();
        if (x.type() != ElementType.FLOAT && x.type() != ElementType.DOUBLE) {
            throw on.error("has no kernel for " + x.type());
        }
        Operand training = on.input(2);
        Operand mask = on.outputs() > 1 ? on.output(1) : on.workspace(ElementType.BOOL, y.size());
        boolean hasRatio = on.has(1);
        Operand ratio = hasRatio ? on.input(1) : training;
        return frame -> {
            double dropped =
                    training.bytes(frame)[training.offset()] == 0 ? 0 : hasRatio ? number(frame, ratio) : USUAL_RATIO;
            if (!(dropped >= 0 && dropped < 1)) {
                throw on.error("the ratio is " + dropped + ", expected 0 to below 1");
            }
            draw(mask.bytes(frame), mask.offset(), y.size(), dropped);
            scale(frame, x, mask, y, 1 / (1 - dropped));
        };
    }

    private static double number(Frame frame, Operand scalar) {
        return scalar.type() == ElementType.DOUBLE
                ? scalar.doubles(frame)[scalar.offset()]
                : scalar.floats(frame)[scalar.offset()];
    }

    private void draw(byte[] mask, int offset, int count, double dropped) {
        var random = seed.generator();
        for (int i = offset; i < offset + count; i++) {
            mask[i] = (byte) (dropped == 0 || random.nextDouble() >= dropped ? 1 : 0);
        }
    }

    private static void scale(Frame frame, Operand x, Operand mask, Operand y, double scale) {
        byte[] kept = mask.bytes(frame);
        int m = mask.offset();
        if (x.type() == ElementType.DOUBLE) {
            for (int i = 0; i < y.size(); i++) {
                y.doubles(frame)[y.offset() + i] = kept[m + i] == 0 ? 0 : x.doubles(frame)[x.offset() + i] * scale;
            }
            return;
        }
        float factor = (float) scale;
        for (int i = 0; i < y.size(); i++) {
            y.floats(frame)[y.offset() + i] = kept[m + i] == 0 ? 0 : x.floats(frame)[x.offset() + i] * factor;
        }
    }

    @Override
    public boolean hasEffect() {
        return true;
    }
}
