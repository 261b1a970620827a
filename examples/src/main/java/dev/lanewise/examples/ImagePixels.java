package dev.lanewise.examples;

import dev.lanewise.TensorSpec;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;

/** Turns images into what an image model takes: of its size, its order of channels, and its range of numbers. */
enum ImagePixels {
    /** From −1 to 1, as most TFLite models have it. */
    SIGNED(List.of(127.5, 127.5, 127.5), List.of(127.5, 127.5, 127.5)),
    /** From 0 to 1. */
    UNIT(List.of(0.0, 0.0, 0.0), List.of(255.0, 255.0, 255.0)),
    /** By the mean and deviation of ImageNet's channels, as models from PyTorch have it. */
    IMAGENET(List.of(123.675, 116.28, 103.53), List.of(58.395, 57.12, 57.375)),
    /** From 0 to 255. */
    RAW(List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0));

    private final List<Double> mean;
    private final List<Double> deviation;

    ImagePixels(List<Double> mean, List<Double> deviation) {
        this.mean = mean;
        this.deviation = deviation;
    }

    static ImagePixels named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** What is usual: ONNX models have their channels first, and most of those are from PyTorch. */
    static ImagePixels usual(TensorSpec input) {
        return channelsFirst(input) ? IMAGENET : SIGNED;
    }

    private static boolean channelsFirst(TensorSpec input) {
        long[] shape = input.shape();
        if (shape.length != 4 || (shape[1] != 3 && shape[3] != 3)) {
            throw new IllegalArgumentException(input + " is no input for images in colour");
        }
        return shape[3] != 3;
    }

    /** One image, scaled to the input's size (224 by 224 where that is open). */
    Tensor of(BufferedImage image, TensorSpec input) {
        boolean channelsFirst = channelsFirst(input);
        long[] shape = input.shape();
        int height = extent(shape[channelsFirst ? 2 : 1]);
        int width = extent(shape[channelsFirst ? 3 : 2]);
        int[] rgb = scaled(image, width, height).getRGB(0, 0, width, height, null, 0, width);
        var tensor = channelsFirst
                ? Tensor.zeros(input.type(), 1, 3, height, width)
                : Tensor.zeros(input.type(), 1, height, width, 3);
        for (int i = 0; i < rgb.length; i++) {
            for (int channel = 0; channel < 3; channel++) {
                int value = (rgb[i] >> (16 - 8 * channel)) & 0xff;
                set(tensor, channelsFirst ? channel * rgb.length + i : i * 3 + channel, value, channel);
            }
        }
        return tensor;
    }

    private static int extent(long dim) {
        return dim < 0 ? 224 : (int) dim;
    }

    private void set(Tensor tensor, int index, int value, int channel) {
        if (tensor.type() == ElementType.FLOAT) {
            tensor.floats()[index] = (float) ((value - mean.get(channel)) / deviation.get(channel));
        } else {
            tensor.bytes()[index] = (byte) (tensor.type() == ElementType.INT8 ? value - 128 : value);
        }
    }

    private static BufferedImage scaled(BufferedImage image, int width, int height) {
        var scaled = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = scaled.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(image, 0, 0, width, height, null);
        graphics.dispose();
        return scaled;
    }
}
