package dev.lanewise.onnx.proto;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Immutable copies that keep the order of the file. */
final class Copies {

    private Copies() {}

    static Map<String, String> ordered(Map<String, String> entries) {
        return entries.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }
}
