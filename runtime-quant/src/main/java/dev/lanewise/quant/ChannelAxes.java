package dev.lanewise.quant;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which unit each index along an axis of an edge belongs to, for those axes along which something can go. */
final class ChannelAxes {

    /**
     * A constant that shrinks along an axis when units go.
     *
     * @param units the unit of each index
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Cut(Edge constant, int axis, int[] units) {}

    private final ChannelUnits units;
    private final Map<Edge, Map<Integer, int[]>> axes = new HashMap<>();
    private final List<Cut> cuts = new ArrayList<>();

    ChannelAxes(ChannelUnits units) {
        this.units = units;
    }

    /** The units along an axis; null where nothing can go. */
    int @Nullable [] get(Edge edge, int axis) {
        return of(edge).get(axis < 0 ? axis + edge.shape().rank() : axis);
    }

    /** The units along all axes that have some, by axis. */
    Map<Integer, int[]> of(Edge edge) {
        return axes.getOrDefault(edge, Map.of());
    }

    void put(Edge edge, int axis, int[] along) {
        axes.computeIfAbsent(edge, key -> new HashMap<>())
                .put(axis < 0 ? axis + edge.shape().rank() : axis, along);
    }

    /** Says that {@code constant} shrinks along {@code axis}. */
    void cut(Edge constant, int axis, int[] along) {
        for (Cut cut : cuts) {
            if (cut.constant() == constant && cut.axis() == axis) {
                units.join(cut.units(), along);
            }
        }
        cuts.add(new Cut(constant, axis, along));
    }

    List<Cut> cuts() {
        return cuts;
    }

    /** Fixes all units of an edge. */
    void fix(Edge edge) {
        of(edge).values().forEach(units::fix);
    }

    /** Gives {@code to} the units of {@code from}, axis by axis, as {@code places} says: −1 fixes the units. */
    void move(Edge from, Edge to, int[] places) {
        of(from).forEach((axis, along) -> {
            if (places[axis] < 0) {
                units.fix(along);
            } else {
                put(to, places[axis], along);
            }
        });
    }

    /** Fixes constants that something else reads too, and reads whole. */
    void fixSharedConstants() {
        for (Cut cut : cuts) {
            long known = cuts.stream()
                    .filter(other -> other.constant() == cut.constant() && other.axis() == cut.axis())
                    .count();
            if (known < cut.constant().consumers().size()) {
                units.fix(cut.units());
            }
        }
    }

    /** Units of an axis of a tensor that is broadcast to {@code rank} dimensions, counted in the result. */
    static int broadcastAxis(Shape shape, int rank, int axis) {
        return axis - (rank - shape.rank());
    }
}
