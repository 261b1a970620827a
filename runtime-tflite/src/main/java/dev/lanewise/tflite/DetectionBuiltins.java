package dev.lanewise.tflite;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.ScatterReduction;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.elementwise.Cast;
import dev.lanewise.op.nn.MaxPool;
import dev.lanewise.op.nn.Window;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.op.shape.ScatterElements;
import dev.lanewise.op.vision.DetectionPostProcess;
import dev.lanewise.op.vision.SoftNonMaxSuppression;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tflite.file.FlexMap;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** What stands behind detectors, and pooling that remembers places. */
final class DetectionBuiltins implements BuiltinFamily {

    private static final int BOXES_PER_CLASS = 100;

    @Override
    public void register(Builtins on) {
        on.on("TFLite_Detection_PostProcess", DetectionBuiltins::postProcess);
        on.on("NON_MAX_SUPPRESSION_V4", node -> suppress(node, false));
        on.on("NON_MAX_SUPPRESSION_V5", node -> suppress(node, true));
        on.on("MaxPoolingWithArgmax2D", DetectionBuiltins::poolWithPlaces);
        on.on("MaxUnpooling2D", DetectionBuiltins::unpool);
    }

    private static void postProcess(TfliteNode node) {
        FlexMap options = FlexMap.read(node.customOptions());
        var scales = new DetectionPostProcess.Scales(
                options.float32("y_scale", 0),
                options.float32("x_scale", 0),
                options.float32("h_scale", 0),
                options.float32("w_scale", 0));
        var op = new DetectionPostProcess(
                options.int32("max_detections", 0),
                options.int32("max_classes_per_detection", 0),
                options.int32("detections_per_class", BOXES_PER_CLASS),
                options.int32("use_regular_nms", 0) != 0,
                options.float32("nms_score_threshold", 0),
                options.float32("nms_iou_threshold", 0),
                options.int32("num_classes", 0),
                scales);
        var made = node.add(op, List.of(node.floats(0), node.floats(1), node.floats(2)), 4);
        for (int i = 0; i < node.outputCount(); i++) {
            node.output(i, made.output(i));
        }
    }

    private static void suppress(TfliteNode node, boolean soft) {
        var inputs = Arrays.asList(
                node.input(0), node.input(1), node.longs(2), node.input(3), node.input(4), soft ? node.input(5) : null);
        var made = node.add(new SoftNonMaxSuppression(), inputs, 3);
        node.output(0, made.output(0));
        if (soft) {
            node.output(1, made.output(1));
        }
        node.output(soft ? 2 : 1, made.output(2));
    }

    /** MediaPipe's options: the interpreter's padding (1 SAME, 2 VALID), strides and window, widths first. */
    private record Options(int padding, int strideColumns, int strideRows, int columns, int rows) {

        static Options of(TfliteNode node) {
            var bytes = node.customOptions();
            if (bytes.remaining() < 20) {
                throw node.error("has " + bytes.remaining() + " bytes of options, expected 20 or more");
            }
            var options =
                    new Options(bytes.getInt(0), bytes.getInt(4), bytes.getInt(8), bytes.getInt(12), bytes.getInt(16));
            if (options.padding != 1 && options.padding != 2) {
                throw node.error("padding is " + options.padding + ", expected SAME (1) or VALID (2)");
            }
            return options;
        }
    }

    /** The place of each maximum in its image, all channels of a pixel side by side. */
    private static void poolWithPlaces(TfliteNode node) {
        Options o = Options.of(node);
        Ints none = Ints.of(0, 0);
        var window = new Window(
                Ints.of(o.rows, o.columns),
                Ints.of(o.strideRows, o.strideColumns),
                Ints.of(1, 1),
                none,
                none,
                o.padding == 1 ? Window.AutoPad.SAME_UPPER : Window.AutoPad.VALID,
                false);
        var made = node.add(new MaxPool(window), List.of(node.floats(0)), 2);
        node.output(0, made.output(0));
        long channels = node.extent(0, 3);
        long pixels = (long) node.extent(0, 1) * node.extent(0, 2);
        Edge pixel = node.add(
                new Binary(BinaryFunction.MOD), made.output(1), node.constant(Tensor.of(new long[] {pixels}, 1)));
        Edge scaled =
                node.add(new Binary(BinaryFunction.MUL), pixel, node.constant(Tensor.of(new long[] {channels}, 1)));
        Edge channel = node.vector(LongStream.range(0, channels).toArray());
        Edge place = node.add(new Binary(BinaryFunction.ADD), scaled, channel);
        node.output(1, node.add(new Cast(ElementType.INT32), place));
    }

    private static void unpool(TfliteNode node) {
        Options o = Options.of(node);
        int rows = node.extent(0, 1);
        int columns = node.extent(0, 2);
        boolean same = o.padding == 1;
        int high = same ? rows * o.strideRows : (rows - 1) * o.strideRows + o.rows;
        int wide = same ? columns * o.strideColumns : (columns - 1) * o.strideColumns + o.columns;
        int images = node.extent(0, 0);
        int channels = node.extent(0, 3);
        Edge zeros = node.constant(
                Tensor.zeros(ElementType.FLOAT, images, Math.multiplyExact(Math.multiplyExact(high, wide), channels)));
        Edge places = node.add(Reshape.To.of(images, rows * columns * channels), node.longs(1));
        Edge values = node.add(Reshape.To.of(images, rows * columns * channels), node.floats(0));
        Edge put = node.add(new ScatterElements(1, ScatterReduction.NONE), zeros, places, values);
        node.output(0, node.add(Reshape.To.of(images, high, wide, channels), put));
    }
}
