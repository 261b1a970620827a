package dev.lanewise.tensor;

/** A model or a run that would need more than a limit allows; thrown before anything is allocated. */
public final class ResourceLimitException extends LanewiseException {

    private static final long serialVersionUID = 1L;

    public ResourceLimitException(String message) {
        super(message, null);
    }

    public ResourceLimitException(String message, Throwable cause) {
        super(message, cause);
    }
}
