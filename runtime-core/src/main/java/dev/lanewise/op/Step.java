package dev.lanewise.op;

/** One node's work in a plan, bound to its operands. Holds no state of a run and allocates nothing. */
@FunctionalInterface
public interface Step {

    void run(Frame frame);

    /** This step, then {@code next}. */
    default Step then(Step next) {
        return frame -> {
            run(frame);
            next.run(frame);
        };
    }
}
