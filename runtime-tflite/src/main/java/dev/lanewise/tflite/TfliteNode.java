package dev.lanewise.tflite;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.Operator;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.elementwise.Cast;
import dev.lanewise.op.shape.Identity;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.ModelFormatException;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.UnsupportedModelException;
import dev.lanewise.tflite.file.FlatTable;
import dev.lanewise.tflite.file.ModelFile;
import dev.lanewise.tflite.file.OperatorInfo;
import dev.lanewise.tflite.file.Quantization;
import dev.lanewise.tflite.file.TensorInfo;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An operator being read: its options and inputs, and the graph that it is added to. An input may be taken as it is, or
 * as the real numbers that its integers stand for; an output given as real numbers is quantized as the file says.
 */
final class TfliteNode {

    private final OperatorInfo info;
    private final SubgraphReader reader;
    private final SubgraphReader.Scope scope;
    private final Quantizing quantizing;
    private final String name;
    private int added;

    TfliteNode(OperatorInfo info, SubgraphReader reader, SubgraphReader.Scope scope) {
        this.info = info;
        this.reader = reader;
        this.scope = scope;
        this.name = info.outputs().length > 0 ? scope.name(info.outputs()[0]) : info.name();
        this.quantizing = new Quantizing(this);
    }

    /** The name of the first output. */
    String name() {
        return name;
    }

    /** The builtin's name. */
    String operator() {
        return info.name();
    }

    int inputCount() {
        return info.inputs().length;
    }

    int outputCount() {
        return info.outputs().length;
    }

    boolean hasInput(int index) {
        return index < info.inputs().length && info.inputs()[index] >= 0;
    }

    SubgraphReader reader() {
        return reader;
    }

    ModelFile file() {
        return reader.file();
    }

    Graph graph() {
        return scope.graph();
    }

    /** What the file says about input {@code index}. */
    TensorInfo inputInfo(int index) {
        if (!hasInput(index)) {
            throw error("input " + index + " is missing");
        }
        return scope.info(info.inputs()[index]);
    }

    /** What the file says about output {@code index}. */
    TensorInfo outputInfo(int index) {
        if (index >= info.outputs().length) {
            throw error("output " + index + " is missing");
        }
        return scope.info(info.outputs()[index]);
    }

    /** The one scale of input {@code index}. */
    float scale(int index) {
        return scale(inputInfo(index).quantization(), "input " + index);
    }

    /** The one scale of output {@code index}. */
    float outputScale(int index) {
        return scale(outputQuantization(index), "output " + index);
    }

    /** The one scale of {@code quantization}. */
    float scale(Quantization quantization, String what) {
        if (!quantization.isPerTensor()) {
            throw error(what + " has " + quantization.scales().length + " scales, expected one");
        }
        return quantization.scales()[0];
    }

    /** How many tensors there are for results within the operator. */
    int intermediates() {
        return info.intermediates().length;
    }

    /** How result {@code index} within the operator is quantized. */
    Quantization intermediate(int index) {
        if (index >= info.intermediates().length) {
            throw error("has no intermediate tensor " + index);
        }
        return scope.info(info.intermediates()[index]).quantization();
    }

    /** Input {@code index} as it is. */
    Edge input(int index) {
        inputInfo(index);
        return scope.require(info.inputs()[index], where());
    }

    /** All inputs from {@code from} on, as they are. */
    List<Edge> inputs(int from) {
        var edges = new ArrayList<Edge>();
        for (int i = from; i < inputCount(); i++) {
            edges.add(input(i));
        }
        return edges;
    }

    /** Another tensor of the subgraph: scales of blocks. */
    Edge tensor(int index) {
        scope.info(index);
        return scope.require(index, where());
    }

    /** Whether input {@code index} is integers that stand for real numbers. */
    boolean isQuantized(int index) {
        return Quantizing.isQuantized(inputInfo(index));
    }

    /** Input {@code index} as real numbers: dequantized where it is quantized, FLOAT where it is a narrow float. */
    Edge real(int index) {
        return quantizing.real(input(index), inputInfo(index));
    }

    /** The same of {@code placed}, which holds the elements of input {@code index} in another shape. */
    Edge real(int index, Edge placed) {
        return quantizing.real(placed, inputInfo(index));
    }

    /** The same as {@link #real(int)}, which must be FLOAT. */
    Edge floats(int index) {
        return requireFloat(real(index), index);
    }

