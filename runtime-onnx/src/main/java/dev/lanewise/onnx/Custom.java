package dev.lanewise.onnx;

import dev.lanewise.TensorSpec;
import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.DynamicOperator;
import dev.lanewise.op.Evaluation;
import dev.lanewise.spi.CustomOperator;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** An operator of the program's own. */
record Custom(CustomOperator operator, Map<String, Object> attributes) implements DynamicOperator {

    @Override
    public String name() {
        return operator.name();
    }

    @Override
    public List<? extends ValueType> infer(Inference in) {
        var specs = new ArrayList<TensorSpec>();
        boolean ranked = true;
        for (int i = 0; i < in.inputs(); i++) {
            if (in.has(i)) {
                TensorType type = in.tensor(i);
                ranked &= type.shape().isRanked();
                specs.add(new TensorSpec(
                        "",
                        type.element(),
                        type.shape().isRanked() ? type.shape().dims() : new long[0]));
            }
        }
        List<TensorSpec> promised;
        try {
            promised = operator.outputs(specs, attributes);
        } catch (IllegalArgumentException e) {
            throw in.error(String.valueOf(e.getMessage()));
        }
        if (promised.size() < in.outputs()) {
            throw in.error("promises " + promised.size() + " outputs, expected " + in.outputs());
        }
        boolean known = ranked;
        return promised.stream()
                .limit(in.outputs())
                .map(spec -> new TensorType(spec.type(), known ? Shape.of(spec.shape()) : Shape.UNRANKED))
                .toList();
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        var tensors = new ArrayList<Tensor>();
        for (Value input : inputs) {
            if (input instanceof Tensor tensor) {
                tensors.add(tensor);
            } else if (input != null) {
                throw on.error("custom operators take tensors, not a "
                        + input.getClass().getSimpleName());
            }
        }
        List<Tensor> outputs = operator.run(tensors, attributes);
        if (outputs.size() < on.outputs()) {
            throw on.error("returned " + outputs.size() + " tensors, expected " + on.outputs());
        }
        requirePromised(on, tensors, outputs);
        return List.copyOf(outputs);
    }

    private void requirePromised(Evaluation on, List<Tensor> inputs, List<Tensor> outputs) {
        List<TensorSpec> specs = inputs.stream()
                .map(tensor -> new TensorSpec("", tensor.type(), tensor.shape()))
                .toList();
        List<TensorSpec> promised = operator.outputs(specs, attributes);
        for (int i = 0; i < Math.min(promised.size(), outputs.size()); i++) {
            TensorSpec spec = promised.get(i);
            Tensor found = outputs.get(i);
            if (found.type() != spec.type() || !fits(found.shape(), spec.shape())) {
                throw on.error("returned " + found + " as output " + i + ", promised " + spec.type()
                        + Arrays.toString(spec.shape()));
            }
        }
    }

    private static boolean fits(long[] found, long[] promised) {
        return found.length == promised.length
                && IntStream.range(0, found.length).allMatch(i -> promised[i] < 0 || promised[i] == found[i]);
    }
}
