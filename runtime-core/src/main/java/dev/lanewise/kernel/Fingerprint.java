package dev.lanewise.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** FarmHash's Fingerprint64: 64 bits of a run of bytes, the same on every machine (Pike, Alakuijala 2014). */
public final class Fingerprint {

    private static final long K0 = 0xc3a5c85c97cb3127L;
    private static final long K1 = 0xb492b66fbe98f273L;
    private static final long K2 = 0x9ae16a3b2f90404fL;
    private static final long SEED = 81;

    private final ByteBuffer bytes;

    /** The state between blocks of 64 bytes. */
    private long x;

    private long y;
    private long z;
    private long v0;
    private long v1;
    private long w0;
    private long w1;

    private Fingerprint(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The fingerprint of {@code bytes}. */
    public static long of(byte[] bytes) {
        var fingerprint = new Fingerprint(bytes);
        if (bytes.length > 64) {
            return fingerprint.large(bytes.length, SEED);
        }
        return bytes.length > 32
                ? fingerprint.upTo64(bytes.length)
                : bytes.length > 16 ? fingerprint.upTo32(bytes.length) : fingerprint.upTo16(bytes.length);
    }

    private long word(int at) {
        return bytes.getLong(at);
    }

    private long half(int at) {
        return Integer.toUnsignedLong(bytes.getInt(at));
    }

    private long single(int at) {
        return Byte.toUnsignedLong(bytes.get(at));
    }

    private static long rotate(long value, int by) {
        return Long.rotateRight(value, by);
    }

    private static long mix(long value) {
        return value ^ value >>> 47;
    }

    private static long join(long u, long v, long factor) {
        return mix((v ^ mix((u ^ v) * factor)) * factor) * factor;
    }

    private long upTo16(int length) {
        long factor = K2 + length * 2L;
        if (length >= 8) {
            long a = word(0) + K2;
            long b = word(length - 8);
            return join(rotate(b, 37) * factor + a, (rotate(a, 25) + b) * factor, factor);
        }
        if (length >= 4) {
            return join(length + (half(0) << 3), half(length - 4), factor);
        }
        if (length > 0) {
            long y = single(0) + (single(length >> 1) << 8);
            long z = length + (single(length - 1) << 2);
            return mix(y * K2 ^ z * K0) * K2;
        }
        return K2;
    }

    private long upTo32(int length) {
        long factor = K2 + length * 2L;
        long a = word(0) * K1;
        long b = word(8);
        long c = word(length - 8) * factor;
        long d = word(length - 16) * K2;
        return join(rotate(a + b, 43) + rotate(c, 30) + d, a + rotate(b + K2, 18) + c, factor);
    }

    private long upTo64(int length) {
        long factor = K2 + length * 2L;
        long a = word(0) * K2;
        long b = word(8);
        long c = word(length - 8) * factor;
        long d = word(length - 16) * K2;
        long y = rotate(a + b, 43) + rotate(c, 30) + d;
        long z = join(y, a + rotate(b + K2, 18) + c, factor);
        long e = word(16) * factor;
        long f = word(24);
        long g = (y + word(length - 32)) * factor;
        long h = (z + word(length - 24)) * factor;
        return join(rotate(e + f, 43) + rotate(g, 30) + h, e + rotate(f + a, 18) + g, factor);
    }

    private long large(int length, long seed) {
        x = seed * K2 + word(0);
        y = seed * K1 + 113;
        z = mix(y * K2 + 113) * K2;
        int end = (length - 1) / 64 * 64;
        for (int at = 0; at < end; at += 64) {
            block(at, K1, 1);
        }
        int rest = length - 1 & 63;
        long factor = K1 + ((z & 0xff) << 1);
        w0 += rest;
        v0 += w0;
        w0 += v0;
        block(end + rest - 63, factor, 9);
        return join(join(v0, w0, factor) + mix(y) * K0 + z, join(v1, w1, factor) + x, factor);
    }

    private void block(int at, long factor, long weight) {
        x = rotate(x + y + v0 + word(at + 8), 37) * factor;
        y = rotate(y + v1 + word(at + 48), 42) * factor;
        x ^= w1 * weight;
        y += v0 * weight + word(at + 40);
        z = rotate(z + w0, 33) * factor;
        long a = v1 * factor + word(at);
        long b = rotate(x + w0 + a + word(at + 24), 21);
        long inner = a + word(at + 8) + word(at + 16);
        v0 = inner + word(at + 24);
        v1 = b + rotate(inner, 44) + a;
        a = z + w1 + word(at + 32);
        b = rotate(y + word(at + 16) + a + word(at + 56), 21);
        inner = a + word(at + 40) + word(at + 48);
        w0 = inner + word(at + 56);
        w1 = b + rotate(inner, 44) + a;
        long swapped = z;
        z = x;
        x = swapped;
    }
}
