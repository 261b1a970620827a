package dev.lanewise.tflite;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Shape;
import dev.lanewise.op.ml.Multinomial;
import dev.lanewise.op.ml.RandomBits;
import dev.lanewise.op.ml.RandomFill;
import dev.lanewise.op.ml.Seed;
import dev.lanewise.tensor.ElementType;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/** Random numbers. The generator is this library's own: seeds give the same numbers again, but not the interpreter's. */
final class RandomBuiltins implements BuiltinFamily {

    @Override
    public void register(Builtins on) {
        on.on("RANDOM_UNIFORM", node -> fill(node, RandomFill.Distribution.UNIFORM));
        on.on("RANDOM_STANDARD_NORMAL", node -> fill(node, RandomFill.Distribution.NORMAL));
        on.on("STABLEHLO_RNG_BIT_GENERATOR", node -> {
            var shape = Ints.of(Arrays.stream(node.outputInfo(1).shape())
                    .mapToInt(Math::toIntExact)
                    .toArray());
            boolean threefry = node.byteOption(0) == 2;
            var bits = new RandomBits(threefry, node.outputInfo(1).type(), shape);
            var made = node.add(bits, List.of(node.input(0)), 2);
            node.output(0, made.output(0));
            node.output(1, made.output(1));
        });
        on.on("MULTINOMIAL", node -> {
            Edge drawn = node.add(new Multinomial(node.constantInt(1), seed(node)), node.floats(0));
            node.output(0, ReductionBuiltins.as(node, drawn, 0));
        });
    }

    /** Two seeds of 0 ask for other numbers in every run. */
    private static Seed seed(TfliteNode node) {
        long first = node.longOption(0);
        long second = node.longOption(1);
        return new Seed(first == 0 && second == 0 ? OptionalLong.empty() : OptionalLong.of(31 * first + second));
    }

    private static void fill(TfliteNode node, RandomFill.Distribution distribution) {
        Shape shape = Shape.of(node.constantLongs(0));
        node.output(0, node.add(new RandomFill(distribution, 0, 1, ElementType.FLOAT, shape, seed(node))));
    }
}
