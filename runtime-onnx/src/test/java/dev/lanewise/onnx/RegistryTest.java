package dev.lanewise.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Families register one by one: one that has an operator must have all versions of it. */
class RegistryTest {

    @Test
    void versionsOfAnOperatorAreInOneFamily() {
        Map<String, String> families = new HashMap<>();
        for (Family family : Families.all()) {
            String name = family.getClass().getSimpleName();
            for (Registry.Key key : new Registry(List.of(family)).keys()) {
                String first = families.putIfAbsent(key.domain() + ':' + key.name(), name);
                assertEquals(name, first == null ? name : first, key.toString());
            }
        }
        assertEquals(
                Registry.standard().keys().stream()
                        .map(key -> key.domain() + ':' + key.name())
                        .distinct()
                        .count(),
                families.size());
    }
}
