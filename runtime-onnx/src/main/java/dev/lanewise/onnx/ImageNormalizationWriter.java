package dev.lanewise.onnx;

import dev.lanewise.graph.Shape;
import dev.lanewise.op.nn.GroupNormalization;
import dev.lanewise.op.nn.Lrn;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Writes normalisation of images, the channels first. */
final class ImageNormalizationWriter {

    private ImageNormalizationWriter() {}

    /** A batch normalisation whose statistics are 0 and 1; where the number of channels is open, its formula. */
    static void affine(OnnxNodeWriter node) {
        int rank = node.rank(0);
        long channels = channels(node);
        boolean real = node.element(1) == ElementType.FLOAT || node.element(1) == ElementType.DOUBLE;
        if (channels >= 0 && real) {
            String mean = node.constant(filled(0, (int) channels, node.element(1)));
            String variance = node.constant(filled(1, (int) channels, node.element(1)));
            node.becomes(
                    "BatchNormalization",
                    new Attributes().number("epsilon", 0),
                    node.input(0),
                    node.input(1),
                    node.input(2),
                    mean,
                    variance);
            return;
        }
        String axes = node.longs(IntStream.range(1, rank - 1).asLongStream().toArray());
        String scale = rank == 2 ? node.input(1) : node.add("Unsqueeze", node.input(1), axes);
        String shift = rank == 2 ? node.input(2) : node.add("Unsqueeze", node.input(2), axes);
        node.becomes("Add", new Attributes(), node.add("Mul", node.input(0), scale), shift);
    }

    private static long channels(OnnxNodeWriter node) {
        if (node.shape(1).isFixed()) {
            return node.shape(1).size();
        }
        return node.rank(0) > 1 ? node.shape(0).dim(1) : Shape.ANY;
    }

    private static Tensor filled(float value, int count, ElementType type) {
        if (type == ElementType.DOUBLE) {
            var values = new double[count];
            Arrays.fill(values, value);
            return Tensor.of(values, count);
        }
        var values = new float[count];
        Arrays.fill(values, value);
        return Tensor.of(values, count);
    }

    static void group(GroupNormalization op, OnnxNodeWriter node) {
        if (op.groups() == 0) {
            node.becomes("InstanceNormalization", new Attributes().number("epsilon", op.epsilon()));
            return;
        }
        node.needs(21);
        var attributes = new Attributes().number("epsilon", op.epsilon()).integer("num_groups", op.groups());
        if (!op.perGroup()) {
            node.becomes("GroupNormalization", attributes);
            return;
        }
        long channels = node.shape(0).dim(1);
        if (channels < 0) {
            throw node.unsupported("has a scale for each group, and its number of channels is not known");
        }
        long each = channels / op.groups();
        node.becomes(
                "GroupNormalization",
                attributes,
                node.input(0),
                perChannel(node, 1, op.groups(), each),
                perChannel(node, 2, op.groups(), each));
    }

    /** Input {@code index} repeated for each channel of its group. */
    private static String perChannel(OnnxNodeWriter node, int index, int groups, long each) {
        String column = node.add("Unsqueeze", node.input(index), node.longs(1));
        return node.add("Reshape", node.add("Expand", column, node.longs(groups, each)), node.longs(-1));
    }

    static void localResponse(Lrn op, OnnxNodeWriter node) {
        int size = op.before() + op.behind() + 1;
        if (op.before() != (size - 1) / 2) {
            throw node.unsupported("looks " + op.before() + " channels back and " + op.behind()
                    + " ahead; ONNX has the same on both sides");
        }
        node.becomes(
                "LRN",
                new Attributes()
                        .integer("size", size)
                        .number("alpha", op.factor() * size)
                        .number("beta", op.beta())
                        .number("bias", op.bias()));
    }
}
