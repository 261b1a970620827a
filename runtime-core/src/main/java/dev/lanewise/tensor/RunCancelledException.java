package dev.lanewise.tensor;

/** A run that was cancelled, ran past its deadline, or whose session was closed; or loading that took too long. */
public final class RunCancelledException extends LanewiseException {

    private static final long serialVersionUID = 1L;

    public RunCancelledException(String message) {
        super(message, null);
    }

    public RunCancelledException(String message, Throwable cause) {
        super(message, cause);
    }
}
