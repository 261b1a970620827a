package dev.lanewise.transform;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.Shape;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.CompareFunction;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.elementwise.Cast;
import dev.lanewise.op.elementwise.Compare;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.shape.Gather;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A product of one-hot rows, {@code cast(indices == [0, 1, …, n - 1])}, with a constant matrix looks the matrix's rows up
 * instead. Indices outside give what a row of zeros gives. Shapes must be fixed.
 */
final class LookUpRows implements Rewrite {

    /** Larger matrices stay as they are: each plan would have a copy. */
    private static final int MOST_FLOATS = 1 << 20;

    @Override
    public boolean apply(Graph graph) {
        boolean changed = false;
        for (Node node : graph.sorted()) {
            if (node.op() instanceof MatMul product && product.equals(new MatMul()) && node.inputCount() == 2) {
                changed |= lookUp(graph, node);
            }
        }
        return changed;
    }

    private static boolean lookUp(Graph graph, Node product) {
        Tensor matrix = product.requireInput(1).constant();
        if (matrix == null || matrix.rank() != 2 || matrix.size() > MOST_FLOATS || !isFinite(matrix)) {
            return false;
        }
        Edge indices = indices(product.requireInput(0), matrix.dim(0));
        if (indices == null) {
            return false;
        }
        int rows = Math.toIntExact(matrix.dim(0));
        int columns = Math.toIntExact(matrix.dim(1));
        var table = new float[(rows + 2) * columns];
        System.arraycopy(matrix.floats(), 0, table, columns, rows * columns);
        String name = product.name();
        ElementType type = indices.tensorType().element();
        Edge index = graph.add(
                name + ".axis", new Reshape.Squeeze(Ints.of(indices.shape().rank() - 1)), indices);
        index = graph.add(name + ".most", new Binary(BinaryFunction.MIN), index, number(graph, name, type, rows));
        index = graph.add(name + ".least", new Binary(BinaryFunction.MAX), index, number(graph, name, type, -1));
        index = graph.add(name + ".row", new Binary(BinaryFunction.ADD), index, number(graph, name, type, 1));
        Edge rowsOfTable = graph.constant(name + ".table", Tensor.of(table, rows + 2L, columns));
        graph.substitute(product, new Gather(0), List.of(rowsOfTable, index));
        return true;
    }

    private static Edge number(Graph graph, String name, ElementType type, int value) {
        Tensor tensor = type == ElementType.INT64 ? Tensor.scalar((long) value) : Tensor.of(new int[] {value});
        return graph.constant(name + "." + value, tensor);
    }

    private static boolean isFinite(Tensor matrix) {
        if (matrix.type() != ElementType.FLOAT) {
            return false;
        }
        for (float value : matrix.floats()) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    /** What is compared with the numbers from 0 to {@code count - 1}, its last extent 1; null when this is no one-hot. */
    private static @Nullable Edge indices(Edge oneHot, long count) {
        Node cast = oneHot.producer();
        Node compare =
                cast != null && cast.op() instanceof Cast ? cast.requireInput(0).producer() : null;
        if (compare == null || !compare.op().equals(new Compare(CompareFunction.EQUAL))) {
            return null;
        }
        for (int i = 0; i < 2; i++) {
            Tensor numbers = compare.requireInput(1 - i).constant();
            Edge indices = compare.requireInput(i);
            Shape shape = indices.shape();
            if (numbers != null
                    && isCount(numbers, count)
                    && shape.isFixed()
                    && shape.rank() > 1
                    && shape.rank() >= numbers.rank()
                    && shape.dim(-1) == 1) {
                return indices;
            }
        }
        return null;
    }

    /** Whether {@code numbers} are 0, 1 and so on along the last axis. */
    private static boolean isCount(Tensor numbers, long count) {
        boolean integers = numbers.type() == ElementType.INT32 || numbers.type() == ElementType.INT64;
        if (!integers || numbers.rank() == 0 || numbers.size() != count || numbers.dim(numbers.rank() - 1) != count) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            long number = numbers.type() == ElementType.INT32 ? numbers.ints()[i] : numbers.longs()[i];
            if (number != i) {
                return false;
            }
        }
        return true;
    }
}
