package dev.lanewise.op;

/** The arrays of one run, and the means to spread work over its threads. */
public abstract class Frame {

    private final Object[] arrays;

    protected Frame(Object[] arrays) {
        this.arrays = arrays;
    }

    /** The array of storage {@code index}. */
    public final Object array(int index) {
        return arrays[index];
    }

    /** Runs {@code body} over [0, {@code tasks}) in chunks of {@code grain}, on this thread and on any that are free. */
    public abstract void parallel(int tasks, int grain, Body body);

    /** What the session keeps from run to run. */
    public abstract State state();

    /** Throws when the run was cancelled or its deadline has passed. To be called between pieces of long work. */
    public abstract void checkpoint();

    /** A piece of work over a range of tasks. */
    @FunctionalInterface
    public interface Body {

        /**
         * Does the tasks {@code from} to before {@code to}. No two calls with the same {@code worker}, a number below
         * {@link Binder#threads()}, run at the same time.
         */
        void run(Frame frame, int worker, int from, int to);
    }
}
