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

    /** Rows that go through a tree together. */
    private static final int BLOCK = 32;

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
        int length = BLOCK * (features + 2 * targets);
        Operand scratch = on.workspace(ElementType.DOUBLE, (long) on.threads() * length);
        Operand found = on.workspace(ElementType.INT32, (long) on.threads() * BLOCK);
        NumberFormat format = Elements.format(to);
        int blocks = Math.ceilDiv(rows.count(), BLOCK);
        return on.parallel(blocks, 1, (frame, worker, from, to) -> {
            double[] room = scratch.doubles(frame);
            int start = scratch.offset() + worker * length;
            int sums = start + BLOCK * features;
            for (int block = from; block < to; block++) {
                int first = block * BLOCK;
                int count = Math.min(BLOCK, rows.count() - first);
                for (int r = 0; r < count; r++) {
                    rows.read(frame, first + r, room, start + r * features);
                }
                Arrays.fill(room, sums, sums + 2 * count * targets, 0);
                gather(room, start, features, count, sums, found.ints(frame), found.offset() + worker * BLOCK);
                frame.checkpoint();
                Convert.run(
                        NumberFormat.DOUBLE,
                        room,
                        sums,
                        format,
                        y.array(frame),
                        y.offset() + first * targets,
                        count * targets,
                        false);
            }
        });
    }

    /**
     * Gathers {@code count} rows into as many sums a target, behind which lie as many marks of those that have been
     * reached. All rows go through one tree before the next, which keeps the tree in the nearest cache.
     */
    private void gather(double[] room, int start, int features, int count, int sums, int[] found, int to) {
        int targets = base.size();
        int marks = sums + count * targets;
        Trees.Leaves leaves = trees.leaves();
        int[] starts = leaves.starts();
        for (int tree = 0; tree < trees.count(); tree++) {
            trees.leaves(tree, room, start, features, count, found, to);
            for (int r = 0; r < count; r++) {
                int leaf = found[to + r];
                for (int i = starts[leaf]; i < starts[leaf + 1]; i++) {
                    int at = r * targets + leaves.targets()[i];
                    double weight = leaves.weights()[i];
                    room[sums + at] = room[marks + at] == 0 ? weight : aggregate.join(room[sums + at], weight);
                    room[marks + at] = 1;
                }
            }
        }
        for (int i = 0; i < count * targets; i++) {
            double sum = room[marks + i] == 0
                    ? unreached
                    : aggregate == Aggregate.AVERAGE ? room[sums + i] / trees.count() : room[sums + i];
            room[sums + i] = sum + base.doubles()[i % targets];
        }
    }
}
