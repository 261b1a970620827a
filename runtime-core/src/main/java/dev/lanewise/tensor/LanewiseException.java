package dev.lanewise.tensor;

import org.jspecify.annotations.Nullable;

/** Every failure that a user of the library can cause. The message says what was found, what was expected, and where. */
public sealed class LanewiseException extends RuntimeException
        permits ModelFormatException,
                UnsupportedModelException,
                InvalidInputException,
                ResourceLimitException,
                RunCancelledException {

    private static final long serialVersionUID = 1L;

    LanewiseException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
