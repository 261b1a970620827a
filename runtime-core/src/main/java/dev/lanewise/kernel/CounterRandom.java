package dev.lanewise.kernel;

/**
 * Random bits from a key and a counter, as in Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3" (SC 2011):
 * Threefry-2x32 with 20 rounds and Philox-4x32 with 10.
 */
public final class CounterRandom {

    private static final int[] ROTATIONS = {13, 15, 26, 6, 17, 29, 16, 24};
    private static final int PARITY = 0x1BD11BDA;
    private static final long PHILOX_0 = 0xD2511F53L;
    private static final long PHILOX_1 = 0xCD9E8D57L;
    private static final int WEYL_0 = 0x9E3779B9;
    private static final int WEYL_1 = 0xBB67AE85;

    private CounterRandom() {}

    /** Puts two numbers into {@code counter}, whose two were the counter. */
    public static void threefry(int key0, int key1, int[] counter) {
        int[] keys = {key0, key1, key0 ^ key1 ^ PARITY};
        int a = counter[0] + key0;
        int b = counter[1] + key1;
        for (int round = 0; round < 20; round++) {
            a += b;
            b = Integer.rotateLeft(b, ROTATIONS[round % 8]) ^ a;
            if (round % 4 == 3) {
                int turn = round / 4 + 1;
                a += keys[turn % 3];
                b += keys[(turn + 1) % 3] + turn;
            }
        }
        counter[0] = a;
        counter[1] = b;
    }

    /** Puts four numbers into {@code counter}, whose four were the counter. */
    public static void philox(int key0, int key1, int[] counter) {
        int a = key0;
        int b = key1;
        for (int round = 0; round < 10; round++) {
            long p0 = PHILOX_0 * Integer.toUnsignedLong(counter[0]);
            long p1 = PHILOX_1 * Integer.toUnsignedLong(counter[2]);
            counter[0] = (int) (p1 >>> 32) ^ counter[1] ^ a;
            counter[2] = (int) (p0 >>> 32) ^ counter[3] ^ b;
            counter[1] = (int) p1;
            counter[3] = (int) p0;
            a += WEYL_0;
            b += WEYL_1;
        }
    }
}
