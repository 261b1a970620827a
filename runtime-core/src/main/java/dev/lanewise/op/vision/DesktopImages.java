package dev.lanewise.op.vision;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Decodes images through javax.imageio, in memory alone. The only class that needs the module java.desktop. */
final class DesktopImages {

    private DesktopImages() {}

    static void decode(byte[] bytes, PixelSink sink) throws IOException {
        try (var stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            var readers = ImageIO.getImageReaders(stream);
            if (!readers.hasNext()) {
                throw new IOException("its format is none of " + String.join(", ", ImageIO.getReaderFormatNames()));
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(stream, true, true);
                sink.open(fragile(() -> reader.getWidth(0)), fragile(() -> reader.getHeight(0)));
                copy(fragile(() -> reader.read(0)), sink);
            } finally {
                reader.dispose();
            }
        }
    }

    private interface Decoding<T> {
        T run() throws IOException;
    }

    /** Decoders answer malformed images with unchecked exceptions of many kinds. */
    private static <T> T fragile(Decoding<T> decoding) throws IOException {
        try {
            return decoding.run();
        } catch (RuntimeException e) {
            throw new IOException("it is malformed: " + e, e);
        }
    }

    private static void copy(BufferedImage image, PixelSink sink) {
        Raster raster = image.getRaster();
        boolean gray = raster.getNumBands() <= 2 && !(image.getColorModel() instanceof IndexColorModel);
        int excess = Math.max(0, image.getColorModel().getComponentSize(0) - 8);
        for (int y = 0; y < image.getHeight(); y++) {
            sink.row(y);
            for (int x = 0; x < image.getWidth(); x++) {
                if (gray) {
                    int level = raster.getSample(x, y, 0) >> excess;
                    sink.set(x, y, level, level, level);
                } else {
                    int rgb = image.getRGB(x, y);
                    sink.set(x, y, rgb >> 16 & 0xFF, rgb >> 8 & 0xFF, rgb & 0xFF);
                }
            }
        }
    }
}
