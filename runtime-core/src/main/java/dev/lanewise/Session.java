package dev.lanewise;

import dev.lanewise.exec.CompiledModel;
import dev.lanewise.exec.RunControl;
import dev.lanewise.exec.SessionRunner;
import dev.lanewise.tensor.InvalidInputException;
import dev.lanewise.tensor.RunCancelledException;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs a model. Safe for use from many threads at once. Closing it ends its worker threads and the runs under way, these
 * with a {@link RunCancelledException}; closing again does nothing.
 */
public final class Session implements AutoCloseable {

    private final Model model;
    private final SessionRunner runner;
    private final List<String> outputNames;
    private final RunControl unbounded;
    private volatile boolean closed;

    Session(Model model, CompiledModel compiled, SessionOptions options) {
        this.model = model;
        this.runner =
                compiled.newRunner(options.threads(), options.executor(), options.strict(), options.planCacheBytes());
        this.outputNames = model.outputs().stream().map(TensorSpec::name).toList();
        this.unbounded = new RunControl(() -> closed, 0, false, Long.MAX_VALUE, null);
    }

    /** The model it runs. */
    public Model model() {
        return model;
    }

    /** Runs on {@code inputs}, one for each of the model's inputs by name. */
    public Outputs run(Map<String, ? extends Value> inputs) {
        return new Outputs(outputNames, runner.run(ordered(inputs), unbounded()));
    }

    /** Runs on {@code inputs}, bounded and observed as the options say. */
    public Outputs run(Map<String, ? extends Value> inputs, RunOptions options) {
        return new Outputs(outputNames, runner.run(ordered(inputs), control(options)));
    }

    /**
     * Runs on {@code inputs} and writes each output into the tensor given for it; an output without one is dropped. For
     * a model whose shapes follow from the inputs' shapes, nothing is allocated once a run with these shapes has been.
     */
    public void run(Map<String, ? extends Value> inputs, Map<String, Tensor> outputs) {
        int known = 0;
        for (int i = 0; i < outputNames.size(); i++) {
            known += outputs.containsKey(outputNames.get(i)) ? 1 : 0;
        }
        if (known < outputs.size()) {
            throw new InvalidInputException("outputs are called " + outputNames + ", not " + outputs.keySet());
        }
        if (inputs.size() != model.inputs().size()) {
            ordered(inputs);
        }
        runner.run(inputs, outputs, unbounded());
    }

    /** Runs a model of one input and one output. */
    public Tensor run(Tensor input) {
        if (model.inputs().size() != 1 || outputNames.size() != 1) {
            throw new InvalidInputException("this model has inputs " + model.inputs() + " and outputs " + outputNames
                    + ": name them, this method is for one of each");
        }
        return run(Map.of(model.inputs().getFirst().name(), input)).tensor(0);
    }

    private List<Value> ordered(Map<String, ? extends Value> inputs) {
        var ordered = new ArrayList<Value>();
        for (TensorSpec spec : model.inputs()) {
            Value value = inputs.get(spec.name());
            if (value == null) {
                throw new InvalidInputException("no value for input '" + spec.name() + "'; the model's inputs are "
                        + model.inputs() + ", given were " + inputs.keySet());
            }
            ordered.add(value);
        }
        if (inputs.size() > ordered.size()) {
            var unknown = new ArrayList<>(inputs.keySet());
            model.inputs().forEach(spec -> unknown.remove(spec.name()));
            throw new InvalidInputException("unknown input " + unknown + "; the model's inputs are " + model.inputs());
        }
        return ordered;
    }

    private RunControl unbounded() {
        if (closed) {
            throw new RunCancelledException("this session is closed");
        }
        return unbounded;
    }

    private RunControl control(RunOptions options) {
        unbounded();
        var cancelled = options.cancelled();
        long deadline = options.deadline()
                .map(time -> System.nanoTime() + time.toNanos())
                .orElse(0L);
        return new RunControl(
                () -> closed || cancelled.getAsBoolean(),
                deadline,
                options.deadline().isPresent(),
                options.byteLimit(),
                options.profile().map(RunProfile::profile).orElse(null));
    }

    @Override
    public void close() {
        closed = true;
        runner.close();
    }
}
