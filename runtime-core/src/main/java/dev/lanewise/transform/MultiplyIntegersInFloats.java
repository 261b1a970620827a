package dev.lanewise.transform;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.elementwise.Cast;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.List;

/**
 * A product of INT32 matrices, of bytes less a zero point by constants, becomes one of floats where no sum can reach 2²⁴:
 * floats are exact until there. So ONNX's MatMulInteger runs in the kernels of floats.
 */
final class MultiplyIntegersInFloats implements Rewrite {

    private static final long EXACT = 1 << 24;

    /** What an integer lies between. */
    private record Range(long least, long most) {

        Range minus(Range other) {
            return new Range(least - other.most, most - other.least);
        }

        long magnitude() {
            return Math.max(Math.abs(least), Math.abs(most));
        }
    }

    private static final Range ANY = new Range(Integer.MIN_VALUE, Integer.MAX_VALUE);

    @Override
    public boolean apply(Graph graph) {
        boolean changed = false;
        for (Node node : graph.sorted()) {
            if (node.op() instanceof MatMul op && op.equals(new MatMul()) && node.inputCount() == 2 && isExact(node)) {
                multiply(graph, node);
                changed = true;
            }
        }
        return changed;
    }

    private static boolean isExact(Node product) {
        Tensor matrix = product.requireInput(1).constant();
        return matrix != null
                && matrix.type() == ElementType.INT32
                && matrix.rank() > 1
                && range(product.requireInput(0)).magnitude() * largestSum(matrix) < EXACT;
    }

    /** The largest sum of magnitudes of a column. */
    private static long largestSum(Tensor matrix) {
        int columns = Math.toIntExact(matrix.dim(matrix.rank() - 1));
        int depth = Math.toIntExact(matrix.dim(matrix.rank() - 2));
        int[] values = matrix.ints();
        var sums = new long[columns];
        long largest = 0;
        for (int i = 0; i < values.length; i++) {
            if (i % (depth * columns) < columns) {
                sums[i % columns] = 0;
            }
            sums[i % columns] += Math.abs((long) values[i]);
            largest = Math.max(largest, sums[i % columns]);
        }
        return Math.min(largest, EXACT);
    }

    private static Range range(Edge edge) {
        Tensor constant = edge.constant();
        Node producer = edge.producer();
        if (constant != null) {
            return constant.type() == ElementType.INT32 && constant.size() == 1
                    ? new Range(constant.ints()[0], constant.ints()[0])
                    : ANY;
        }
        if (producer == null) {
            return ANY;
        }
        if (producer.op().equals(new Binary(BinaryFunction.SUB))) {
            return range(producer.requireInput(0)).minus(range(producer.requireInput(1)));
        }
        if (!producer.op().equals(new Cast(ElementType.INT32))) {
            return ANY;
        }
        return switch (producer.requireInput(0).tensorType().element()) {
            case UINT8 -> new Range(0, 255);
            case INT8 -> new Range(-128, 127);
            default -> ANY;
        };
    }

    /** The same numbers, which {@link #range} knows, as floats. */
    private static Edge inFloats(Graph graph, Edge integers) {
        Node producer = integers.producer();
        String name = integers.name() + ".floats";
        if (producer != null && producer.op().equals(new Binary(BinaryFunction.SUB))) {
            Edge less = inFloats(graph, producer.requireInput(1));
            return graph.add(name, producer.op(), inFloats(graph, producer.requireInput(0)), less);
        }
        Edge source = producer != null && producer.op() instanceof Cast ? producer.requireInput(0) : integers;
        return graph.add(name, new Cast(ElementType.FLOAT), source);
    }

    private static void multiply(Graph graph, Node product) {
        String name = product.name();
        Edge integers = product.output();
        Tensor matrix = product.requireInput(1).requireConstant();
        int[] values = matrix.ints();
        var floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = values[i];
        }
        Edge left = inFloats(graph, product.requireInput(0));
        Edge right = graph.constant(name + ".right", Tensor.of(floats, matrix.shape()));
        Edge sums = graph.add(name + ".sums", new MatMul(), left, right);
        for (Node reader : List.copyOf(integers.consumers())) {
            if (reader.op().equals(new Cast(ElementType.FLOAT))) {
                graph.replace(reader.output(), sums);
                graph.remove(reader);
            }
        }
        graph.substitute(product, new Cast(ElementType.INT32), List.of(sums));
    }
}
