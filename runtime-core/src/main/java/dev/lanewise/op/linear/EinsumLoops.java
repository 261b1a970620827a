package dev.lanewise.op.linear;

import dev.lanewise.op.Binder;
import dev.lanewise.op.Elements;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Any Einstein summation as plain loops: for every output, all combinations of the summed labels. */
final class EinsumLoops {

    private EinsumLoops() {}

    static Step step(Binder on, Equation equation, Map<Integer, Integer> extents) {
        Operand y = on.output();
        int count = on.inputs();
        var inputs = new Operand[count];
        var outer = new int[count][];
        var inner = new int[count][];
        List<Integer> summed = equation.summed();
        for (int i = 0; i < count; i++) {
            inputs[i] = on.input(i);
            outer[i] = strides(inputs[i], equation.inputs().get(i), equation.output());
            inner[i] = strides(inputs[i], equation.inputs().get(i), summed);
        }
        int[] outerDims = equation.output().stream().mapToInt(extents::get).toArray();
        int[] innerDims = summed.stream().mapToInt(extents::get).toArray();
        int products = Arrays.stream(innerDims).reduce(1, Math::multiplyExact);
        return on.parallel(y.size(), Elements.runs(products * count * 8), (frame, worker, from, to) -> {
            for (int at = from; at < to; at++) {
                double sum = 0;
                long whole = 0;
                for (int term = 0; term < products; term++) {
                    double product = 1;
                    long wholeProduct = 1;
                    for (int i = 0; i < count; i++) {
                        int place = inputs[i].offset()
                                + offset(at, outerDims, outer[i])
                                + offset(term, innerDims, inner[i]);
                        switch (inputs[i].array(frame)) {
                            case float[] f -> product *= f[place];
                            case double[] d -> product *= d[place];
                            case int[] n -> wholeProduct *= n[place];
                            case long[] n -> wholeProduct *= n[place];
                            default -> throw new IllegalStateException("no kernel for " + inputs[i].type());
                        }
                    }
                    sum += product;
                    whole += wholeProduct;
                }
                switch (y.array(frame)) {
                    case float[] f -> f[y.offset() + at] = (float) sum;
                    case double[] d -> d[y.offset() + at] = sum;
                    case int[] n -> n[y.offset() + at] = (int) whole;
                    case long[] n -> n[y.offset() + at] = whole;
                    default -> throw new IllegalStateException("no kernel for " + y.type());
                }
            }
        });
    }

    /** How far an input moves with each of {@code labels}; a label on several axes moves along all of them. */
    static int[] strides(Operand input, List<Integer> own, List<Integer> labels) {
        var strides = new int[labels.size()];
        int stride = 1;
        for (int axis = input.rank() - 1; axis >= 0; axis--) {
            int at = labels.indexOf(own.get(axis));
            if (at >= 0 && input.dim(axis) != 1) {
                strides[at] += stride;
            }
            stride *= input.dim(axis);
        }
        return strides;
    }

    private static int offset(int index, int[] dims, int[] strides) {
        int offset = 0;
        int rest = index;
        for (int i = dims.length - 1; i >= 0; i--) {
            offset += rest % dims[i] * strides[i];
            rest /= dims[i];
        }
        return offset;
    }
}
