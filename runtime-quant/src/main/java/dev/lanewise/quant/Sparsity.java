package dev.lanewise.quant;

import dev.lanewise.tensor.InvalidInputException;

/** What of a model's weights a {@link Pruner} takes away. */
sealed interface Sparsity {

    /** Weights that become zero; the graph stays. */
    sealed interface OfWeights extends Sparsity {}

    /** Single weights, by one threshold for each layer or for all. */
    record Unstructured(double fraction, boolean global) implements OfWeights {

        public Unstructured {
            checkFraction(fraction);
        }
    }

    /** All but {@code kept} of every {@code of} weights in a row of an output's inputs. */
    record Pattern(int kept, int of) implements OfWeights {

        public Pattern {
            if (kept < 1 || of <= kept) {
                throw new InvalidInputException(
                        "cannot keep " + kept + " of every " + of + " weights, expected 0 < kept < of");
            }
        }
    }

    /** Rectangles of weights. */
    record Blocks(double fraction, int outputs, int inputs) implements OfWeights {

        public Blocks {
            checkFraction(fraction);
            if (outputs < 1 || inputs < 1) {
                throw new InvalidInputException(
                        "blocks of " + outputs + " outputs by " + inputs + " inputs, expected 1 or more");
            }
        }
    }

    /** Whole channels, with everything that depends on them; the graph shrinks. */
    record Channels(double fraction) implements Sparsity {

        public Channels {
            checkFraction(fraction);
        }
    }

    /** Whole attention heads, with the products that make and read them; the graph shrinks. */
    record Heads(double fraction) implements Sparsity {

        public Heads {
            checkFraction(fraction);
        }
    }

    private static void checkFraction(double fraction) {
        if (!(fraction >= 0 && fraction < 1)) {
            throw new InvalidInputException("cannot remove a fraction of " + fraction + ", expected 0 <= fraction < 1");
        }
    }
}
