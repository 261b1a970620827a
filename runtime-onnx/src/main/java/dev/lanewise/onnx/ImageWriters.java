package dev.lanewise.onnx;

import dev.lanewise.graph.Operator;
import dev.lanewise.op.nn.AveragePool;
import dev.lanewise.op.nn.ChannelAffine;
import dev.lanewise.op.nn.Convolution;
import dev.lanewise.op.nn.DeformableConvolution;
import dev.lanewise.op.nn.GlobalPool;
import dev.lanewise.op.nn.GroupNormalization;
import dev.lanewise.op.nn.LpPool;
import dev.lanewise.op.nn.Lrn;
import dev.lanewise.op.nn.MaxPool;
import dev.lanewise.op.nn.MaxUnpool;
import dev.lanewise.op.nn.TransposedConvolution;
import dev.lanewise.op.nn.Window;
import dev.lanewise.op.vision.AffineGrid;
import dev.lanewise.op.vision.Col2Im;
import dev.lanewise.op.vision.GridSample;
import dev.lanewise.op.vision.MaxRoiPool;
import dev.lanewise.op.vision.NonMaxSuppression;
import dev.lanewise.op.vision.Resize;
import dev.lanewise.op.vision.RoiAlign;
import java.util.Locale;
import java.util.stream.LongStream;

/** Writes operators on images, which have their channels first by now. */
final class ImageWriters implements WriterFamily {

    @Override
    public boolean write(Operator op, OnnxNodeWriter node) {
        return op instanceof ChannelsFirst(var image, var types) ? image(image, node) : other(op, node);
    }

    private static boolean image(Operator op, OnnxNodeWriter node) {
        switch (op) {
            case Convolution convolution -> ConvolutionWriter.convolution(convolution, node);
            case TransposedConvolution convolution -> ConvolutionWriter.transposed(convolution, node);
            case MaxPool pool ->
                node.becomes("MaxPool", window(pool.window()).flag("storage_order", pool.columnMajor(), false));
            case AveragePool pool ->
                node.becomes(
                        "AveragePool", window(pool.window()).flag("count_include_pad", pool.countPadding(), false));
            case LpPool pool -> node.becomes("LpPool", window(pool.window()).integer("p", pool.p()));
            case GlobalPool(var function, int p) ->
                node.becomes(
                        switch (function) {
                            case MAX -> "GlobalMaxPool";
                            case AVERAGE -> "GlobalAveragePool";
                            case LP -> "GlobalLpPool";
                        },
                        function == GlobalPool.Function.LP ? new Attributes().integer("p", p) : new Attributes());
            case ChannelAffine affine -> ImageNormalizationWriter.affine(node);
            case GroupNormalization normalization -> ImageNormalizationWriter.group(normalization, node);
            case Lrn lrn -> ImageNormalizationWriter.localResponse(lrn, node);
            case Resize resize -> ResizeWriter.channelsFirst(resize, node);
            case GridSample sample ->
                node.becomes(
                        "GridSample",
                        new Attributes()
                                .text("mode", lower(sample.mode()))
                                .text("padding_mode", lower(sample.padding()))
                                .flag("align_corners", sample.alignCorners(), false));
            case RoiAlign align -> roiAlign(align, node);
            case MaxRoiPool(int rows, int columns, float scale) ->
                node.becomes(
                        "MaxRoiPool",
                        new Attributes().integers("pooled_shape", rows, columns).number("spatial_scale", scale));
            default -> {
                return false;
            }
        }
        return true;
    }

    private static boolean other(Operator op, OnnxNodeWriter node) {
        switch (op) {
            case Resize resize -> ResizeWriter.plain(resize, node);
            case DeformableConvolution convolution ->
                node.becomes(
                        "DeformConv",
                        window(convolution.window())
                                .integer("group", convolution.groups())
                                .integer("offset_group", convolution.offsetGroups()));
            case MaxUnpool unpool ->
                node.becomes(
                        "MaxUnpool",
                        new Attributes()
                                .integers("kernel_shape", unpool.kernel())
                                .integers("strides", unpool.strides())
                                .integers(
                                        "pads",
                                        LongStream.concat(
                                                        unpool.padsBegin().stream()
                                                                .asLongStream(),
                                                        unpool.padsEnd().stream()
                                                                .asLongStream())
                                                .toArray()));
            case AffineGrid(boolean corners) ->
                node.becomes("AffineGrid", new Attributes().flag("align_corners", corners, false));
            case Col2Im columns -> columnsToImage(columns, node);
            case NonMaxSuppression(boolean centers) ->
                node.becomes("NonMaxSuppression", new Attributes().flag("center_point_box", centers, false));
            default -> {
                return false;
            }
        }
        return true;
    }

    /** The attributes of a window that ONNX's operators share. */
    static Attributes window(Window window) {
        var attributes = new Attributes()
                .unlessAll("kernel_shape", window.kernel(), 0)
                .unlessAll("strides", window.strides(), 1)
                .unlessAll("dilations", window.dilations(), 1)
                .flag("ceil_mode", window.ceil(), false);
        if (window.auto() != Window.AutoPad.EXPLICIT) {
            return attributes.text("auto_pad", window.auto().name());
        }
        long[] pads = LongStream.concat(
                        window.begins().stream().asLongStream(),
                        window.ends().stream().asLongStream())
                .toArray();
        return LongStream.of(pads).allMatch(pad -> pad == 0) ? attributes : attributes.integers("pads", pads);
    }

    static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static void roiAlign(RoiAlign op, OnnxNodeWriter node) {
        node.becomes(
                "RoiAlign",
                new Attributes()
                        .text("coordinate_transformation_mode", op.halfPixel() ? "half_pixel" : "output_half_pixel")
                        .text("mode", op.greatest() ? "max" : "avg")
                        .integer("output_height", op.rows())
                        .integer("output_width", op.columns())
                        .integer("sampling_ratio", op.samples())
                        .number("spatial_scale", op.scale()));
    }

    private static void columnsToImage(Col2Im op, OnnxNodeWriter node) {
        var attributes = new Attributes();
        if (!op.strides().isEmpty()) {
            attributes.integers("strides", op.strides());
        }
        if (!op.dilations().isEmpty()) {
            attributes.integers("dilations", op.dilations());
        }
        if (!op.pads().isEmpty()) {
            attributes.integers("pads", op.pads());
        }
        node.becomes("Col2Im", attributes);
    }
}
