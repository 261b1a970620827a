package dev.lanewise.quant;

import dev.lanewise.tensor.InvalidInputException;

/** What of a model's weights a {@link Pruner} takes away. */
sealed interface Sparsity {

    /** Single weights, by one threshold for each layer or for all. */
    record Unstructured(double fraction, boolean global) implements Sparsity {

        public Unstructured {
            checkFraction(fraction);
        }
    }

    /** All but {@code kept} of every {@code of} weights in a row of an output's inputs. */
    record Pattern(int kept, int of) implements Sparsity {

        public Pattern {
            if (kept < 1 || of <= kept) {
                throw new InvalidInputException(
                        "cannot keep " + kept + " of every " + of + " weights, expected 0 < kept < of");
            }
        }
    }

    /** Rectangles of weights. */
    record Blocks(double fraction, int outputs, int inputs) implements Sparsity {

        public Blocks {
            checkFraction(fraction);
            if (outputs < 1 || inputs < 1) {
                throw new InvalidInputException(
                        "blocks of " + outputs + " outputs by " + inputs + " inputs, expected 1 or more");
            }
        }
    }

    private static void checkFraction(double fraction) {
        if (!(fraction >= 0 && fraction < 1)) {
            throw new InvalidInputException("cannot remove a fraction of " + fraction + ", expected 0 <= fraction < 1");
        }
    }
}
