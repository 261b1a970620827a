package dev.lanewise.exec;

import dev.lanewise.op.Operand;
import dev.lanewise.tensor.ElementType.Carrier;
import dev.lanewise.tensor.ResourceLimitException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Lays the intermediate tensors of a plan into one arena per carrier: largest first, each at the lowest place that is
 * free while it lives.
 */
final class Buffers {

    /** First entry of every buffer modulo {@link #ALIGNMENT}: array data begins 16 bytes into a Java object. */
    private static final int SHIFT = 12;

    private static final int ALIGNMENT = 16;

    /** Memory that one or more operands share, alive from one step to another, both included. */
    static final class Buffer {
        final Carrier carrier;
        final long length;
        final int first;
        int last;
        final List<Operand> operands = new ArrayList<>();
        private long at;

        Buffer(Carrier carrier, long length, int first) {
            this.carrier = carrier;
            this.length = length;
            this.first = first;
            this.last = first;
        }
    }

    private final List<Buffer> all = new ArrayList<>();

    Buffer add(Carrier carrier, long length, int first) {
        var buffer = new Buffer(carrier, length, first);
        all.add(buffer);
        return buffer;
    }

    /** Takes a buffer out: its operands are placed elsewhere. */
    void remove(Buffer buffer) {
        all.remove(buffer);
    }

    /** Places every operand; the arena of a carrier is storage {@code carrier.ordinal()}. Returns the arenas' lengths. */
    Map<Carrier, Integer> place() {
        var lengths = new EnumMap<Carrier, Integer>(Carrier.class);
        for (Carrier carrier : Carrier.values()) {
            var sorted = all.stream()
                    .filter(b -> b.carrier == carrier)
                    .sorted(Comparator.comparingLong((Buffer b) -> b.length).reversed())
                    .toList();
            long end = 0;
            var placed = new ArrayList<Buffer>();
            for (Buffer buffer : sorted) {
                buffer.at = lowest(buffer, placed);
                int i = 0;
                while (i < placed.size() && placed.get(i).at < buffer.at) {
                    i++;
                }
                placed.add(i, buffer);
                end = Math.max(end, buffer.at + buffer.length);
                if (end > Integer.MAX_VALUE - ALIGNMENT) {
                    throw new ResourceLimitException("intermediate tensors carried by " + carrier + " need " + end
                            + " entries at once; an array has at most " + Integer.MAX_VALUE);
                }
                for (Operand operand : buffer.operands) {
                    operand.place(carrier.ordinal(), (int) buffer.at);
                }
            }
            if (end > 0) {
                lengths.put(carrier, (int) end);
            }
        }
        return lengths;
    }

    private static long lowest(Buffer buffer, List<Buffer> placedByAddress) {
        long at = SHIFT;
        for (Buffer other : placedByAddress) {
            boolean together = other.first <= buffer.last && buffer.first <= other.last;
            if (together && other.at < at + buffer.length && at < other.at + other.length) {
                at = aligned(other.at + other.length);
            }
        }
        return at;
    }

    private static long aligned(long entry) {
        return (entry - SHIFT + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT + SHIFT;
    }
}
