package dev.lanewise.transform;

import java.util.BitSet;
import java.util.stream.IntStream;

/** TFLite's table of the logistic function at multiples of 1/24, in steps of 1/65536. */
final class SigmoidTable {

    /** Where its entries are one more than the nearest integer. */
    private static final BitSet RAISED = IntStream.of(
                    4, 8, 12, 14, 15, 16, 17, 19, 20, 21, 22, 25, 27, 28, 29, 30, 31, 33, 34, 35, 37, 39, 40, 41, 43,
                    44, 45, 46, 49, 50, 54, 62, 63, 64, 66, 82, 86, 93, 100, 103, 112, 116, 135, 255)
            .collect(BitSet::new, BitSet::set, BitSet::or);

    private SigmoidTable() {}

    /** Entry {@code index} of 256. */
    static int at(int index) {
        int nearest = (int) Math.round(65536 / (1 + Math.exp(-index / 24.0)));
        return nearest + (RAISED.get(index) ? 1 : 0);
    }
}
