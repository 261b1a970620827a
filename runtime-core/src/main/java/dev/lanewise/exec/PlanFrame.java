package dev.lanewise.exec;

import dev.lanewise.op.Frame;
import dev.lanewise.op.State;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The arrays of one run of a plan. Leased for the run, then used again. */
final class PlanFrame extends Frame {

    final Object[] slots;
    private final Workers workers;
    private @Nullable RunControl control;

    PlanFrame(Object[] slots, Workers workers) {
        super(slots);
        this.slots = slots;
        this.workers = workers;
    }

    void begin(RunControl newControl) {
        control = newControl;
    }

    void end() {
        control = null;
    }

    @Override
    public void parallel(int tasks, int grain, Body body) {
        workers.run(this, tasks, grain, body);
    }

    @Override
    public State state() {
        return Objects.requireNonNull(control, "control").state();
    }

    @Override
    public void checkpoint() {
        Objects.requireNonNull(control, "control").checkpoint();
    }
}
