package dev.lanewise.tflite.writer;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.Operator;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.elementwise.Unary;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.UnsupportedModelException;
import dev.lanewise.tflite.file.Options;
import dev.lanewise.tflite.file.Quantization;
import dev.lanewise.tflite.file.TensorInfo;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A node being written: its inputs as tensors, and what becomes of its outputs. Tensors are spoken of by their numbers.
 */
final class NodeWriter {

    private final GraphWriter writer;
    private final Node node;
    private final int firstOwn;
    private final @Nullable IntegerForm form;
    private Edge result;
    private int made;

    /** A node that is computed as it is. */
    NodeWriter(GraphWriter writer, Node node) {
        this(writer, node, null);
    }

    /** @param form how it is computed on integers, null where it is not */
    NodeWriter(GraphWriter writer, Node node, @Nullable IntegerForm form) {
        this.writer = writer;
        this.node = node;
        this.form = form;
        this.firstOwn = writer.tensors().size();
        this.result = form == null ? node.output() : form.result();
        if (form != null) {
            form.absorbed().forEach(writer::absorb);
        }
    }

    /** Whether the node is computed on integers that stand for real numbers. */
    boolean isInteger() {
        return form != null;
    }

    /** How a tensor's integers stand for real numbers. */
    Quantization quantization(int tensor) {
        return writer.info(tensor).quantization();
    }

    Operator op() {
        return node.op();
    }

    Node node() {
        return node;
    }

    boolean has(int input) {
        return node.input(input) != null;
    }

    /** The edge of an input, which must be there. */
    Edge edge(int input) {
        return node.requireInput(input);
    }

    /** The tensor of an input, which must be there: its integers where the node is computed on those. */
    int in(int input) {
        Edge edge = edge(input);
        Quantization quantization = form == null ? null : IntegerForm.ofDequantized(edge);
        if (form == null || quantization == null) {
            return writer.number(edge);
        }
        int integers = quantized(writer.number(IntegerForm.integers(edge)), quantization);
        return form.keepsScale() && inputs() > 1 ? rescaled(integers, form.quantization()) : integers;
    }

    /** The tensor of any edge. */
    int tensor(Edge edge) {
        return writer.number(edge);
    }

    private int rescaled(int tensor, Quantization wanted) {
        return quantization(tensor).sameAs(wanted) ? tensor : requantized(tensor, type(tensor), wanted);
    }

    /** Real numbers, or integers with other scales, as integers with these. */
    int requantized(int tensor, ElementType type, Quantization wanted) {
        int made = add("QUANTIZE", Options.NONE, type, shape(tensor), tensor);
        describe(made, wanted);
        return made;
    }

    /** Weights: integers where the node is computed on those, else real numbers. */
    int weights(StoredConstant weights) {
        return form == null ? weights.real(this) : weights.stored(this);
    }

    int inputs() {
        return node.inputCount();
    }

    int outputs() {
        return node.outputs().size();
    }

    ElementType type(int tensor) {
        return writer.info(tensor).type();
    }

    /** Extents of a tensor, −1 for open ones. */
    long[] shape(int tensor) {
        return writer.info(tensor).shape().clone();
    }

    int rank(int tensor) {
        return writer.info(tensor).shape().length;
    }

    /** Extent of an axis, which counts from the end when negative; −1 where it is open. */
    long extent(int tensor, int axis) {
        long[] shape = writer.info(tensor).shape();
        return shape[axis < 0 ? axis + shape.length : axis];
    }

    /** The axis meant by {@code axis}, which counts from the end when negative. */
    int axis(int axis, int tensor) {
        return axis < 0 ? axis + rank(tensor) : axis;
    }

    /** Extents of an axis's tensor, all of which must be fixed. */
    long[] fixed(int tensor) {
        long[] shape = shape(tensor);
        if (Arrays.stream(shape).anyMatch(dim -> dim < 0)) {
            throw unsupported("needs fixed extents, but has " + Arrays.toString(shape)
                    + "; fix the shapes of the model's inputs");
        }
        return shape;
    }

    /** The value of an input; null when it is no constant. */
    @Nullable
    Tensor value(int input) {
        Edge edge = node.input(input);
        return edge == null ? null : edge.constant();
    }

