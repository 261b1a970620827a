package dev.lanewise.op.shape;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.DynamicOperator;
import dev.lanewise.op.Evaluation;
import dev.lanewise.op.Numbers;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.IntBinaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The different parts along an axis, in ascending order or that of their first places. Outputs: the parts, the first
 * place of each, for each place the number of its part, and how often each part occurs. ONNX Unique.
 *
 * @param flat whether there is no axis and the input counts as a vector
 */
public record Unique(boolean flat, int axis, boolean sorted) implements DynamicOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        Shape shape = in.shape(0);
        Shape parts = flat
                ? Shape.ofRank(1)
                : shape.isRanked() ? shape.with(in.axis(axis, shape.rank()), Shape.ANY) : Shape.UNRANKED;
        var types = new ArrayList<ValueType>(in.all(new TensorType(ElementType.INT64, Shape.ofRank(1))));
        types.set(0, in.tensor(0).as(parts));
        return types;
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        Tensor given = (Tensor) Objects.requireNonNull(inputs.getFirst());
        Tensor x = flat ? given.reshape(given.size()) : given;
        int at = flat ? 0 : axis < 0 ? axis + x.rank() : axis;
        if (at < 0 || at >= x.rank()) {
            throw on.error("axis " + axis + " is outside " + x);
        }
        int count = Math.toIntExact(x.dim(at));
        Tensor rows = at == 0
                ? x
                : (Tensor) on.apply(new Transpose(toFront(x.rank(), at)), List.of(x), 1)
                        .getFirst();
        Comparator<Integer> order = order(rows, count == 0 ? 0 : rows.size() / count);
        Integer[] places = IntStream.range(0, count).boxed().toArray(Integer[]::new);
        Arrays.sort(places, order);
        on.checkpoint();

        var firsts = new ArrayList<Integer>();
        var groupOf = new int[count];
        for (int i = 0; i < count; i++) {
            if (i == 0 || order.compare(places[i - 1], places[i]) != 0) {
                firsts.add(places[i]);
            }
            groupOf[places[i]] = firsts.size() - 1;
        }
        Integer[] groups = IntStream.range(0, firsts.size()).boxed().toArray(Integer[]::new);
        if (!sorted) {
            Arrays.sort(groups, Comparator.comparing(firsts::get));
        }
        var rank = new int[groups.length];
        for (int i = 0; i < groups.length; i++) {
            rank[groups[i]] = i;
        }
        return outputs(on, x, at, groups, firsts, groupOf, rank);
    }

    private static List<Value> outputs(
            Evaluation on, Tensor x, int at, Integer[] groups, List<Integer> firsts, int[] groupOf, int[] rank) {
        Tensor indices = on.allocate(ElementType.INT64, groups.length);
        Arrays.setAll(indices.longs(), i -> firsts.get(groups[i]));
        Tensor inverse = on.allocate(ElementType.INT64, groupOf.length);
        Arrays.setAll(inverse.longs(), i -> rank[groupOf[i]]);
        Tensor counts = on.allocate(ElementType.INT64, groups.length);
        for (int group : groupOf) {
            counts.longs()[rank[group]]++;
        }
        Value parts = on.apply(new Gather(at), List.of(x, indices), 1).getFirst();
        return List.of(parts, indices, inverse, counts).subList(0, on.outputs());
    }

    private static Ints toFront(int rank, int axis) {
        return Ints.of(
                IntStream.concat(IntStream.of(axis), IntStream.range(0, rank).filter(i -> i != axis))
                        .toArray());
    }

    /** Order of rows of {@code length} elements, by the first that differs. */
    private static Comparator<Integer> order(Tensor rows, int length) {
        IntBinaryOperator elements = elements(rows);
        return (a, b) -> {
            for (int i = 0; i < length; i++) {
                int difference = elements.applyAsInt(a * length + i, b * length + i);
                if (difference != 0) {
                    return difference;
                }
            }
            return 0;
        };
    }

    private static IntBinaryOperator elements(Tensor x) {
        return switch (x.type()) {
            case STRING -> {
                String[] s = x.strings();
                yield (a, b) -> s[a].compareTo(s[b]);
            }
            case INT64 -> {
                long[] n = x.longs();
                yield (a, b) -> Long.compare(n[a], n[b]);
            }
            case UINT64 -> {
                long[] n = x.longs();
                yield (a, b) -> Long.compareUnsigned(n[a], n[b]);
            }
            default -> {
                double[] n = Numbers.of(x);
                yield (a, b) -> n[a] == n[b] ? 0 : Double.compare(n[a], n[b]);
            }
        };
    }
}
