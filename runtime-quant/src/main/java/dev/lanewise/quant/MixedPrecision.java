package dev.lanewise.quant;

import dev.lanewise.Model;
import dev.lanewise.tensor.InvalidInputException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Leaves the nodes in float that quantization harms most, as few as meet a target. */
final class MixedPrecision {

    private final Quantizer plan;
    private final ToDoubleFunction<Model> metric;
    private final double target;

    MixedPrecision(Quantizer plan, ToDoubleFunction<Model> metric, double target) {
        this.plan = plan;
        this.metric = metric;
        this.target = target;
    }

    Model quantize(Model model) {
        double original = metric.applyAsDouble(model);
        if (!(original >= target)) {
            throw new InvalidInputException(
                    "the target of " + target + " cannot be met: the float model itself has " + original);
        }
        Model whole = plan.quantize(model);
        if (metric.applyAsDouble(whole) >= target) {
            return whole;
        }
        List<String> order = mostSensitiveFirst(model);
        int failing = 0;
        int meeting = order.size();
        Model best = model;
        while (meeting - failing > 1) {
            int middle = (failing + meeting) >>> 1;
            Model candidate = plan.excluding(order.subList(0, middle)).quantize(model);
            if (metric.applyAsDouble(candidate) >= target) {
                meeting = middle;
                best = candidate;
            } else {
                failing = middle;
            }
        }
        if (meeting == order.size()) {
            throw new InvalidInputException(
                    "the target of " + target + " cannot be met with any node quantized: the least" + " sensitive, '"
                            + order.getLast() + "', misses it alone; the float model has " + original);
        }
        return best;
    }

    /** Names of the nodes that can be quantized, in the order of the metric with that node alone quantized. */
    private List<String> mostSensitiveFirst(Model model) {
        List<String> names = Quantization.products(plan, model);
        Map<String, Double> alone = new HashMap<>();
        Progress.Count count = plan.progress().count(names.size());
        for (String name : names) {
            var others = new ArrayList<>(names);
            others.removeIf(name::equals);
            alone.put(
                    name,
                    metric.applyAsDouble(
                            plan.progress(Progress.NONE).excluding(others).quantize(model)));
            count.step(name);
        }
        return names.stream()
                .distinct()
                .sorted(Comparator.comparingDouble(alone::get))
                .toList();
    }
}
