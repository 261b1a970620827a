package dev.lanewise.exec;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Time by node, gathered over the runs that were given this profile. Safe for concurrent use. */
public final class Profile {

    /**
     * One node's share.
     *
     * @param node its name in the model
     * @param operator the operator's name
     * @param calls how often it ran
     * @param nanos time it took in all, in nanoseconds
     */
    public record Entry(String node, String operator, long calls, long nanos) {}

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    synchronized void add(String node, String operator, long nanos) {
        entries.merge(
                node + '\n' + operator,
                new Entry(node, operator, 1, nanos),
                (a, b) -> new Entry(node, operator, a.calls() + 1, a.nanos() + nanos));
    }

    /** All nodes, in the order they first ran. */
    public synchronized List<Entry> entries() {
        return new ArrayList<>(entries.values());
    }

    /** Sums by operator, the longest first. */
    public List<Entry> byOperator() {
        var sums = new LinkedHashMap<String, Entry>();
        for (Entry e : entries()) {
            sums.merge(
                    e.operator(),
                    new Entry("*", e.operator(), e.calls(), e.nanos()),
                    (a, b) -> new Entry("*", a.operator(), a.calls() + b.calls(), a.nanos() + b.nanos()));
        }
        return sums.values().stream()
                .sorted(Comparator.comparingLong(Entry::nanos).reversed())
                .toList();
    }
}
