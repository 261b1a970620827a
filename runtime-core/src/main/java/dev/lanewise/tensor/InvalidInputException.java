package dev.lanewise.tensor;

/** An argument of a run that does not fit the model: a wrong name, element type, rank, size or value. */
public final class InvalidInputException extends LanewiseException {

    private static final long serialVersionUID = 1L;

    public InvalidInputException(String message) {
        super(message, null);
    }

    public InvalidInputException(String message, Throwable cause) {
        super(message, cause);
    }
}
