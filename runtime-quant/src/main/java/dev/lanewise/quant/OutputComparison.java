package dev.lanewise.quant;

import dev.lanewise.Model;
import dev.lanewise.Outputs;
import dev.lanewise.TensorSpec;
import dev.lanewise.TensorSpec.Quantization;
import dev.lanewise.op.Numbers;
import dev.lanewise.quant.Comparison.Output;
import dev.lanewise.quant.Comparison.Unmatched;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Compares the outputs of two models, by name, or by place where the changed model has as many of other names. */
final class OutputComparison {

    private final List<TensorSpec> original;
    private final List<TensorSpec> changed;
    private final Map<Integer, Difference.Sum> sums = new LinkedHashMap<>();
    private final Map<Integer, String> unmatched = new LinkedHashMap<>();

    OutputComparison(Model original, Model changed) {
        this.original = original.outputs();
        this.changed = changed.outputs();
    }

    void add(Outputs before, Outputs after) {
        for (int i = 0; i < original.size(); i++) {
            int twin = twin(i);
            if (twin < 0) {
                unmatched.put(i, "the changed model has no output of this name");
            } else if (before.value(i) instanceof Tensor x
                    && after.value(twin) instanceof Tensor y
                    && areNumbers(x, y)) {
                if (Arrays.equals(x.shape(), y.shape())) {
                    sums.computeIfAbsent(i, _ -> new Difference.Sum())
                            .add(real(x, original.get(i)), real(y, changed.get(twin)));
                } else {
                    unmatched.putIfAbsent(i, "it was " + x + " and is " + y);
                }
            } else {
                unmatched.put(i, "it is no tensor of real numbers in both models");
            }
        }
    }

    private int twin(int index) {
        String name = original.get(index).name();
        for (int i = 0; i < changed.size(); i++) {
            if (changed.get(i).name().equals(name)) {
                return i;
            }
        }
        boolean renamed = changed.size() == original.size()
                && original.stream()
                        .noneMatch(spec -> spec.name().equals(changed.get(index).name()));
        return renamed ? index : -1;
    }

    private static boolean areNumbers(Tensor x, Tensor y) {
        return isNumber(x.type()) && isNumber(y.type());
    }

    private static boolean isNumber(ElementType type) {
        return type.isFloating() || type.isInteger() || type == ElementType.BOOL;
    }

    /** The elements; the real numbers they stand for where the model's output is quantized. */
    private static double[] real(Tensor tensor, TensorSpec spec) {
        double[] values = Numbers.of(tensor);
        Quantization quantization = spec.quantization().orElse(null);
        if (quantization != null && tensor.type().isInteger()) {
            int channels = quantization.scales().size();
            int inner = 1;
            for (int axis = quantization.axis() + 1; channels > 1 && axis < tensor.rank(); axis++) {
                inner *= (int) tensor.dim(axis);
            }
            for (int i = 0; i < values.length; i++) {
                int channel = i / inner % channels;
                values[i] = quantization.scales().get(channel)
                        * (values[i] - quantization.zeroPoints().get(channel));
            }
        }
        return values;
    }

    List<Output> outputs() {
        var outputs = new ArrayList<Output>();
        sums.forEach((i, sum) -> {
            if (!unmatched.containsKey(i)) {
                outputs.add(new Output(original.get(i).name(), sum.difference()));
            }
        });
        return outputs;
    }

    List<Unmatched> unmatched() {
        return unmatched.entrySet().stream()
                .map(entry -> new Unmatched(original.get(entry.getKey()).name(), entry.getValue()))
                .toList();
    }
}
