package dev.lanewise.kernel;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Maxima of bytes along a row of taps, in vectors of 128 bits at every width so that few channels suffice. */
final class PoolBytesSimd {

    /** Channels of one step. */
    static final int LANES = 16;

    private static final VectorSpecies<Byte> B = ByteVector.SPECIES_128;

    private PoolBytesSimd() {}

    /** Raises {@code y} to the maxima of {@code taps} pixels; channels are a multiple of {@link #LANES}. */
    static void max(boolean signed, byte[] x, int xo, int columnStep, int taps, int channels, byte[] y, int yo) {
        if (signed) {
            for (int c = 0; c < channels; c += LANES) {
                var best = ByteVector.fromArray(B, y, yo + c);
                for (int tap = 0; tap < taps; tap++) {
                    best = best.max(ByteVector.fromArray(B, x, xo + tap * columnStep + c));
                }
                best.intoArray(y, yo + c);
            }
        } else {
            for (int c = 0; c < channels; c += LANES) {
                var best = ByteVector.fromArray(B, y, yo + c);
                for (int tap = 0; tap < taps; tap++) {
                    best = best.lanewise(VectorOperators.UMAX, ByteVector.fromArray(B, x, xo + tap * columnStep + c));
                }
                best.intoArray(y, yo + c);
            }
        }
    }
}
