package dev.lanewise.quant;

import dev.lanewise.tensor.InvalidInputException;
import java.util.List;
import java.util.regex.Pattern;

/** Chooses layers by name; {@code *} in a name stands for any characters. */
record NodeNames(List<String> included, List<String> excluded) {

    static final NodeNames ALL = new NodeNames(List.of(), List.of());

    private static final Pattern PART = Pattern.compile("\\.\\d+$");

    NodeNames {
        included = List.copyOf(included);
        excluded = List.copyOf(excluded);
    }

    /**
     * The chosen of some layers: the included ones, or, where none are named, those that are so by default; without the
     * excluded ones.
     *
     * @throws InvalidInputException when a name fits no layer
     */
    List<WeightLayer> choose(List<WeightLayer> layers) {
        for (String name :
                List.of(included, excluded).stream().flatMap(List::stream).toList()) {
            if (layers.stream().noneMatch(layer -> fits(name, layer.name()))) {
                throw new InvalidInputException(
                        "there is no layer with weights named '" + name + "'; there are " + WeightLayer.names(layers));
            }
        }
        return layers.stream()
                .filter(layer -> included.isEmpty() ? !layer.isDepthwise() : matches(included, layer))
                .filter(layer -> !matches(excluded, layer))
                .toList();
    }

    private static boolean matches(List<String> names, WeightLayer layer) {
        return names.stream().anyMatch(name -> fits(name, layer.name()));
    }

    /** A node of a file that became several nodes of the graph gave them its name and numbers. */
    static boolean fits(String pattern, String name) {
        var compiled = Pattern.compile("\\Q" + pattern.replace("*", "\\E.*\\Q") + "\\E");
        return compiled.matcher(name).matches()
                || compiled.matcher(sourceName(name)).matches();
    }

    /** The name in the file of the node called {@code name} in the graph. */
    static String sourceName(String name) {
        return PART.matcher(name).replaceFirst("");
    }
}
