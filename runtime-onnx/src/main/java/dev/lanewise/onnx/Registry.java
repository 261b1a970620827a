package dev.lanewise.onnx;

import dev.lanewise.graph.Operator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * How each ONNX operator is read, by domain, name and the opset version since which it is read so. Families register when an
 * operator is looked for that none before them has: linking the code of all of them takes a tenth of a second of a
 * program's start.
 */
public final class Registry {

    /** The default domain, {@code ai.onnx}. */
    public static final String ONNX = "";

    /** Classical machine learning. */
    public static final String ML = "ai.onnx.ml";

    /** ONNX Runtime's own operators. */
    public static final String MICROSOFT = "com.microsoft";

    /**
     * An operator that can be read.
     *
     * @param domain where its name is defined
     * @param name its name
     * @param since first opset version of the domain in which it is read so
     * @param direct whether it becomes one operator of this library, rather than several or one of several
     */
    public record Key(String domain, String name, int since, boolean direct) {}

    private record Reader(Consumer<OnnxNode> build, boolean direct) {}

    private final Map<String, TreeMap<Integer, Reader>> readers = new TreeMap<>();
    private final Iterator<Family> families;

    Registry(List<Family> families) {
        this.families = families.iterator();
    }

    /** A registry of everything this library reads. */
    static Registry standard() {
        return new Registry(Families.all());
    }

    /** Begins an entry for an operator of the default domain. */
    public Entry on(String name) {
        return new Entry(ONNX, name, 1);
    }

    /** Begins an entry for an operator of {@code domain}. */
    public Entry on(String domain, String name) {
        return new Entry(domain, name, 1);
    }

    /** An operator of which it is about to be said how it is read. */
    public final class Entry {
        private final String domain;
        private final String name;
        private final int since;

        private Entry(String domain, String name, int since) {
            this.domain = domain;
            this.name = name;
            this.since = since;
        }

        /** Read so from opset {@code version} on; 1 unless said. */
        public Entry since(int version) {
            return new Entry(domain, name, version);
        }

        /** One operator with the node's inputs and outputs. */
        public void reads(Function<OnnxNode, Operator> make) {
            put(new Reader(node -> node.becomes(make.apply(node)), true));
        }

        /** Whatever {@code build} adds to the graph; it sets every output of the node. */
        public void builds(Consumer<OnnxNode> build) {
            put(new Reader(build, false));
        }

        private void put(Reader reader) {
            var versions = readers.computeIfAbsent(key(domain, name), k -> new TreeMap<>());
            if (versions.put(since, reader) != null) {
                throw new IllegalStateException(name + " since " + since + " is registered twice");
            }
        }
    }

    private static String key(String domain, String name) {
        return (domain.equals("ai.onnx") ? ONNX : domain) + ':' + name;
    }

    /** How {@code name} is read under {@code version} of its domain. */
    Optional<Consumer<OnnxNode>> find(String domain, String name, long version) {
        String key = key(domain, name);
        while (!readers.containsKey(key) && families.hasNext()) {
            families.next().register(this);
        }
        var entry = readers.getOrDefault(key, new TreeMap<>()).floorEntry((int) Math.min(version, Integer.MAX_VALUE));
        return Optional.ofNullable(entry).map(e -> e.getValue().build());
    }

    /** Everything that can be read, sorted. */
    public List<Key> keys() {
        families.forEachRemaining(family -> family.register(this));
        var keys = new ArrayList<Key>();
        readers.forEach((key, versions) -> {
            int colon = key.indexOf(':');
            versions.forEach((since, reader) ->
                    keys.add(new Key(key.substring(0, colon), key.substring(colon + 1), since, reader.direct())));
        });
        return Collections.unmodifiableList(keys);
    }
}
