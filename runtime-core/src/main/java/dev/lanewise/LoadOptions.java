package dev.lanewise;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * How a model is loaded.
 *
 * @param maxBytes largest model accepted, external data included
 * @param externalData folder of external data; by default that of the model's file, none for a model from memory
 * @param disabledRewrites names of rewrites to leave out, as {@code docs/architecture.md} lists them
 * @param customOperators operators of the caller's own
 * @param deadline time that loading may take; it ends soon after with a {@link dev.lanewise.tensor.RunCancelledException}
 * @param byteLimit bytes that may be allocated for what is computed beforehand; what would take more is left to runs
 */
public record LoadOptions(
        long maxBytes,
        Optional<Path> externalData,
        Set<String> disabledRewrites,
        Set<dev.lanewise.spi.CustomOperator> customOperators,
        Optional<Duration> deadline,
        long byteLimit) {

    public LoadOptions {
        disabledRewrites = Set.copyOf(disabledRewrites);
        customOperators = Set.copyOf(customOperators);
    }

    public static LoadOptions defaults() {
        return new LoadOptions(Long.MAX_VALUE, Optional.empty(), Set.of(), Set.of(), Optional.empty(), Long.MAX_VALUE);
    }

    /** Refuses models, with their external data, of more than {@code bytes}. */
    public LoadOptions maxBytes(long bytes) {
        return new LoadOptions(bytes, externalData, disabledRewrites, customOperators, deadline, byteLimit);
    }

    /** Looks for external data in {@code folder}, and never outside. */
    public LoadOptions externalData(Path folder) {
        return new LoadOptions(maxBytes, Optional.of(folder), disabledRewrites, customOperators, deadline, byteLimit);
    }

    /** Leaves out the rewrite called {@code rewrite}. */
    public LoadOptions without(String rewrite) {
        var names = new HashSet<>(disabledRewrites);
        names.add(rewrite);
        return new LoadOptions(maxBytes, externalData, names, customOperators, deadline, byteLimit);
    }

    /** Knows {@code operator} as well. */
    public LoadOptions with(dev.lanewise.spi.CustomOperator operator) {
        var operators = new HashSet<>(customOperators);
        operators.add(operator);
        return new LoadOptions(maxBytes, externalData, disabledRewrites, operators, deadline, byteLimit);
    }

    /** Ends loading when it has taken {@code time}. */
    public LoadOptions deadline(Duration time) {
        return new LoadOptions(maxBytes, externalData, disabledRewrites, customOperators, Optional.of(time), byteLimit);
    }

    /** Leaves to runs what would take more than {@code bytes} to compute beforehand. */
    public LoadOptions byteLimit(long bytes) {
        return new LoadOptions(maxBytes, externalData, disabledRewrites, customOperators, deadline, bytes);
    }
}
