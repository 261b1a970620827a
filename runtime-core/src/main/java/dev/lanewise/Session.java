package dev.lanewise;

import dev.lanewise.exec.CompiledModel;
import dev.lanewise.exec.RunControl;
import dev.lanewise.exec.SessionRunner;
import dev.lanewise.exec.SessionState;
import dev.lanewise.tensor.InvalidInputException;
import dev.lanewise.tensor.RunCancelledException;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a model. Safe for use from many threads at once. Closing it ends its worker threads and the runs under way,
 * these with a {@link RunCancelledException}; closing again does nothing.
 *
 * <p>A model may keep values from one run to the next, as TFLite's variables do. They belong to the session, whose runs
 * then come one after another; a run that fails leaves what it had assigned until then. {@link #resetState} makes the
 * session begin anew, {@link #fork} gives one that goes its own way from here.
 */
public final class Session implements AutoCloseable {

    private final Model model;
    private final CompiledModel compiled;
    private final SessionOptions options;
    private final SessionState state;
    private final SessionRunner runner;
    private final List<String> outputNames;
    private final Map<String, Tensor> unread;
    private final RunControl unbounded;
    private volatile boolean closed;

    Session(Model model, CompiledModel compiled, SessionOptions options, SessionState state) {
        this.model = model;
        this.compiled = compiled;
        this.options = options;
        this.state = state;
        this.runner = compiled.newRunner(
                options.threads(), options.executor(), options.strict(), options.planCacheBytes(), state);
        this.outputNames = model.outputs().stream().map(TensorSpec::name).toList();
        this.unread = model.unread();
        this.unbounded = new RunControl(() -> closed, 0, false, Long.MAX_VALUE, null, state);
    }

    /** The model it runs. */
    public Model model() {
        return model;
    }

    /** Runs on {@code inputs}, one for each of the model's inputs by name; one that nothing reads may be left out. */
    public Outputs run(Map<String, ? extends Value> inputs) {
        return new Outputs(outputNames, runner.run(ordered(inputs), unbounded()));
    }

    /** Runs on {@code inputs}, bounded and observed as the options say. */
    public Outputs run(Map<String, ? extends Value> inputs, RunOptions runOptions) {
        return new Outputs(outputNames, runner.run(ordered(inputs), control(runOptions)));
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
        Map<String, ? extends Value> given = complete(inputs);
        if (given.size() != model.inputs().size()) {
            ordered(given);
        }
        runner.run(given, outputs, unbounded());
    }

    /** Runs a model of one input and one output. */
    public Tensor run(Tensor input) {
        if (model.inputs().size() != 1 || outputNames.size() != 1) {
            throw new InvalidInputException("this model has inputs " + model.inputs() + " and outputs " + outputNames
                    + ": name them, this method is for one of each");
        }
        return run(Map.of(model.inputs().getFirst().name(), input)).tensor(0);
    }

    /** Forgets what runs have kept: the next one is as the first of a new session. Waits for the run under way. */
    public void resetState() {
        state.reset();
    }

    /**
     * A session with the same model and options whose state begins as a copy of this one's. Waits for the run under
     * way.
     */
    public Session fork() {
        return new Session(model, compiled, options, state.fork());
    }

    /**
     * A session that runs the signature {@code name} of the same model on this session's state: what one signature
     * assigns, the other reads. Each is closed by itself.
     *
     * @throws InvalidInputException when the model has no such signature
     */
    public Session signature(String name) {
        return model.signature(name).newSession(options, state);
    }

    private Map<String, ? extends Value> complete(Map<String, ? extends Value> inputs) {
        if (unread.isEmpty() || inputs.keySet().containsAll(unread.keySet())) {
            return inputs;
        }
        var complete = new HashMap<String, Value>(unread);
        complete.putAll(inputs);
        return complete;
    }

    private List<Value> ordered(Map<String, ? extends Value> given) {
        Map<String, ? extends Value> inputs = complete(given);
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

    private RunControl control(RunOptions runOptions) {
        unbounded();
        var cancelled = runOptions.cancelled();
        long deadline = runOptions
                .deadline()
                .map(time -> System.nanoTime() + time.toNanos())
                .orElse(0L);
        return new RunControl(
                () -> closed || cancelled.getAsBoolean(),
                deadline,
                runOptions.deadline().isPresent(),
                runOptions.byteLimit(),
                runOptions.profile().map(RunProfile::profile).orElse(null),
                state);
    }

    @Override
    public void close() {
        closed = true;
        runner.close();
    }
}
