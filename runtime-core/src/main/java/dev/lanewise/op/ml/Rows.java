package dev.lanewise.op.ml;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.kernel.Convert;
import dev.lanewise.kernel.NumberFormat;
import dev.lanewise.op.Elements;
import dev.lanewise.op.Frame;
import dev.lanewise.op.Operand;

/** A tensor of features, [rows, features] or [features] for one row, read as doubles. */
record Rows(Operand x, int count, int features, NumberFormat format) {

    static Rows of(Operand x) {
        int features = x.rank() == 0 ? 1 : x.dim(-1);
        int count = x.rank() < 2 ? 1 : x.dim(0);
        return new Rows(x, count, features, Elements.format(x.type()));
    }

    /** Number of rows that input {@code index} has. */
    static long count(Inference in, int index) {
        in.requireRank(index, 1, 2);
        Shape shape = in.shape(index);
        return !shape.isRanked() ? Shape.ANY : shape.rank() == 2 ? shape.dim(0) : 1;
    }

    void read(Frame frame, int row, double[] into, int at) {
        Convert.run(
                format, x.array(frame), x.offset() + row * features, NumberFormat.DOUBLE, into, at, features, false);
    }
}
