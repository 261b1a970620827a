package dev.lanewise.graph;

import dev.lanewise.tensor.Tensor;
import java.util.List;

/**
 * What a node computes: an immutable description with its attributes, best a record. How it runs is said by the
 * interfaces of {@code dev.lanewise.op}.
 */
public interface Operator {

    /** The name that messages, profiles and the printer use. */
    default String name() {
        return getClass().getSimpleName();
    }

    /**
     * Types of all outputs, as precise as the inputs' types and known values allow; throws {@link Inference#error} when
     * the inputs cannot be right.
     */
    List<? extends ValueType> infer(Inference in);

    /** Output values that follow from the inputs' types alone, as a shape does; empty when there are none. */
    default List<Tensor> fold(Inference in) {
        return List.of();
    }

    /** Whether running it changes or reads state, or draws random numbers: never dropped, merged or reordered. */
    default boolean hasEffect() {
        return false;
    }

    /** Graphs inside, closed: what they capture comes in as their last inputs. */
    default List<Graph> subgraphs() {
        return List.of();
    }

    /** The same operator with other graphs inside, as many as it has. */
    default Operator withSubgraphs(List<Graph> subgraphs) {
        return this;
    }
}