    /** The integers of an input, which must be a constant. */
    long[] longs(int input) {
        Tensor value = value(input);
        if (value == null) {
            throw unsupported("input " + input + " is computed, not constant");
        }
        return switch (value.array()) {
            case long[] wide -> wide.clone();
            case int[] ints -> Arrays.stream(ints).asLongStream().toArray();
            default -> throw unsupported("input " + input + " has type " + value.type());
        };
    }

    /** Whether anything reads an output. */
    boolean isUsed(int output) {
        Edge edge = node.output(output);
        return !edge.consumers().isEmpty() || writer.graph().outputs().contains(edge);
    }

    /** Extents of an output as the graph knows them. */
    long[] outputShape(int output) {
        return dims(node.output(output));
    }

    ElementType outputType(int output) {
        return node.output(output).tensorType().element();
    }

    private long[] dims(Edge edge) {
        if (!(edge.type() instanceof TensorType(var element, var shape)) || !shape.isRanked()) {
            throw unsupported("the rank of '" + edge.name() + "' is not known");
        }
        return shape.stream().map(dim -> Math.max(dim, -1)).toArray();
    }

    /** A constant. */
    int constant(Tensor value) {
        return writer.constant(fresh("constant"), value, Quantization.NONE);
    }

    /** A quantized constant. */
    int constant(Tensor value, Quantization quantization) {
        return writer.constant(fresh("constant"), value, quantization);
    }

    int number(float value) {
        return constant(Tensor.scalar(value));
    }

    /** INT32 numbers in one dimension. */
    int vector(int... values) {
        return constant(Tensor.of(values, values.length));
    }

    /** The same, narrowed. */
    int vector(long[] values) {
        return vector(Arrays.stream(values).mapToInt(Math::toIntExact).toArray());
    }

    private String fresh(String what) {
        return node.name() + "/" + what + made++;
    }

    /** A tensor that is yet to be made. */
    int tensor(String what, ElementType type, long[] shape) {
        return writer.tensor(fresh(what), type, shape, Quantization.NONE);
    }

    /** Adds a builtin that makes one tensor of this type and shape. */
    int add(String builtin, Options options, ElementType type, long[] shape, int... inputs) {
        int output = writer.tensor(fresh(builtin.toLowerCase(Locale.ROOT)), type, shape, carried(type, inputs));
        writer.operator(builtin, options, inputs, new int[] {output});
        return output;
    }

    /** The quantization of what is made of these: that of the first integers among them of the same type. */
    private Quantization carried(ElementType type, int... inputs) {
        return Arrays.stream(inputs)
                .filter(input ->
                        input >= 0 && type(input) == type && quantization(input).exists())
                .mapToObj(this::quantization)
                .findFirst()
                .orElse(Quantization.NONE);
    }

    /** Adds a builtin with several outputs. */
    void add(String builtin, Options options, int[] inputs, int[] outputs) {
        writer.operator(builtin, options, inputs, outputs);
    }

    /** Adds a builtin without options whose output is like its first input. */
    int map(String builtin, int... inputs) {
        return add(builtin, Options.NONE, type(inputs[0]), shape(inputs[0]), inputs);
    }

    /** Adds a builtin of two tensors that are broadcast. */
    int binary(String builtin, int a, int b) {
        return binary(builtin, Options.NONE, type(a), a, b);
    }

    int binary(String builtin, Options options, ElementType type, int a, int b) {
        return add(builtin, options, type, broadcast(shape(a), shape(b)), a, b);
    }

    private static long[] broadcast(long[] a, long[] b) {
        var dims = new long[Math.max(a.length, b.length)];
        for (int i = 1; i <= dims.length; i++) {
            long da = i > a.length ? 1 : a[a.length - i];
            long db = i > b.length ? 1 : b[b.length - i];
            dims[dims.length - i] = da == 1 ? db : db == 1 ? da : Math.max(da, db);
        }
        return dims;
    }

