package dev.lanewise.exec;

import dev.lanewise.tensor.Tensor;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** What kernels made from a model's constants, such as packed weights: once a model, for all sessions and plans. */
public final class Prepared {

    private record Key(Identity constant, Object kind) {}

    /** A tensor compared by identity. */
    private record Identity(Tensor tensor) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Identity(var that) && that == tensor;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(tensor);
        }
    }

    private final ConcurrentHashMap<Key, Object> made = new ConcurrentHashMap<>();

    @SuppressWarnings("unchecked") // a key names one kind of thing
    <T> T get(Tensor constant, Object kind, Function<Tensor, T> make) {
        return (T) made.computeIfAbsent(new Key(new Identity(constant), kind), key -> make.apply(constant));
    }
}
