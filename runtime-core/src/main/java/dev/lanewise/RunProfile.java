package dev.lanewise;

import dev.lanewise.exec.Profile;
import java.util.List;
import java.util.Locale;

/** The time that each operator took, summed over the runs given this profile. Safe for concurrent use. */
public final class RunProfile {

    /**
     * One operator's share.
     *
     * @param node its name in the model; {@code *} in sums by operator
     * @param operator what it computes
     * @param calls how often it ran
     * @param nanos time it took in all, in nanoseconds
     */
    public record Entry(String node, String operator, long calls, long nanos) {}

    private final Profile profile = new Profile();

    Profile profile() {
        return profile;
    }

    /** Every node, in the order in which they first ran. */
    public List<Entry> nodes() {
        return profile.entries().stream().map(RunProfile::entry).toList();
    }

    /** Sums by operator, the longest first. */
    public List<Entry> operators() {
        return profile.byOperator().stream().map(RunProfile::entry).toList();
    }

    private static Entry entry(Profile.Entry e) {
        return new Entry(e.node(), e.operator(), e.calls(), e.nanos());
    }

    /** A table of the sums by operator. */
    @Override
    public String toString() {
        var entries = operators();
        double total = entries.stream().mapToLong(Entry::nanos).sum();
        var text = new StringBuilder();
        for (Entry e : entries) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-24s %6d calls %10.3f ms %5.1f%%%n",
                    e.operator(),
                    e.calls(),
                    e.nanos() / 1e6,
                    100 * e.nanos() / Math.max(total, 1)));
        }
        return text.toString();
    }
}
