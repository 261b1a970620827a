package dev.lanewise.op.linear;

import dev.lanewise.kernel.Epilogue;
import dev.lanewise.kernel.Gemm;
import dev.lanewise.kernel.Panels;
import dev.lanewise.kernel.StridedCopy;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Elements;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * An Einstein summation of two float inputs as a batch of matrix products: axes are brought to {@code [batch, rows,
 * depth]}, {@code [batch, depth, columns]} and {@code [batch, rows, columns]}.
 */
final class EinsumProduct {

    private final Binder on;
    private final Equation equation;
    private final Map<Integer, Integer> extents;
    private final List<Integer> batch = new ArrayList<>();
    private final List<Integer> rows = new ArrayList<>();
    private final List<Integer> columns = new ArrayList<>();
    private final List<Integer> depth;

    EinsumProduct(Binder on, Equation equation, Map<Integer, Integer> extents) {
        this.on = on;
        this.equation = equation;
        this.extents = extents;
        depth = equation.summed();
        for (int label : equation.output()) {
            boolean left = equation.inputs().get(0).contains(label);
            boolean right = equation.inputs().get(1).contains(label);
            (left && right ? batch : left ? rows : columns).add(label);
        }
    }

    /** Whether there are two inputs without repeated labels, and every summed label is in both. */
    static boolean fits(Binder on, Equation equation, Map<Integer, Integer> extents) {
        if (on.inputs() != 2) {
            return false;
        }
        for (int i = 0; i < 2; i++) {
            var labels = equation.inputs().get(i);
            boolean simple = labels.stream().distinct().count() == labels.size();
            for (int axis = 0; simple && axis < labels.size(); axis++) {
                simple = on.input(i).dim(axis) == extents.getOrDefault(labels.get(axis), -1);
            }
            if (!simple || !labels.containsAll(equation.summed())) {
                return false;
            }
        }
        return true;
    }

    Step step() {
        int m = size(rows);
        int k = size(depth);
        int n = size(columns);
        int count = size(batch);
        Operand y = on.output();
        Operand a = on.workspace(ElementType.FLOAT, on.input(0).size());
        Operand b = on.workspace(ElementType.FLOAT, on.input(1).size());
        Operand c = on.workspace(ElementType.FLOAT, y.size());
        int panels = Panels.count(n);
        int packedLength = Panels.packedLength(k, n);
        int room = Math.addExact(packedLength, Gemm.scratchLength());
        int blocks = Math.max(1, Math.min(Math.ceilDiv(on.threads(), count), Math.ceilDiv(m, Gemm.ROWS)));
        int rowStep = Math.ceilDiv(Math.ceilDiv(m, blocks), Gemm.ROWS) * Gemm.ROWS;
        Operand scratch = on.workspace(ElementType.FLOAT, (long) room * on.threads());
        Step product = on.parallel(count * blocks, 1, (frame, worker, from, to) -> {
            float[] packed = scratch.floats(frame);
            int at = scratch.offset() + worker * room;
            for (int task = from; task < to; task++) {
                int matrix = task / blocks;
                int first = Math.min(m, task % blocks * rowStep);
                Panels.pack(b.floats(frame), b.offset() + matrix * k * n, n, k, n, packed, at, 0, panels);
                Gemm.run(
                        first,
                        Math.min(m, first + rowStep),
                        0,
                        panels,
                        n,
                        k,
                        a.floats(frame),
                        a.offset() + matrix * m * k,
                        k,
                        packed,
                        at,
                        Gemm.NONE,
                        0,
                        Gemm.NONE,
                        0,
                        0,
                        c.floats(frame),
                        c.offset() + matrix * m * n,
                        n,
                        Epilogue.NONE,
                        packed,
                        at + packedLength);
            }
        });
        return ordered(on.input(0), equation.inputs().get(0), a, batch, rows, depth)
                .then(ordered(on.input(1), equation.inputs().get(1), b, batch, depth, columns))
                .then(product)
                .then(back(c, y));
    }

    private int size(List<Integer> labels) {
        return labels.stream().mapToInt(extents::get).reduce(1, Math::multiplyExact);
    }

    @SafeVarargs
    private Step ordered(Operand x, List<Integer> own, Operand to, List<Integer>... groups) {
        var labels = Arrays.stream(groups).flatMap(List::stream).toList();
        int[] dims = labels.stream().mapToInt(extents::get).toArray();
        int[] strides = EinsumLoops.strides(x, own, labels);
        return copy(new StridedCopy(dims, strides, 0, StridedCopy.denseStrides(dims), 0), x, to);
    }

    private Step back(Operand c, Operand y) {
        var labels = new ArrayList<Integer>(batch);
        labels.addAll(rows);
        labels.addAll(columns);
        int[] dims = labels.stream().mapToInt(extents::get).toArray();
        int[] permutation = equation.output().stream().mapToInt(labels::indexOf).toArray();
        return copy(StridedCopy.transpose(dims, permutation), c, y);
    }

    private Step copy(StridedCopy copy, Operand from, Operand to) {
        return on.parallel(
                copy.rows(),
                Elements.runs(copy.rowLength()),
                (frame, worker, first, end) ->
                        copy.run(from.array(frame), from.offset(), to.array(frame), to.offset(), first, end));
    }
}
