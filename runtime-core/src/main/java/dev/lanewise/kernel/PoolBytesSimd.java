package dev.lanewise.kernel;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Maxima of bytes along a row of taps, in vectors of 128 bits at every width so that few channels suffice; and sums of
 * bytes in vectors of ints.
 */
final class PoolBytesSimd {

    /** Channels of one step. */
    static final int LANES = 16;

    private static final VectorSpecies<Byte> B = ByteVector.SPECIES_128;

    /** At least as many bytes as there are ints in a vector. */
    private static final VectorSpecies<Byte> NARROW =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, Lanes.L * Byte.SIZE)));

    private PoolBytesSimd() {}

    /** Adds {@code taps} pixels to sums of the first of {@code channels} channels, and tells how many these are. */
    static int add(boolean signed, byte[] x, int xo, int columnStep, int taps, int channels, int[] sums, int so) {
        int mask = signed ? -1 : 0xFF;
        int c = 0;
        for (; c <= channels - NARROW.length(); c += Lanes.L) {
            var sum = IntVector.fromArray(Lanes.I, sums, so + c);
            for (int tap = 0; tap < taps; tap++) {
                var bytes = ByteVector.fromArray(NARROW, x, xo + tap * columnStep + c);
                sum = sum.add(((IntVector) bytes.convertShape(VectorOperators.B2I, Lanes.I, 0)).and(mask));
            }
            sum.intoArray(sums, so + c);
        }
        return c;
    }

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
