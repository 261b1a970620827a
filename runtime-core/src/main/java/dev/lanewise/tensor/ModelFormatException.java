package dev.lanewise.tensor;

/** A model file that is damaged or breaks the rules of its format. */
public final class ModelFormatException extends LanewiseException {

    private static final long serialVersionUID = 1L;

    public ModelFormatException(String message) {
        super(message, null);
    }

    public ModelFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
