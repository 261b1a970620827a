package dev.lanewise.op.nn;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.kernel.WindowGeometry;
import dev.lanewise.op.Elements;
import dev.lanewise.op.Operand;

/** What pooling operators share. */
final class Pooling {

    private Pooling() {}

    static Shape infer(Inference in, Window window) {
        window.check(in);
        Shape x = in.shape(0);
        int rank = window.rank() + 2;
        if (!x.isRanked()) {
            return Shape.ofRank(rank);
        }
        long[] spatial = window.outputs(in, x);
        var dims = x.dims();
        System.arraycopy(spatial, 0, dims, 1, spatial.length);
        return Shape.of(dims);
    }

    /** Output rows through the batch, the unit of work. */
    static int rows(Operand x, WindowGeometry geometry) {
        return x.dim(0) * geometry.outputRows();
    }

    /** Output rows that make a piece of work. */
    static int grain(WindowGeometry geometry, int channels) {
        return Elements.runs(geometry.width().output() * geometry.taps() * channels);
    }
}
