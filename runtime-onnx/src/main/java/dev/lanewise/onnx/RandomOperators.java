package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Shape;
import dev.lanewise.kernel.CompareFunction;
import dev.lanewise.op.elementwise.Cast;
import dev.lanewise.op.elementwise.Compare;
import dev.lanewise.op.ml.Dropout;
import dev.lanewise.op.ml.Multinomial;
import dev.lanewise.op.ml.RandomFill;
import dev.lanewise.op.ml.RandomFill.Distribution;
import dev.lanewise.op.ml.Seed;
import dev.lanewise.op.shape.Fill;
import dev.lanewise.op.shape.Identity;
import dev.lanewise.op.shape.ShapeOf;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.OptionalLong;

/** Operators that draw random numbers. */
final class RandomOperators implements Family {

    @Override
    public void register(Registry on) {
        on.on("RandomNormal").builds(node -> fixed(node, Distribution.NORMAL));
        on.on("RandomUniform").builds(node -> fixed(node, Distribution.UNIFORM));
        on.on("RandomNormalLike").builds(node -> like(node, Distribution.NORMAL));
        on.on("RandomUniformLike").builds(node -> like(node, Distribution.UNIFORM));
        on.on("Bernoulli").builds(RandomOperators::bernoulli);
        on.on("Multinomial").builds(RandomOperators::multinomial);
        on.on("Dropout").builds(RandomOperators::nothingDropped);
        on.on("Dropout").since(12).builds(RandomOperators::dropout);
    }

    private static Seed seed(OnnxNode node) {
        return new Seed(
                node.has("seed")
                        ? OptionalLong.of(Float.floatToIntBits(node.number("seed", 0)))
                        : OptionalLong.empty());
    }

    private static void fixed(OnnxNode node, Distribution distribution) {
        long[] dims = node.integers("shape");
        if (dims == null || Arrays.stream(dims).anyMatch(dim -> dim < 0)) {
            throw node.error("attribute 'shape' is " + Arrays.toString(dims) + ", expected dimensions of 0 or more");
        }
        ElementType type = node.elementType("dtype", ElementType.FLOAT);
        node.output(0, narrowed(node, node.add(fill(node, distribution, type, Shape.of(dims))), type));
    }

    private static void like(OnnxNode node, Distribution distribution) {
        Edge x = node.input(0);
        ElementType type = node.elementType("dtype", x.tensorType().element());
        node.output(0, narrowed(node, node.add(fill(node, distribution, type, Shape.UNRANKED), x), type));
    }

    private static RandomFill fill(OnnxNode node, Distribution distribution, ElementType type, Shape shape) {
        if (!type.isFloating()) {
            throw node.error("draws numbers of type " + type + ", expected a floating-point type");
        }
        float first = distribution == Distribution.NORMAL ? node.number("mean", 0) : node.number("low", 0);
        float second = distribution == Distribution.NORMAL ? node.number("scale", 1) : node.number("high", 1);
        return new RandomFill(distribution, first, second, wide(type), shape, seed(node));
    }

    private static ElementType wide(ElementType type) {
        return type == ElementType.DOUBLE ? type : ElementType.FLOAT;
    }

    private static Edge narrowed(OnnxNode node, Edge drawn, ElementType type) {
        return wide(type) == type ? drawn : node.add(new Cast(type), drawn);
    }

    private static void bernoulli(OnnxNode node) {
        Edge x = node.input(0);
        ElementType given = x.tensorType().element();
        ElementType type = wide(given);
        Edge probability = given == type ? x : node.add(new Cast(type), x);
        Edge drawn =
                node.add(new RandomFill(Distribution.UNIFORM, 0, 1, type, Shape.UNRANKED, seed(node)), probability);
        Edge hit = node.add(new Compare(CompareFunction.LESS), drawn, probability);
        node.output(0, node.add(new Cast(node.elementType("dtype", given)), hit));
    }

    private static void multinomial(OnnxNode node) {
        Edge x = node.input(0);
        Edge logits = x.tensorType().element() == ElementType.FLOAT ? x : node.add(new Cast(ElementType.FLOAT), x);
        int samples = node.int32("sample_size", 1);
        if (samples < 0) {
            throw node.error("attribute 'sample_size' is " + samples + ", expected 0 or more");
        }
        ElementType type = node.elementType("dtype", ElementType.INT32);
        Edge drawn = node.add(new Multinomial(samples, seed(node)), logits);
        node.output(0, type == ElementType.INT64 ? drawn : node.add(new Cast(type), drawn));
    }

    private static void dropout(OnnxNode node) {
        Edge training = node.inputOrNull(2);
        boolean never = training == null
                || training.isConstant() && training.requireConstant().bytes()[0] == 0;
        if (never) {
            nothingDropped(node);
            return;
        }
        var seed = new Seed(node.has("seed") ? OptionalLong.of(node.integer("seed")) : OptionalLong.empty());
        node.becomes(new Dropout(seed), node.inputs());
    }

    private static void nothingDropped(OnnxNode node) {
        Edge x = node.input(0);
        node.output(0, node.add(new Identity(), x));
        if (node.hasOutput(1)) {
            Edge shape = node.add(new ShapeOf(0, Integer.MAX_VALUE), x);
            Edge mask = node.add(new Fill(Tensor.wrap(ElementType.BOOL, new byte[] {1}, 1)), shape);
            node.output(1, node.opset() < 10 ? node.add(new Cast(x.tensorType().element()), mask) : mask);
        }
    }
}
