package dev.lanewise.tensor;

/** A well-formed model that asks for something this library does not have; every missing operator is named at once. */
public final class UnsupportedModelException extends LanewiseException {

    private static final long serialVersionUID = 1L;

    public UnsupportedModelException(String message) {
        super(message, null);
    }

    public UnsupportedModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
