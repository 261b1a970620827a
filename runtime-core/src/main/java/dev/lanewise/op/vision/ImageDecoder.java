package dev.lanewise.op.vision;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.DynamicOperator;
import dev.lanewise.op.Evaluation;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pixels of an encoded image: UINT8 [bytes] becomes UINT8 [height, width, channels]. Decodes what the module
 * java.desktop does (BMP, GIF, JPEG, PNG, TIFF), and PNM; neither WebP nor JPEG 2000. ONNX ImageDecoder.
 */
public record ImageDecoder(PixelFormat format) implements DynamicOperator {

    /** Channels of a pixel. */
    public enum PixelFormat {
        RGB(3),
        BGR(3),
        GRAYSCALE(1);

        private final int channels;

        PixelFormat(int channels) {
            this.channels = channels;
        }

        int channels() {
            return channels;
        }
    }

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, ElementType.UINT8);
        in.requireRank(0, 1, 1);
        return List.of(new TensorType(ElementType.UINT8, Shape.of(Shape.ANY, Shape.ANY, format.channels())));
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        if (!(inputs.getFirst() instanceof Tensor encoded) || encoded.type() != ElementType.UINT8) {
            throw on.error("input 0 is " + inputs.getFirst() + ", expected UINT8[bytes]");
        }
        byte[] bytes = encoded.bytes();
        PixelSink sink = new PixelSink(on, format);
        try {
            if (PortableAnymap.matches(bytes)) {
                PortableAnymap.decode(bytes, sink);
            } else {
                DesktopImages.decode(bytes, sink);
            }
        } catch (IOException e) {
            throw on.error("the image cannot be decoded: " + e.getMessage());
        } catch (NoClassDefFoundError e) {
            throw on.error("decoding images needs the module java.desktop, which is not there");
        }
        return List.of(sink.pixels());
    }
}
