package dev.lanewise.onnx;

import dev.lanewise.op.vision.ImageDecoder;
import dev.lanewise.op.vision.ImageDecoder.PixelFormat;

/** Operators on encoded images. */
final class ImageOperators implements Family {

    @Override
    public void register(Registry on) {
        on.on("ImageDecoder")
                .since(20)
                .reads(node -> new ImageDecoder(
                        switch (node.text("pixel_format", "RGB")) {
                            case "RGB" -> PixelFormat.RGB;
                            case "BGR" -> PixelFormat.BGR;
                            case "Grayscale" -> PixelFormat.GRAYSCALE;
                            case String other ->
                                throw node.error("pixel_format is '" + other + "', expected RGB, BGR or Grayscale");
                        }));
    }
}
