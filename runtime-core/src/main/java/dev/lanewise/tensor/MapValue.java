package dev.lanewise.tensor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Values by key, in the order given; keys are {@link Long} or {@link String}. ONNX {@code map}. */
public record MapValue(Map<Object, Value> entries) implements Value {

    public MapValue {
        for (Object key : entries.keySet()) {
            if (!(key instanceof Long || key instanceof String)) {
                throw new InvalidInputException(
                        "a map's keys are Long or String, not " + key.getClass().getName());
            }
        }
        entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }
}
