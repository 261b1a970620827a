package dev.lanewise.onnx.proto;

import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * A buffer as a stream that skips without reading. {@code CodedInputStream} over a direct buffer would go through
 * {@code sun.misc.Unsafe} or copy the whole of it, by version; over a stream it does neither.
 */
final class ByteBufferInputStream extends InputStream {

    private final ByteBuffer source;

    ByteBufferInputStream(ByteBuffer source) {
        this.source = source.duplicate();
    }

    @Override
    public int read() {
        return source.hasRemaining() ? source.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        if (!source.hasRemaining() && length > 0) {
            return -1;
        }
        int count = Math.min(length, source.remaining());
        source.get(into, offset, count);
        return count;
    }

    @Override
    public long skip(long count) {
        int skipped = Math.clamp(count, 0, source.remaining());
        source.position(source.position() + skipped);
        return skipped;
    }

    @Override
    public int available() {
        return source.remaining();
    }
}
