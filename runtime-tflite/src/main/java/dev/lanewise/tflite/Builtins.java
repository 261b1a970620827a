package dev.lanewise.tflite;

import dev.lanewise.spi.CustomOperator;
import dev.lanewise.tflite.file.BuiltinNames;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How each operator of TFLite is read, by the builtin's name in the schema or the custom operator's own name. Families
 * register when a name is looked for that none before them has: linking the code of all takes long beside a small model.
 */
public final class Builtins {

    private final Map<String, Consumer<TfliteNode>> readers = new TreeMap<>();

    private final Map<String, Consumer<TfliteNode>> custom = new TreeMap<>();
    private final Iterator<BuiltinFamily> families;

    private Builtins(List<BuiltinFamily> families) {
        this.families = families.iterator();
    }

    /** Everything that this library reads, those families first that most models need. */
    static Builtins standard() {
        return new Builtins(List.of(
                new ConvolutionBuiltins(),
                new ArithmeticBuiltins(),
                new ActivationBuiltins(),
                new ShapeBuiltins(),
                new MovementBuiltins(),
                new QuantizationBuiltins(),
                new ReductionBuiltins(),
                new SliceBuiltins(),
                new BlockBuiltins(),
                new DetectionBuiltins(),
                new ControlBuiltins(),
                new RecurrentBuiltins(),
                new StateBuiltins(),
                new FilterBuiltins(),
                new SignalBuiltins(),
                new SegmentBuiltins(),
                new RandomBuiltins(),
                new WindowBuiltins(),
                new EmbeddingBuiltins(),
                new StableHloBuiltins(),
                new StableHloIndexing()));
    }

    /** Says how {@code name} is read: {@code build} adds to the graph and gives every output of the node. */
    void on(String name, Consumer<TfliteNode> build) {
        if (readers.put(name, build) != null) {
            throw new IllegalStateException(name + " is registered twice");
        }
    }

    /** Reads custom operators of the caller's too; they come before this library's own of the same name. */
    Builtins with(Set<CustomOperator> operators) {
        for (CustomOperator operator : operators) {
            if (operator.domain().isEmpty() && BuiltinNames.code(operator.name()) < 0) {
                custom.put(operator.name(), node -> CustomCall.read(node, operator));
            }
        }
        return this;
    }

    /** How {@code name} is read; null where it is not. */
    @Nullable
    Consumer<TfliteNode> find(String name) {
        while (!custom.containsKey(name) && !readers.containsKey(name) && families.hasNext()) {
            families.next().register(this);
        }
        return custom.getOrDefault(name, readers.get(name));
    }

    /** Names of everything that can be read, sorted. */
    public Set<String> names() {
        families.forEachRemaining(family -> family.register(this));
        return Collections.unmodifiableSet(readers.keySet());
    }
}
