package dev.lanewise.op.control;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.Evaluation;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** What the operators that run graphs have in common. */
final class Bodies {

    private Bodies() {}

    static boolean hasEffect(Graph body) {
        return body.nodes().stream().anyMatch(node -> node.op().hasEffect());
    }

    /** The only element of a BOOL tensor. */
    static boolean flag(Evaluation on, @Nullable Value value, String what) {
        if (value instanceof Tensor tensor && tensor.type() == ElementType.BOOL && tensor.size() == 1) {
            return tensor.bytes()[0] != 0;
        }
        throw on.error(what + " is " + value + ", expected one BOOL");
    }

    static Tensor tensor(Evaluation on, Value value, String what) {
        if (value instanceof Tensor tensor) {
            return tensor;
        }
        throw on.error(what + " is " + value.getClass().getSimpleName() + ", expected a tensor");
    }

    /** The shape of one element, with the rank that {@code formal} asks for. */
    static long[] single(Edge formal) {
        Shape shape = formal.shape();
        var dims = new long[shape.isRanked() ? shape.rank() : 0];
        Arrays.fill(dims, 1);
        return dims;
    }

    /** Row {@code index} along the first axis. */
    static Tensor row(Evaluation on, Tensor from, int index) {
        Tensor row = on.allocate(from.type(), Arrays.copyOfRange(from.shape(), 1, from.rank()));
        int length = row.size() * row.type().entries();
        System.arraycopy(from.array(), index * length, row.array(), 0, length);
        return row;
    }

    /** Tensors of one shape joined along a new first axis of {@code extent}, zeros behind the last. */
    static Tensor stack(Evaluation on, List<Tensor> rows, int extent, Edge like) {
        if (rows.isEmpty()) {
            return on.allocate(elementType(on, like), shapeOfNone(like, extent));
        }
        Tensor first = rows.getFirst();
        Tensor all = on.allocate(
                first.type(),
                LongStream.concat(LongStream.of(extent), Arrays.stream(first.shape()))
                        .toArray());
        int length = first.size() * first.type().entries();
        for (int i = 0; i < rows.size(); i++) {
            Tensor row = rows.get(i);
            if (!row.hasTypeAndShapeOf(first)) {
                throw on.error("output '" + like.name() + "' is " + row + " in iteration " + i + ", after " + first
                        + "; scan outputs must keep their shape");
            }
            System.arraycopy(row.array(), 0, all.array(), i * length, length);
        }
        return all;
    }

    private static ElementType elementType(Evaluation on, Edge like) {
        if (like.type() instanceof TensorType type) {
            return type.element();
        }
        throw on.error("output '" + like.name() + "' is " + like.type() + ", expected a tensor");
    }

    private static long[] shapeOfNone(Edge like, int extent) {
        Shape shape = like.shape();
        var rest = shape.isRanked() ? shape.stream().map(dim -> Math.max(0, dim)) : LongStream.empty();
        return LongStream.concat(LongStream.of(extent), rest).toArray();
    }
}
