package dev.lanewise.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;

/** Random cases of every operator: those of the backend suite, and made ones, as they are or changed. */
final class Seeds {

    private final Map<String, List<OperatorCase>> suite = new TreeMap<>();
    private final Map<String, Function<SplittableRandom, OperatorCase>> made = new TreeMap<>();

    Seeds(Path data) throws IOException {
        try (var folders = Files.list(data.resolve("onnx-backend/node"))) {
            for (Path folder : folders.sorted().toList()) {
                if (!folder.toString().contains("_expanded")) {
                    OperatorCase.read(folder)
                            .ifPresent(c -> suite.computeIfAbsent(key(c), key -> new ArrayList<>())
                                    .add(c));
                }
            }
        }
        make(Registry.ONNX, OnnxCases.all());
        make(Registry.ONNX, ExperimentalCases.all());
        make(Registry.MICROSOFT, MicrosoftCases.all());
        make(Registry.MICROSOFT, MicrosoftQuantizedCases.all());
        make(Registry.MICROSOFT, MicrosoftAttentionCases.all());
        make(Registry.MICROSOFT, EquivalentCases.all());
        make(Registry.ML, MlCases.all());
    }

    private void make(String domain, Map<String, Function<CaseBuilder, OperatorCase>> makers) {
        makers.forEach((name, maker) ->
                made.put(domain + ":" + name, random -> maker.apply(new CaseBuilder(domain, name, random))));
    }

    private static String key(OperatorCase c) {
        return c.node().domain() + ":" + c.node().opType();
    }

    /** The operators of which there are cases, as domain:name. */
    List<String> operators() {
        var all = new java.util.TreeSet<>(suite.keySet());
        all.addAll(made.keySet());
        return List.copyOf(all);
    }

    /** A case of an operator; every third made one, and all but the first of the suite, is changed. */
    OperatorCase draw(String operator, int round, SplittableRandom random) {
        var mutation = new CaseMutation(random);
        List<OperatorCase> given = suite.getOrDefault(operator, List.of());
        if (made.containsKey(operator) && (given.isEmpty() || random.nextBoolean())) {
            OperatorCase c = made.get(operator).apply(random);
            return round % 3 == 2 && c.equivalent().isEmpty() ? mutation.of(c) : c;
        }
        OperatorCase seed = given.get(random.nextInt(given.size()));
        return round == 0 ? seed : mutation.of(seed);
    }
}
