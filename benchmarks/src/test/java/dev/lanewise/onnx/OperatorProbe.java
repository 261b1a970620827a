package dev.lanewise.onnx;

import dev.lanewise.LoadOptions;
import dev.lanewise.graph.Graph;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.LanewiseException;
import dev.lanewise.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** Finds out by cases of an operator which element types it computes, and by what. */
final class OperatorProbe {

    private static final int CASES = 4;

    private final Seeds seeds;
    private final KernelKind kinds = new KernelKind();

    OperatorProbe(Seeds seeds) {
        this.seeds = seeds;
    }

    /** The element types of the first input with which some case of an operator is computed. */
    Set<ElementType> types(String operator) {
        var types = EnumSet.noneOf(ElementType.class);
        List<OperatorCase> cases = cases(operator);
        for (ElementType type : ElementType.values()) {
            if (cases.stream().anyMatch(c -> computes(c, type))) {
                types.add(type);
            }
        }
        return types;
    }

    /** By what a case of an operator is computed; nothing where there is none. */
    Optional<String> kernel(String operator) {
        return cases(operator).stream()
                .map(OperatorProbe::graph)
                .flatMap(Optional::stream)
                .map(kinds::of)
                .min(Comparator.comparing(String::length));
    }

    private static Optional<Graph> graph(OperatorCase c) {
        try {
            return Optional.of(new OnnxReader()
                    .read(ByteBuffer.wrap(c.open()), LoadOptions.defaults())
                    .graph());
        } catch (LanewiseException e) {
            return Optional.empty();
        }
    }

    private List<OperatorCase> cases(String operator) {
        var cases = new ArrayList<OperatorCase>();
        for (int i = 0; seeds.operators().contains(operator) && i < CASES; i++) {
            cases.add(seeds.draw(operator, 0, new SplittableRandom(i)));
        }
        return cases;
    }

    private static boolean computes(OperatorCase c, ElementType type) {
        Optional<Tensor> first = c.node().inputs().stream()
                .map(c.inputs()::get)
                .filter(Objects::nonNull)
                .findFirst();
        if (first.isEmpty()) {
            return false;
        }
        ElementType given = first.get().type();
        boolean made = given != type;
        if (made && (type == ElementType.STRING || given == ElementType.STRING || type.entries() > 1)) {
            return false;
        }
        var inputs = new LinkedHashMap<>(c.inputs());
        try {
            if (made) {
                var random = new SplittableRandom(1);
                inputs.replaceAll((name, t) -> t.type() == given ? Samples.like(t, type, t.shape(), random) : t);
            }
            Trial.run(c.withInputs(inputs));
            return true;
        } catch (LanewiseException | IllegalArgumentException e) {
            return false;
        }
    }
}