    Edge requireFloat(Edge edge, int index) {
        if (!(edge.type() instanceof TensorType type) || type.element() != ElementType.FLOAT) {
            throw error(
                    "input " + index + " is " + edge.type() + " without a scale, expected FLOAT or quantized integers");
        }
        return edge;
    }

    /** Whether a float input meets quantized weights. */
    boolean isHybrid(int x, int weights) {
        return inputInfo(x).type() == ElementType.FLOAT && isQuantized(weights);
    }

    /** The same, also of wide integers. */
    Edge anyReal(int index) {
        TensorInfo input = inputInfo(index);
        return input.type().isInteger() && input.quantization().exists()
                ? quantizing.dequantize(
                        input(index), input.quantization(), input.quantization().axis())
                : real(index);
    }

    /** Weights: input {@code index} with its axes in the order of {@code permutation}, as real numbers. */
    Edge weights(int index, int... permutation) {
        return requireFloat(quantizing.weights(input(index), inputInfo(index), permutation), index);
    }

    /** A bias, as real numbers: integers have the product of the scales of x and of the weights. */
    Edge bias(int index, int x, int weights) {
        return requireFloat(quantizing.bias(input(index), inputInfo(index), inputInfo(x), inputInfo(weights)), index);
    }

    /** How many dimensions input {@code index} has. */
    int rank(int index) {
        Shape shape = input(index).shape();
        return shape.isRanked() ? shape.rank() : inputInfo(index).shape().length;
    }

    /** Extent of a dimension of input {@code index}; of the file's where the graph leaves it open. */
    int extent(int index, int axis) {
        Shape shape = input(index).shape();
        long[] said = inputInfo(index).shape();
        int at = axis < 0 ? axis + said.length : axis;
        long extent = shape.isRanked() && shape.dim(axis) >= 0 ? shape.dim(axis) : said[at];
        if (extent < 0) {
            throw unsupported("dimension " + axis + " of input " + index + " is open");
        }
        return Math.toIntExact(extent);
    }

    /** The axis meant by {@code axis}, which counts from the end when negative. */
    int axis(int axis, int rank) {
        if (axis < -rank || axis >= rank) {
            throw error("axis " + axis + " is outside " + rank + " dimensions");
        }
        return axis < 0 ? axis + rank : axis;
    }

    boolean isConstant(int index) {
        return hasInput(index) && input(index).isConstant();
    }

    /** The integers of input {@code index}, which must be a constant. */
    long[] constantLongs(int index) {
        Edge edge = input(index);
        if (!edge.isConstant()) {
            throw unsupported("input " + index + " is not a constant");
        }
        Tensor value = edge.requireConstant();
        return switch (value.array()) {
            case long[] a -> a.clone();
            case int[] a -> Arrays.stream(a).asLongStream().toArray();
            case short[] a -> {
                var wide = new long[a.length];
                Arrays.setAll(wide, i -> a[i]);
                yield wide;
            }
            case byte[] a -> {
                var wide = new long[a.length];
                Arrays.setAll(wide, i -> a[i]);
                yield wide;
            }
            default -> throw error("input " + index + " has type " + value.type() + ", expected integers");
        };
    }

    /** The integers of input {@code index}, a constant, as ints. */
    int[] constantInts(int index) {
        long[] values = constantLongs(index);
        var ints = new int[values.length];
        Arrays.setAll(ints, i -> Math.toIntExact(values[i]));
        return ints;
    }

    /** The one integer of input {@code index}, a constant. */
    int constantInt(int index) {
        int[] values = constantInts(index);
        if (values.length != 1) {
            throw error("input " + index + " has " + values.length + " elements, expected one");
        }
        return values[0];
    }

    /** Input {@code index} as INT64; a constant where it is one. */
    Edge longs(int index) {
        Edge edge = input(index);
        if (edge.tensorType().element() == ElementType.INT64) {
            return edge;
        }
        if (!edge.isConstant()) {
            return add(new Cast(ElementType.INT64), edge);
        }
        return constant(Tensor.of(constantLongs(index), edge.requireConstant().shape()));
    }

    private FlatTable options() {
        FlatTable options = info.options();
        return options == null ? FlatTable.EMPTY : options;
    }

    int option(int field, int otherwise) {
        return options().int32(field, otherwise);
    }

