package dev.lanewise.op.vision;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.exec.CompiledModel;
import dev.lanewise.exec.RunControl;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.vision.ImageDecoder.PixelFormat;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.InvalidInputException;
import dev.lanewise.tensor.LanewiseException;
import dev.lanewise.tensor.ResourceLimitException;
import dev.lanewise.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {

    private static final int WIDTH = 5;
    private static final int HEIGHT = 3;

    private static Tensor decode(PixelFormat format, byte[] encoded, long byteLimit) {
        var graph = new Graph("test");
        var input = graph.addInput("encoded", new TensorType(ElementType.UINT8, Shape.of(encoded.length)));
        graph.addOutput(graph.add("pixels", new ImageDecoder(format), input));
        try (var runner = CompiledModel.compile(graph, Set.of()).newRunner(true, 1 << 20)) {
            var control = new RunControl(() -> false, 0, false, byteLimit, null);
            Tensor bytes = Tensor.wrap(ElementType.UINT8, encoded, encoded.length);
            return (Tensor) runner.run(List.of(bytes), control).getFirst();
        }
    }

    private static Tensor decode(PixelFormat format, byte[] encoded) {
        return decode(format, encoded, Long.MAX_VALUE);
    }

    private static byte[] text(String content) {
        return content.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] joined(String header, int... data) {
        byte[] head = text(header);
        byte[] all = Arrays.copyOf(head, head.length + data.length);
        for (int i = 0; i < data.length; i++) {
            all[head.length + i] = (byte) data[i];
        }
        return all;
    }

    private static BufferedImage image(int type) {
        var random = new SplittableRandom(11);
        var image = new BufferedImage(WIDTH, HEIGHT, type);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                for (int band = 0; band < image.getRaster().getNumBands(); band++) {
                    image.getRaster().setSample(x, y, band, random.nextInt(256));
                }
            }
        }
        return image;
    }

    private static byte[] encoded(BufferedImage image, String format) throws IOException {
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(image, format, bytes);
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp", "tiff"})
    void losslessFormatsKeepEveryPixel(String format) throws IOException {
        BufferedImage image = image(BufferedImage.TYPE_INT_RGB);
        byte[] encoded = encoded(image, format);
        Tensor rgb = decode(PixelFormat.RGB, encoded);
        Tensor bgr = decode(PixelFormat.BGR, encoded);
        Tensor gray = decode(PixelFormat.GRAYSCALE, encoded);
        assertArrayEquals(new long[] {HEIGHT, WIDTH, 3}, rgb.shape());
        assertArrayEquals(new long[] {HEIGHT, WIDTH, 1}, gray.shape());
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            int expected = image.getRGB(i % WIDTH, i / WIDTH);
            int luma = 0;
            for (int c = 0; c < 3; c++) {
                int level = expected >> 16 - 8 * c & 0xFF;
                assertEquals((byte) level, rgb.bytes()[3 * i + c]);
                assertEquals((byte) level, bgr.bytes()[3 * i + 2 - c]);
                luma += level * new int[] {299, 587, 114}[c];
            }
            assertEquals(luma / 1000.0, gray.bytes()[i] & 0xFF, 1);
        }
    }

    @Test
    void grayLevelsAreNotChanged() throws IOException {
        BufferedImage image = image(BufferedImage.TYPE_BYTE_GRAY);
        Tensor rgb = decode(PixelFormat.RGB, encoded(image, "png"));
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            int level = image.getRaster().getSample(i % WIDTH, i / WIDTH, 0);
            assertEquals((byte) level, rgb.bytes()[3 * i]);
            assertEquals((byte) level, rgb.bytes()[3 * i + 2]);
        }
    }

    @Test
    void anymapsGiveTheirSamples() {
        byte[] colours = {10, 20, 30, 40, 50, 60};
        assertArrayEquals(
                colours,
                decode(PixelFormat.RGB, joined("P6\n2 1\n255\n", 10, 20, 30, 40, 50, 60))
                        .bytes());
        assertArrayEquals(
                colours,
                decode(PixelFormat.RGB, text("P3 # note\n2 1 255\n10 20 30 40 50 60\n"))
                        .bytes());
        assertArrayEquals(
                new byte[] {0, (byte) 128, (byte) 255},
                decode(PixelFormat.GRAYSCALE, joined("P5 3 1 2\n", 0, 1, 2)).bytes());
        byte[] black = decode(PixelFormat.GRAYSCALE, joined("P4 9 2\n", 0x80, 0x80, 0x01, 0x00))
                .bytes();
        for (int i = 0; i < 18; i++) {
            assertEquals(i == 0 || i == 8 || i == 16 ? 0 : -1, black[i], "pixel " + i);
        }
    }

    @Test
    void malformedImagesAreRefused() throws IOException {
        assertThrows(InvalidInputException.class, () -> decode(PixelFormat.RGB, text("not an image")));
        assertThrows(InvalidInputException.class, () -> decode(PixelFormat.RGB, joined("P6\n2 2\n255\n", 1, 2, 3)));
        assertThrows(
                InvalidInputException.class, () -> decode(PixelFormat.RGB, text("P6\n999999999 999999999\n255\n")));
        byte[] png = encoded(image(BufferedImage.TYPE_INT_RGB), "png");
        var random = new SplittableRandom(5);
        for (int i = 0; i < 300; i++) {
            byte[] broken = Arrays.copyOf(png, random.nextInt(9, png.length + 1));
            broken[random.nextInt(8, broken.length)] = (byte) random.nextInt();
            try {
                decode(PixelFormat.RGB, broken, 1 << 20);
            } catch (LanewiseException expected) {
                assertEquals(false, expected.getMessage().isEmpty());
            }
        }
    }

    @Test
    void theSizeCountsAgainstTheLimitBeforeItIsAllocated() {
        byte[] large = Arrays.copyOf(text("P5 1000 1000 255\n"), 1_000_100);
        assertThrows(ResourceLimitException.class, () -> decode(PixelFormat.RGB, large, 1 << 16));
    }
}
