package dev.lanewise.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Operator;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.nn.Attention;
import dev.lanewise.op.nn.Softmax;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.op.shape.Transpose;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class FuseAttentionTest {

    private static final int IMAGES = 2;
    private static final int HEADS = 3;
    private static final int SIZE = 5;
    private static final int QUERIES = 70;
    private static final int KEYS = 37;

    private final Rewriting test = new Rewriting();

    private static Attention attention(int heads, float scale) {
        return new Attention(heads, heads, scale, 0, -1, -1, Attention.Scores.RAW);
    }

    private Edge split(Edge x, int... permutation) {
        var shape = Tensor.of(new long[] {0, 0, HEADS, SIZE}, 4);
        return test.add(new Transpose(Ints.of(permutation)), test.add(new Reshape(false), x, test.constant(shape)));
    }

    private Edge join(Edge heads) {
        var shape = Tensor.of(new long[] {0, 0, (long) HEADS * SIZE}, 3);
        Edge moved = test.add(new Transpose(Ints.of(0, 2, 1, 3)), heads);
        return test.add(new Reshape(false), moved, test.constant(shape));
    }

    private Edge softmax(Edge scores) {
        return test.add(new Softmax(-1), scores);
    }

    private Edge product(Edge a, Edge b) {
        return test.add(new MatMul(), a, b);
    }

    @Test
    void headsThatWereSplitOffAreReadInPlace() {
        Edge q = split(test.input(IMAGES, QUERIES, HEADS * SIZE), 0, 2, 1, 3);
        Edge k = split(test.input(IMAGES, KEYS, HEADS * SIZE), 0, 2, 3, 1);
        Edge v = split(test.input(IMAGES, KEYS, HEADS * SIZE), 0, 2, 1, 3);
        Edge scaled = test.binary(BinaryFunction.DIV, product(q, k), test.number(2.5f));
        Edge masked = test.binary(BinaryFunction.ADD, scaled, test.input(IMAGES, 1, 1, KEYS));
        test.output(join(product(softmax(masked), v)));
        assertEquals(List.of(attention(HEADS, 0.4f)), test.after(new FuseAttention(), 1e-5));
    }

    @Test
    void headsThatWereAlwaysApartStaySo() {
        Edge q = test.input(IMAGES, HEADS, QUERIES, SIZE);
        Edge k = test.input(IMAGES, HEADS, KEYS, SIZE);
        Edge v = test.input(IMAGES, HEADS, KEYS, 7);
        Edge scores = test.add(new MatMul(false, true), q, k);
        Edge scaled = test.binary(BinaryFunction.MUL, scores, test.number(0.5f));
        Edge masked = test.binary(BinaryFunction.ADD, test.input(QUERIES, KEYS), scaled);
        test.output(product(softmax(masked), v));
        assertEquals(List.of(attention(0, 0.5f)), test.after(new FuseAttention(), 1e-5));
    }

    @Test
    void imagesAndHeadsMayBeOneAxisForTheProducts() {
        Edge q = test.input((long) IMAGES * HEADS, QUERIES, SIZE);
        Edge k = test.input((long) IMAGES * HEADS, SIZE, KEYS);
        Edge v = test.input((long) IMAGES * HEADS, KEYS, 7);
        Edge scores = test.add(Reshape.To.of(IMAGES, HEADS, QUERIES, KEYS), product(q, k));
        Edge masked = test.binary(BinaryFunction.ADD, scores, test.input(IMAGES, 1, QUERIES, KEYS));
        Edge weights = test.add(Reshape.To.of(IMAGES * HEADS, QUERIES, KEYS), softmax(masked));
        test.output(product(weights, v));
        assertEquals(1, attentions(test.after(new FuseAttention(), 1e-5)));
    }

    @Test
    void imagesAndHeadsMayBeOneAxisForAll() {
        Edge q = test.input(HEADS, QUERIES, SIZE);
        Edge k = test.input(HEADS, KEYS, SIZE);
        Edge scores = test.add(new MatMul(false, true), q, k);
        Edge masked = test.binary(BinaryFunction.ADD, scores, test.input(HEADS, 1, KEYS));
        test.output(product(softmax(masked), test.input(HEADS, KEYS, SIZE)));
        assertEquals(1, attentions(test.after(new FuseAttention(), 1e-5)));
    }

    private static long attentions(List<Operator> operators) {
        return operators.stream().filter(op -> op.equals(attention(0, 1))).count();
    }

    @Test
    void keysThatCameTransposedAreTurnedBack() {
        Edge q = test.input(IMAGES, HEADS, QUERIES, SIZE);
        Edge k = test.input(IMAGES, HEADS, SIZE, KEYS);
        test.output(product(softmax(product(q, k)), test.input(IMAGES, HEADS, KEYS, SIZE)));
        assertEquals(
                List.of(new Transpose(Ints.of(0, 1, 3, 2)), attention(0, 1)), test.after(new FuseAttention(), 1e-5));
    }

    @Test
    void scoresThatAreReadElsewhereStay() {
        Edge q = test.input(IMAGES, HEADS, QUERIES, SIZE);
        Edge p = softmax(product(q, test.input(IMAGES, HEADS, SIZE, KEYS)));
        test.output(p);
        test.output(product(p, test.input(IMAGES, HEADS, KEYS, SIZE)));
        test.unchanged(new FuseAttention());
    }

    @Test
    void keysThatBroadcastStay() {
        Edge q = test.input(IMAGES, HEADS, QUERIES, SIZE);
        Edge k = test.input(1, HEADS, SIZE, KEYS);
        test.output(product(softmax(product(q, k)), test.input(IMAGES, HEADS, KEYS, SIZE)));
        test.unchanged(new FuseAttention());
    }

    @Test
    void aMaskThatDoesNotCoverEveryKeyStays() {
        Edge scores = product(test.input(IMAGES, HEADS, QUERIES, SIZE), test.input(IMAGES, HEADS, SIZE, KEYS));
        Edge masked = test.binary(BinaryFunction.ADD, scores, test.input(IMAGES, 1, QUERIES, 1));
        test.output(product(softmax(masked), test.input(IMAGES, HEADS, KEYS, SIZE)));
        test.unchanged(new FuseAttention());
    }
}
