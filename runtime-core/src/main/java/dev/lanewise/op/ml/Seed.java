package dev.lanewise.op.ml;

import java.util.OptionalLong;
import java.util.SplittableRandom;

/** Where random numbers begin: at a given place, the same in every run, or anywhere. */
public record Seed(OptionalLong value) {

    /** A generator at the beginning. */
    SplittableRandom generator() {
        return value.isPresent() ? new SplittableRandom(value.getAsLong()) : new SplittableRandom();
    }
}
