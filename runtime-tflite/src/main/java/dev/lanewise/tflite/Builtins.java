package dev.lanewise.tflite;

import dev.lanewise.spi.CustomOperator;
import dev.lanewise.tflite.file.BuiltinNames;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How each operator of TFLite is read, by the builtin's name in the schema or the custom operator's own name. */
public final class Builtins {

    private final Map<String, Consumer<TfliteNode>> readers = new TreeMap<>();

    Builtins() {}

    /** Everything that this library reads. */
    static Builtins standard() {
        var builtins = new Builtins();
        new ConvolutionBuiltins().register(builtins);
        new ArithmeticBuiltins().register(builtins);
        new ActivationBuiltins().register(builtins);
        new ReductionBuiltins().register(builtins);
        new ShapeBuiltins().register(builtins);
        new SliceBuiltins().register(builtins);
        new MovementBuiltins().register(builtins);
        new BlockBuiltins().register(builtins);
        new QuantizationBuiltins().register(builtins);
        new ControlBuiltins().register(builtins);
        new RecurrentBuiltins().register(builtins);
        new FilterBuiltins().register(builtins);
        new StateBuiltins().register(builtins);
        new SignalBuiltins().register(builtins);
        new DetectionBuiltins().register(builtins);
        new SegmentBuiltins().register(builtins);
        new StableHloBuiltins().register(builtins);
        new RandomBuiltins().register(builtins);
        StableHloIndexing.register(builtins);
        WindowBuiltins.register(builtins);
        EmbeddingBuiltins.register(builtins);
        return builtins;
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
                readers.put(operator.name(), node -> CustomCall.read(node, operator));
            }
        }
        return this;
    }

    /** How {@code name} is read; null where it is not. */
    @Nullable
    Consumer<TfliteNode> find(String name) {
        return readers.get(name);
    }

    /** Names of everything that can be read, sorted. */
    public Set<String> names() {
        return Collections.unmodifiableSet(readers.keySet());
    }
}
