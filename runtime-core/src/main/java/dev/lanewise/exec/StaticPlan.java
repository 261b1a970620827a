package dev.lanewise.exec;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Failures;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.ElementType.Carrier;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Nodes bound to kernels for fixed shapes. Reads the arrays of its input tensors, writes those of its output tensors, and
 * allocates nothing once it has as many frames as runs at a time.
 *
 * @param inputs edges whose tensors a run is given, in the order of the frame's slots
 * @param outputs edges whose tensors a run fills; their types and shapes in the same order
 */
record StaticPlan(
        List<Edge> inputs,
        List<Edge> outputs,
        List<ElementType> outputTypes,
        List<long[]> outputShapes,
        List<Object> constants,
        List<BoundNode> steps,
        Map<Carrier, Integer> arenas,
        ArrayDeque<PlanFrame> frames) {

    /** A node's step, with the names that profiles use. */
    record BoundNode(String node, String operator, Step step) {

        @Override
        public String toString() {
            return "node '" + node + "' (" + operator + ")";
        }
    }

    private static final int FIRST_INPUT = Carrier.values().length;

    private static final Object RELEASED = new Object();

    static int inputSlot(int index) {
        return FIRST_INPUT + index;
    }

    /** The same plan for other names of its inputs and outputs. */
    StaticPlan between(List<Edge> newInputs, List<Edge> newOutputs) {
        return new StaticPlan(newInputs, newOutputs, outputTypes, outputShapes, constants, steps, arenas, frames);
    }

    /** Bytes of the arenas of one frame. */
    long arenaBytes() {
        return arenas.entrySet().stream()
                .mapToLong(e -> (long) e.getValue() * e.getKey().bytes())
                .sum();
    }

    /** Runs on {@code in}, one tensor an input, and fills {@code out}, one tensor an output. */
    void run(Tensor[] in, Tensor[] out, RunControl control, Workers workers) {
        PlanFrame frame = lease(control, workers);
        for (int i = 0; i < in.length; i++) {
            frame.slots[FIRST_INPUT + i] = in[i].array();
        }
        for (int i = 0; i < out.length; i++) {
            frame.slots[FIRST_INPUT + in.length + i] = out[i].array();
        }
        frame.begin(control);
        Profile profile = control.profile();
        try {
            if (profile != null || OperatorEvent.wanted()) {
                runTimed(frame, profile);
            } else {
                runPlain(frame);
            }
        } finally {
            frame.end();
            for (int i = 0; i < in.length + out.length; i++) {
                frame.slots[FIRST_INPUT + i] = RELEASED;
            }
            synchronized (frames) {
                frames.push(frame);
            }
        }
    }

    private void runPlain(PlanFrame frame) {
        for (int i = 0; i < steps.size(); i++) {
            BoundNode bound = steps.get(i);
            frame.enter(bound);
            frame.checkpoint();
            try {
                bound.step().run(frame);
            } catch (RuntimeException e) {
                throw Failures.at(bound.toString(), e);
            }
        }
    }

    private void runTimed(PlanFrame frame, @Nullable Profile profile) {
        for (BoundNode bound : steps) {
            frame.enter(bound);
            frame.checkpoint();
            long start = System.nanoTime();
            try {
                OperatorEvent.around(bound, frame);
            } catch (RuntimeException e) {
                throw Failures.at(bound.toString(), e);
            }
            if (profile != null) {
                profile.add(bound.node(), bound.operator(), System.nanoTime() - start);
            }
        }
    }

    private PlanFrame lease(RunControl control, Workers workers) {
        synchronized (frames) {
            if (!frames.isEmpty()) {
                return frames.pop();
            }
        }
        control.charge(arenaBytes(), "memory for intermediate tensors");
        var slots = new Object[FIRST_INPUT + inputs.size() + outputs.size() + constants.size()];
        arenas.forEach((carrier, length) -> slots[carrier.ordinal()] = carrier.newArray(length));
        for (int i = 0; i < constants.size(); i++) {
            slots[FIRST_INPUT + inputs.size() + outputs.size() + i] = constants.get(i);
        }
        return new PlanFrame(slots, workers);
    }
}