    int byteOption(int field) {
        return options().int8(field, 0);
    }

    boolean flag(int field) {
        return flag(field, false);
    }

    boolean flag(int field, boolean otherwise) {
        return options().flag(field, otherwise);
    }

    /** Name of the variable that the operator is a handle of. */
    String resourceName() {
        return Resources.name(info);
    }

    float number(int field, float otherwise) {
        return options().float32(field, otherwise);
    }

    int[] list(int field) {
        return options().ints(field);
    }

    long[] longList(int field) {
        return options().longs(field);
    }

    long longOption(int field) {
        return options().int64(field, 0);
    }

    float[] numbers(int field) {
        return options().floats(field);
    }

    /** A custom operator's options. */
    ByteBuffer customOptions() {
        return info.customOptions();
    }

    /** Adds {@code op} with one output. */
    Edge add(Operator op, @Nullable Edge... inputs) {
        return add(op, Arrays.asList(inputs), 1).output();
    }

    /** Adds {@code op} with {@code outputs} outputs. */
    Node add(Operator op, List<? extends @Nullable Edge> inputs, int outputs) {
        String unique = name + (added == 0 ? "" : "." + added);
        added++;
        var names = new ArrayList<String>();
        for (int i = 0; i < outputs; i++) {
            names.add(unique + ":" + i);
        }
        return graph().add(unique, op, inputs, names);
    }

    /** A constant made while reading. */
    Edge constant(Tensor value) {
        return graph().constant(name + ".constant" + added++, value);
    }

    /** INT64 numbers in one dimension, as a constant. */
    Edge vector(long... values) {
        return constant(Tensor.of(values, values.length));
    }

    /** Says that {@code edge} is output {@code index} as it is. */
    void output(int index, Edge edge) {
        if (index >= info.outputs().length) {
            return;
        }
        TensorInfo declared = outputInfo(index);
        Edge made = edge;
        if (made.producer() == null) {
            made = add(new Identity(), made);
        }
        if (made.type() instanceof TensorType type && type.element() != declared.type()) {
            throw error("output " + index + " has type " + declared.type() + " in the file, but is " + type.element());
        }
        if (made.name().startsWith(name) && made.name().contains(":")) {
            made.rename(scope.name(info.outputs()[index]));
        }
        scope.define(info.outputs()[index], made);
    }

    /** Says that {@code edge} is output {@code index}, whatever the file says about it. */
    void define(int index, Edge edge) {
        outputInfo(index);
        scope.define(info.outputs()[index], edge);
    }

    /** Says that {@code edge} holds the real numbers of output {@code index}. */
    void give(int index, Edge edge) {
        output(index, quantizing.stored(edge, outputInfo(index)));
    }

    /** Says that {@code integers}, bounded by an activation, are output {@code index}. */
    void giveIntegers(int index, int activation, Edge integers) {
        if (activation == 0) {
            output(index, integers);
        } else {
            give(index, FusedActivation.add(this, activation, quantizing.real(integers, outputInfo(index))));
        }
    }

    /** Real numbers as the file stores output {@code index}. */
    Edge stored(Edge edge, int index) {
        return quantizing.stored(edge, outputInfo(index));
    }

    /** The quantization of output {@code index}. */
    Quantization outputQuantization(int index) {
        return outputInfo(index).quantization();
    }

    /** Gives input {@code index}, a variable tensor, a new value. */
    void assign(int index, Edge value) {
        inputInfo(index);
        scope.assign(info.inputs()[index], value);
    }

    /** What a subgraph that this operator runs is given, and makes, as edges of this graph. */
    List<Edge> inline(int subgraph, List<Edge> inputs) {
        return reader.inline(graph(), file().subgraph(subgraph), inputs, name + "/" + added++ + "/");
    }

    /** For messages: {@code 'conv1/Relu' (CONV_2D) at byte 1234}. */
    String where() {
        return "operator '" + name + "' (" + info.name() + ") at byte " + info.fileOffset();
    }

    /** An error that names the operator and its place in the file. */
    ModelFormatException error(String message) {
        return new ModelFormatException(where() + ": " + message);
    }

    ModelFormatException error(String message, Throwable cause) {
        return new ModelFormatException(where() + ": " + message, cause);
    }

    UnsupportedModelException unsupported(String message) {
        return new UnsupportedModelException(where() + ": " + message + ", which is not supported here");
    }
}
