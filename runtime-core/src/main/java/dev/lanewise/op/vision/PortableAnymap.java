package dev.lanewise.op.vision;

import java.io.IOException;

/** Decodes binary and textual PBM, PGM and PPM images, as the Netpbm manual describes them. */
final class PortableAnymap {

    private final byte[] bytes;
    private int at;

    private PortableAnymap(byte[] bytes) {
        this.bytes = bytes;
    }

    static boolean matches(byte[] bytes) {
        return bytes.length > 2 && bytes[0] == 'P' && bytes[1] >= '1' && bytes[1] <= '6' && isSpace(bytes[2]);
    }

    static void decode(byte[] bytes, PixelSink sink) throws IOException {
        new PortableAnymap(bytes).read(sink);
    }

    private void read(PixelSink sink) throws IOException {
        int kind = bytes[1] - '0';
        boolean textual = kind <= 3;
        boolean bits = kind % 3 == 1;
        boolean colours = kind % 3 == 0;
        at = 2;
        int width = number();
        int height = number();
        int most = bits ? 1 : number();
        if (width < 1 || height < 1 || most < 1 || most > 65535) {
            throw new IOException("a PNM image of " + width + " by " + height + " with values to " + most);
        }
        at += textual ? 0 : 1;
        long samples = (long) width * height * (colours ? 3 : 1);
        long needed = textual ? samples : bits ? (width + 7L) / 8 * height : samples * (most > 255 ? 2 : 1);
        if (needed > bytes.length - at) {
            throw new IOException("a PNM image of " + width + " by " + height + " in " + bytes.length + " bytes");
        }
        sink.open(width, height);
        for (int y = 0; y < height; y++) {
            sink.row(y);
            for (int x = 0; x < width; x++) {
                int first = bits ? 255 * (1 - bit(textual, x)) : level(textual, most);
                int second = colours ? level(textual, most) : first;
                int third = colours ? level(textual, most) : first;
                sink.set(x, y, first, second, third);
            }
            at += bits && !textual ? 1 : 0;
        }
    }

    /** Pixel {@code x} of a row of bits, which begins with the byte that the first is in. */
    private int bit(boolean textual, int x) throws IOException {
        if (textual) {
            skipSpace();
            return next() - '0' & 1;
        }
        at += x > 0 && x % 8 == 0 ? 1 : 0;
        return bytes[at] >> 7 - x % 8 & 1;
    }

    private int level(boolean textual, int most) throws IOException {
        int value = textual ? number() : most > 255 ? next() << 8 | next() : next();
        return most == 255 ? value : (int) ((Math.min(value, most) * 255L + most / 2) / most);
    }

    private int number() throws IOException {
        skipSpace();
        int value = 0;
        int start = at;
        while (at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9' && at - start < 9) {
            value = 10 * value + bytes[at++] - '0';
        }
        if (at == start) {
            throw new IOException("a PNM image has no number at byte " + at);
        }
        return value;
    }

    private void skipSpace() {
        while (at < bytes.length && (isSpace(bytes[at]) || bytes[at] == '#')) {
            if (bytes[at] == '#') {
                while (at < bytes.length && bytes[at] != '\n') {
                    at++;
                }
            } else {
                at++;
            }
        }
    }

    private int next() throws IOException {
        if (at >= bytes.length) {
            throw new IOException("a PNM image ends early");
        }
        return bytes[at++] & 0xFF;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b >= '\t' && b <= '\r';
    }
}
