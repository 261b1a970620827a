package dev.lanewise.op;

import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.LanewiseException;
import dev.lanewise.tensor.Tensor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a node is given to bind itself to kernels, once all shapes are known. */
public interface Binder {

    /** Number of inputs, absent ones counted. */
    int inputs();

    /** Whether input {@code index} is there. */
    boolean has(int index);

    /** Input {@code index}, which must be there. */
    Operand input(int index);

    /** Number of outputs. */
    int outputs();

    Operand output(int index);

    default Operand output() {
        return output(0);
    }

    /** The value of input {@code index} where it is known before the plan runs. */
    @Nullable
    Tensor constant(int index);

    /**
     * Something made from constant input {@code index}, such as packed weights: made once for a model and shared by its
     * plans. {@code key} tells apart different things made from the same constant.
     *
     * @return the array, to be captured by the step
     */
    <T> T prepared(int index, Object key, Function<Tensor, T> make);

    /** Memory for this step alone, of {@code length} entries, contents undefined. */
    Operand workspace(ElementType type, long length);

    /** How many threads may take part: numbers of workers are below it. */
    int threads();

    /** Whether results must have the same bits on every machine. */
    boolean strict();

    /**
     * A step that spreads {@code tasks} over the run's threads, {@code grain} or more at a time. With one chunk or less
     * it runs on the calling thread.
     */
    default Step parallel(int tasks, int grain, Frame.Body body) {
        if (tasks <= 0) {
            return frame -> {};
        }
        if (threads() == 1 || tasks <= grain) {
            return frame -> body.run(frame, 0, 0, tasks);
        }
        return frame -> frame.parallel(tasks, Math.max(1, grain), body);
    }

    /** An error that names the node. */
    LanewiseException error(String message);
}
