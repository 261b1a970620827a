package dev.lanewise.exec;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.tensor.InvalidInputException;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/** A whole model in one plan, for inputs of given types and shapes, to be run without allocating. */
final class Direct {

    static final int MOST = 8;

    /** The tensors of one run, in the plan's order. */
    private record Arguments(Tensor[] in, Tensor[] out, Tensor[] spare) {}

    private final String[] inputNames;
    private final Tensor[] like;
    private final StaticPlan plan;
    private final int[] planInputs;
    private final ArrayDeque<Arguments> free = new ArrayDeque<>();

    private Direct(String[] inputNames, Tensor[] like, StaticPlan plan, int[] planInputs) {
        this.inputNames = inputNames;
        this.like = like;
        this.plan = plan;
        this.planInputs = planInputs;
    }

    static Direct of(Graph graph, StaticPlan plan, Tensor[] inputs) {
        var names = graph.inputs().stream().map(Edge::name).toArray(String[]::new);
        var like = Arrays.stream(inputs)
                .map(t -> Tensor.deferred(t.type(), () -> new Object(), t.shape()))
                .toArray(Tensor[]::new);
        var order = plan.inputs().stream().mapToInt(graph.inputs()::indexOf).toArray();
        return new Direct(names, like, plan, order);
    }

    boolean fits(Map<String, ? extends Value> inputs) {
        for (int i = 0; i < inputNames.length; i++) {
            if (!(inputs.get(inputNames[i]) instanceof Tensor tensor) || !tensor.hasTypeAndShapeOf(like[i])) {
                return false;
            }
        }
        return true;
    }

    void run(
            Map<String, ? extends Value> inputs,
            Map<String, Tensor> outputs,
            String[] outputNames,
            RunControl control,
            Workers workers) {
        Arguments arguments = lease();
        for (int i = 0; i < planInputs.length; i++) {
            arguments.in[i] = (Tensor) Objects.requireNonNull(inputs.get(inputNames[planInputs[i]]));
        }
        for (int i = 0; i < outputNames.length; i++) {
            Tensor target = outputs.get(outputNames[i]);
            arguments.out[i] = target == null ? arguments.spare[i] : target;
            if (!arguments.out[i].hasTypeAndShapeOf(arguments.spare[i])) {
                throw new InvalidInputException(
                        "output '" + outputNames[i] + "' is " + arguments.spare[i] + "; the tensor given is " + target);
            }
        }
        plan.run(arguments.in, arguments.out, control, workers);
        System.arraycopy(like, 0, arguments.in, 0, arguments.in.length);
        System.arraycopy(arguments.spare, 0, arguments.out, 0, arguments.out.length);
        synchronized (free) {
            free.push(arguments);
        }
    }

    private Arguments lease() {
        synchronized (free) {
            if (!free.isEmpty()) {
                return free.pop();
            }
        }
        var spare = new Tensor[plan.outputs().size()];
        for (int i = 0; i < spare.length; i++) {
            var type = plan.outputTypes().get(i);
            long[] shape = plan.outputShapes().get(i);
            spare[i] = Tensor.deferred(type, () -> Tensor.zeros(type, shape).array(), shape);
        }
        return new Arguments(new Tensor[planInputs.length], spare.clone(), spare);
    }
}
