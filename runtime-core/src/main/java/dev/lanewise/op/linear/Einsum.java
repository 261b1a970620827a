package dev.lanewise.op.linear;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.op.Binder;
import dev.lanewise.op.ComputesWide;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Einstein summation: products of all inputs' elements, summed over the labels that the output does not have; axes of
 * extent 1 broadcast. ONNX Einsum.
 */
public record Einsum(String equation) implements KernelOperator, ComputesWide {

    @Override
    public List<ValueType> infer(Inference in) {
        var ranks = new ArrayList<Integer>();
        for (int i = 0; i < in.inputs(); i++) {
            if (in.type(i) != in.type(0)) {
                throw in.error("inputs 0 and " + i + " have types " + in.type(0) + " and " + in.type(i));
            }
            if (!in.shape(i).isRanked()) {
                return List.of(in.tensor(0).as(Shape.UNRANKED));
            }
            ranks.add(in.shape(i).rank());
        }
        var parsed = Equation.parse(equation, ranks, in::error);
        var extents = new HashMap<Integer, Long>();
        for (int i = 0; i < in.inputs(); i++) {
            for (int axis = 0; axis < ranks.get(i); axis++) {
                int label = parsed.inputs().get(i).get(axis);
                extents.merge(label, in.shape(i).dim(axis), (a, b) -> joined(in, a, b));
            }
        }
        return List.of(in.tensor(0)
                .as(Shape.of(parsed.output().stream().mapToLong(extents::get).toArray())));
    }

    private long joined(Inference in, long a, long b) {
        if (a >= 0 && b >= 0 && a != b && a != 1 && b != 1) {
            throw in.error("equation '" + equation + "' joins axes of " + a + " and " + b);
        }
        return a == 1 ? b : b == 1 || a == b ? a : a >= 0 ? a : b >= 0 ? b : Shape.ANY;
    }

    @Override
    public Step bind(Binder on) {
        var ranks = new ArrayList<Integer>();
        for (int i = 0; i < on.inputs(); i++) {
            ranks.add(on.input(i).rank());
        }
        var parsed = Equation.parse(equation, ranks, on::error);
        Map<Integer, Integer> extents = new HashMap<>();
        for (int i = 0; i < on.inputs(); i++) {
            for (int axis = 0; axis < ranks.get(i); axis++) {
                extents.merge(parsed.inputs().get(i).get(axis), on.input(i).dim(axis), (a, b) -> a == 1 ? b : a);
            }
        }
        if (on.output().size() == 0) {
            return frame -> {};
        }
        boolean isFloat = on.output().type() == ElementType.FLOAT;
        return isFloat && EinsumProduct.fits(on, parsed, extents)
                ? new EinsumProduct(on, parsed, extents).step()
                : EinsumLoops.step(on, parsed, extents);
    }
}
