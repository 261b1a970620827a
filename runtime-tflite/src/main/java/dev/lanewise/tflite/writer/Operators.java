package dev.lanewise.tflite.writer;

import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.elementwise.Cast;
import dev.lanewise.op.elementwise.Compare;
import dev.lanewise.op.elementwise.Unary;
import dev.lanewise.op.elementwise.Where;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.nn.AveragePool;
import dev.lanewise.op.nn.ChannelAffine;
import dev.lanewise.op.nn.Convolution;
import dev.lanewise.op.nn.GlobalPool;
import dev.lanewise.op.nn.GroupNormalization;
import dev.lanewise.op.nn.Lrn;
import dev.lanewise.op.nn.MaxPool;
import dev.lanewise.op.nn.Recurrent;
import dev.lanewise.op.nn.RowNormalization;
import dev.lanewise.op.nn.Softmax;
import dev.lanewise.op.nn.TransposedConvolution;
import dev.lanewise.op.quantize.Dequantize;
import dev.lanewise.op.quantize.Quantize;
import dev.lanewise.op.reduce.ArgExtremum;
import dev.lanewise.op.reduce.Reduce;
import dev.lanewise.op.reduce.ReduceDynamic;
import dev.lanewise.op.shape.Concat;
import dev.lanewise.op.shape.CumSum;
import dev.lanewise.op.shape.Expand;
import dev.lanewise.op.shape.Fill;
import dev.lanewise.op.shape.Gather;
import dev.lanewise.op.shape.GatherNd;
import dev.lanewise.op.shape.Identity;
import dev.lanewise.op.shape.MergeAxes;
import dev.lanewise.op.shape.NonZero;
import dev.lanewise.op.shape.OneHot;
import dev.lanewise.op.shape.Pad;
import dev.lanewise.op.shape.Range;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.op.shape.ReverseSequence;
import dev.lanewise.op.shape.ShapeOf;
import dev.lanewise.op.shape.Slice;
import dev.lanewise.op.shape.Split;
import dev.lanewise.op.shape.SplitAxis;
import dev.lanewise.op.shape.Tile;
import dev.lanewise.op.shape.TopK;
import dev.lanewise.op.shape.Transpose;
import dev.lanewise.op.shape.Unsqueeze;
import dev.lanewise.op.vision.Resize;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tflite.file.Options;
import java.util.stream.IntStream;

/** Which builtins say what an operator of the graph computes. */
final class Operators {

    private Operators() {}

    static void write(NodeWriter on) {
        switch (on.op()) {
            case Split op -> Shapes.write(on, op);
            case TopK op -> Reductions.write(on, op);
            case Recurrent op -> Recurrents.write(on, op);
            default -> on.give(only(on));
        }
    }

    /** The one output of an operator. */
    private static int only(NodeWriter on) {
        return switch (on.op()) {
            case Convolution op -> Convolutions.write(on, op);
            case TransposedConvolution op -> Convolutions.write(on, op);
            case MatMul op -> Products.write(on, op);
            case MaxPool op -> Windows.write(on, op);
            case AveragePool op -> Windows.write(on, op);
            case GlobalPool op -> Windows.write(on, op);
            case Unary op -> Functions.write(on, op);
            case Cast op -> Functions.write(on, op);
            case Binary op -> Arithmetic.write(on, op);
            case Compare op -> Arithmetic.write(on, op);
            case Where() -> Arithmetic.choice(on);
            case Softmax op -> Normalizations.write(on, op);
            case Lrn op -> Normalizations.write(on, op);
            case ChannelAffine() -> Normalizations.channelAffine(on);
            case RowNormalization op -> Normalizations.write(on, op);
            case GroupNormalization op -> Normalizations.write(on, op);
            case Reduce op -> Reductions.write(on, op);
            case ReduceDynamic op -> Reductions.write(on, op);
            case ArgExtremum op -> Reductions.write(on, op);
            case CumSum op -> Reductions.write(on, op);
            case Quantize op -> Quantizers.write(on, op);
            case Dequantize op -> Quantizers.write(on, op);
            default -> moved(on);
        };
    }

    /** The one output of an operator that computes nothing. */
    private static int moved(NodeWriter on) {
        return switch (on.op()) {
            case Identity() -> on.in(0);
            case Reshape op -> Shapes.reshape(on);
            case Reshape.To op -> Shapes.view(on);
            case Reshape.Flatten op -> Shapes.view(on);
            case Reshape.Squeeze op
            when !op.axes().isEmpty() ->
                Shapes.squeezed(
                        on,
                        on.in(0),
                        op.axes().stream().map(axis -> on.axis(axis, on.in(0))).toArray());
            case Reshape.Squeeze op -> Shapes.view(on);
            case Unsqueeze(var axes) ->
                Shapes.expanded(
                        on,
                        on.in(0),
                        axes.stream()
                                .map(axis -> axis < 0 ? axis + on.outputShape(0).length : axis)
                                .toArray());
            case MergeAxes op -> Shapes.view(on);
            case SplitAxis op -> Shapes.view(on);
            case Concat op -> Shapes.write(on, op);
            case ShapeOf op -> Shapes.write(on, op);
            case Fill op -> Shapes.write(on, op);
            case Slice() -> Slices.write(on);
            case Transpose op -> Movements.write(on, op);
            case Pad op -> Movements.write(on, op);
            case Gather op -> Movements.write(on, op);
            case GatherNd op -> Movements.write(on, op);
            case Expand() -> Movements.expand(on);
            case Tile() -> Movements.tile(on);
            case Range() -> Movements.range(on);
            case OneHot op -> Movements.write(on, op);
            case ReverseSequence op -> Movements.write(on, op);
            case Resize op -> Movements.write(on, op);
            case NonZero() -> {
                int x = on.in(0);
                int places = on.add("WHERE", Options.NONE, ElementType.INT64, new long[] {-1, on.rank(x)}, x);
                yield on.transposed(places, IntStream.of(1, 0).toArray());
            }
            default -> throw on.unsupported("TFLite's builtins cannot say what it computes");
        };
    }
}
