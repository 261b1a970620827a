package dev.lanewise.op.ml;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.kernel.Convert;
import dev.lanewise.kernel.NumberFormat;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Elements;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Weights of the leaves that trees lead each row to, gathered by target, [rows, targets]. Sums are made in double.
 * ONNX ML TreeEnsemble, TreeEnsembleRegressor, TreeEnsembleClassifier.
 *
 * @param base added to each target, DOUBLE [targets]
 * @param unreached what a target of which no leaf speaks has before the base is added
 */
public record TreeEnsemble(Trees trees, Aggregate aggregate, Tensor base, double unreached, ElementType to)
        implements KernelOperator {

    /** How weights are gathered; in the order of ONNX ML TreeEnsemble's numbers. */
    public enum Aggregate {
        AVERAGE,
        SUM,
        MIN,
        MAX;

        double join(double a, double b) {
            return switch (this) {
                case AVERAGE, SUM -> a + b;
                case MIN -> Math.min(a, b);
                case MAX -> Math.max(a, b);
            };
        }
    }

    @Override
    public List<ValueType> infer(Inference in) {
        if (trees.targets() > base.size()) {
            throw in.error("a leaf has target " + (trees.targets() - 1) + ", but there are " + base.size());
        }
        long rows = Rows.count(in, 0);
        Shape shape = in.shape(0);
        if (shape.isRanked() && shape.dim(-1) >= 0 && shape.dim(-1) < trees.features()) {
            throw in.error("its trees ask for " + trees.features() + " features, but input 0 has shape " + shape);
        }
        return List.of(TensorType.of(to, rows, base.size()));
    }

    @Override
    public Step bind(Binder on) {
        Rows rows = Rows.of(on.input(0));
        Operand y = on.output();
        int targets = base.size();
        int features = rows.features();
        int length = features + 2 * targets;
        Operand scratch = on.workspace(ElementType.DOUBLE, (long) on.threads() * length);
        NumberFormat format = Elements.format(to);
        int grain = Elements.runs(Math.max(1, trees.count()) * 8);
        return on.parallel(rows.count(), grain, (frame, worker, from, to) -> {
            double[] row = scratch.doubles(frame);
            int start = scratch.offset() + worker * length;
            int sums = start + features;
            for (int r = from; r < to; r++) {
                rows.read(frame, r, row, start);
                gather(row, start, sums, targets);
                Convert.run(
                        NumberFormat.DOUBLE,
                        row,
                        sums,
                        format,
                        y.array(frame),
                        y.offset() + r * targets,
                        targets,
                        false);
            }
        });
    }

    /** Gathers into {@code targets} sums, behind which lie as many marks of those that have been reached. */
    private void gather(double[] row, int start, int sums, int targets) {
        Arrays.fill(row, sums, sums + 2 * targets, 0);
        int reached = sums + targets;
        Trees.Leaves leaves = trees.leaves();
        for (int tree = 0; tree < trees.count(); tree++) {
            int leaf = trees.leaf(tree, row, start);
            for (int i = leaves.starts()[leaf]; i < leaves.starts()[leaf + 1]; i++) {
                int target = leaves.targets()[i];
                double weight = leaves.weights()[i];
                row[sums + target] = row[reached + target] == 0 ? weight : aggregate.join(row[sums + target], weight);
                row[reached + target] = 1;
            }
        }
        for (int i = 0; i < targets; i++) {
            double sum = row[reached + i] == 0
                    ? unreached
                    : aggregate == Aggregate.AVERAGE ? row[sums + i] / trees.count() : row[sums + i];
            row[sums + i] = sum + base.doubles()[i];
        }
    }
}