    /** Says how a tensor's integers stand for real numbers. */
    int quantized(int tensor, Quantization quantization) {
        Quantization said = quantization(tensor);
        if (said.exists() && !said.sameAs(quantization)) {
            throw unsupported("'" + writer.info(tensor).name() + "' is read with several scales");
        }
        describe(tensor, quantization);
        return tensor;
    }

    /** Says that integers whose meaning is not known stand for real numbers as those beside them do. */
    void alike(int... tensors) {
        Quantization known = carried(type(tensors[0]), tensors);
        for (int tensor : tensors) {
            if (known.exists() && !quantization(tensor).exists()) {
                describe(tensor, known);
            }
        }
    }

    private void describe(int tensor, Quantization quantization) {
        TensorInfo info = writer.info(tensor);
        writer.describe(
                tensor,
                new TensorInfo(info.name(), info.type(), info.shape(), info.buffer(), quantization, false, null));
    }

    /** A tensor with its axes permuted; itself where nothing moves. */
    int transposed(int tensor, int... permutation) {
        boolean moves = false;
        long[] from = shape(tensor);
        var dims = new long[from.length];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = from[permutation[i]];
            moves |= permutation[i] != i;
        }
        return moves ? add("TRANSPOSE", Options.NONE, type(tensor), dims, tensor, vector(permutation)) : tensor;
    }

    /** A tensor's elements in another shape, of which one extent at most is open. */
    int reshaped(int tensor, long... shape) {
        if (Arrays.equals(shape, shape(tensor)) && Arrays.stream(shape).allMatch(dim -> dim >= 0)) {
            return tensor;
        }
        if (Arrays.stream(shape).filter(dim -> dim < 0).count() > 1) {
            throw unsupported("would have the shape " + Arrays.toString(shape) + ", in which several extents are open;"
                    + " fix the shapes of the model's inputs");
        }
        int[] dims = Arrays.stream(shape).mapToInt(Math::toIntExact).toArray();
        return add("RESHAPE", Options.of().ints(0, dims), type(tensor), shape, tensor, vector(dims));
    }

    /**
     * The number in TFLite's enum ActivationFunctionType of the activation that is all that reads the node's output, and
     * that the builtin computes from now on; 0 when there is none.
     */
    int activation() {
        if (form != null) {
            return form.activation();
        }
        Edge output = node.output();
        boolean alone =
                output.consumers().size() == 1 && !writer.graph().outputs().contains(output);
        if (!alone || output.tensorType().element() != ElementType.FLOAT) {
            return 0;
        }
        Node next = output.consumers().getFirst();
        int kind = next.op() instanceof Unary(UnaryFunction f, float low, float high) && f == UnaryFunction.CLIP
                ? Functions.fusedClip(low, high)
                : 0;
        if (kind > 0) {
            writer.absorb(next);
            result = next.output();
        }
        return kind;
    }

    /** Says that {@code tensor} is the node's only output, behind its activation where there is one. */
    void give(int tensor) {
        if (form == null) {
            give(result, tensor);
        } else if (form.keepsScale()) {
            give(result, rescaled(tensor, form.quantization()));
        } else {
            describe(tensor, form.quantization());
            give(result, tensor);
        }
    }

    /** Says that {@code tensor} is an output. */
    void give(int output, int tensor) {
        give(node.output(output), tensor);
    }

    private void give(Edge edge, int tensor) {
        boolean isOutput = writer.graph().outputs().contains(edge);
        boolean own = tensor >= firstOwn && writer.value(tensor) == null;
        int given = isOutput && !own ? copied(tensor) : tensor;
        if (given >= firstOwn && writer.value(given) == null) {
            TensorInfo info = writer.info(given);
            writer.describe(
                    given,
                    new TensorInfo(
                            edge.name(), info.type(), dims(edge), info.buffer(), info.quantization(), false, null));
        }
        writer.define(edge, given);
    }

    private int copied(int tensor) {
        int[] dims = Arrays.stream(fixed(tensor)).mapToInt(Math::toIntExact).toArray();
        return add("RESHAPE", Options.of().ints(0, dims), type(tensor), shape(tensor), tensor, vector(dims));
    }

    /** An error that names the node and its operator. */
    UnsupportedModelException unsupported(String message) {
        return new UnsupportedModelException(node + ": " + message);
    }
}
