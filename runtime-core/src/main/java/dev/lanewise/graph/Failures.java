package dev.lanewise.graph;

import dev.lanewise.tensor.InvalidInputException;
import dev.lanewise.tensor.LanewiseException;
import java.util.function.Supplier;

/** What a caller is told when a node cannot work on its inputs. */
public final class Failures {

    private Failures() {}

    /** {@code e} itself where it is the library's own; else one that names the node, with {@code e} as its cause. */
    public static LanewiseException at(String node, RuntimeException e) {
        if (e instanceof LanewiseException own) {
            return own;
        }
        boolean index = e instanceof IndexOutOfBoundsException;
        return new InvalidInputException(
                node + ": " + (index ? e.getMessage() : "cannot work on its inputs: " + e.getMessage()), e);
    }

    /** What {@code work} gives for a node. */
    public static <T> T guarded(String node, Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            throw at(node, e);
        }
    }
}
