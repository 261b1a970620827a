package dev.lanewise.exec;

import dev.lanewise.exec.Buffers.Buffer;
import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Failures;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.op.ViewOperator;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.InvalidInputException;
import dev.lanewise.tensor.ResourceLimitException;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Binds nodes with known shapes into a {@link StaticPlan}: who shares memory with whom, in which step, and where. */
final class PlanBuilder implements NodeBinder.Memory {

    private final Settings settings;
    private final List<Node> nodes;
    private final Map<Edge, TensorType> types;
    private final Map<Edge, Tensor> constants;
    private final List<Edge> inputs;
    private final List<Edge> outputs;

    private final Buffers buffers = new Buffers();
    private final Map<Edge, Buffer> bufferOf = new HashMap<>();
    private final Map<Edge, Operand> operandOf = new HashMap<>();
    private final Map<Edge, Edge> sourceOf = new HashMap<>();
    private final Map<Edge, Integer> lastUse = new HashMap<>();
    private final List<Object> constantArrays = new ArrayList<>();
    private final List<Operand> constantOperands = new ArrayList<>();
    private final List<StaticPlan.BoundNode> steps = new ArrayList<>();
    private int index;

    /**
     * @param nodes in an order in which producers come first
     * @param types types with fixed shapes of every edge that is not constant
     * @param constants values known before the plan runs
     * @param inputs edges given to each run
     * @param outputs edges to be handed out
     */
    PlanBuilder(
            Settings settings,
            List<Node> nodes,
            Map<Edge, TensorType> types,
            Map<Edge, Tensor> constants,
            Collection<Edge> inputs,
            Collection<Edge> outputs) {
        this.settings = settings;
        this.nodes = nodes;
        this.types = types;
        this.constants = constants;
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
    }

    StaticPlan build() {
        for (int i = 0; i < inputs.size(); i++) {
            var operand = new Operand(type(inputs.get(i)).element(), dims(inputs.get(i)));
            operand.place(StaticPlan.inputSlot(i), 0);
            operandOf.put(inputs.get(i), operand);
        }
        findLastUses();
        assignBuffers();
        var handedOut = placeOutputs();
        for (index = 0; index < nodes.size(); index++) {
            bind(nodes.get(index));
        }
        steps.addAll(handedOut.copies());
        var arenas = buffers.place();
        int firstConstant = StaticPlan.inputSlot(inputs.size() + outputs.size());
        for (int i = 0; i < constantOperands.size(); i++) {
            constantOperands.get(i).place(firstConstant + i, 0);
        }
        return new StaticPlan(
                inputs,
                outputs,
                handedOut.types(),
                handedOut.shapes(),
                constantArrays,
                List.copyOf(steps),
                arenas,
                new ArrayDeque<>());
    }

    private TensorType type(Edge edge) {
        return Objects.requireNonNull(types.get(edge), edge::toString);
    }

    private int[] dims(Edge edge) {
        long size = type(edge).shape().size();
        if (size > Integer.MAX_VALUE) {
            throw new ResourceLimitException("tensor '" + edge.name() + "' would have shape "
                    + type(edge).shape() + ": more elements than a tensor can hold, which is " + Integer.MAX_VALUE);
        }
        return type(edge).shape().stream().mapToInt(Math::toIntExact).toArray();
    }

    private boolean isView(Node node) {
        if (node.op() instanceof ViewOperator) {
            return true;
        }
        Edge input = node.input(0);
        return node.op() instanceof KernelOperator op
                && input != null
                && types.containsKey(input)
                && op.isView(dims(input));
    }

    /** The edge whose memory {@code edge} is a view of; itself where it has its own. */
    private Edge source(Edge edge) {
        Edge source = edge;
        while (sourceOf.containsKey(source)) {
            source = Objects.requireNonNull(sourceOf.get(source));
        }
        return source;
    }

    private void findLastUses() {
        for (Node node : nodes) {
            if (isView(node)) {
                sourceOf.put(node.output(), node.requireInput(0));
            }
        }
        for (int i = 0; i < nodes.size(); i++) {
            for (Edge input : nodes.get(i).inputs()) {
                if (input != null) {
                    lastUse.put(source(input), i);
                }
            }
        }
        for (Edge output : outputs) {
            lastUse.put(source(output), nodes.size());
        }
    }

    private void assignBuffers() {
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            for (Edge output : node.outputs()) {
                if (!types.containsKey(output)) {
                    continue;
                }
                var operand = new Operand(type(output).element(), dims(output));
                operandOf.put(output, operand);
                Buffer buffer;
                if (isView(node)) {
                    buffer = bufferOf.get(node.requireInput(0));
                    if (buffer == null) {
                        Operand base = Objects.requireNonNull(operandOf.get(node.requireInput(0)), node::toString);
                        operand.place(base.storage(), base.offset());
                        continue;
                    }
                } else {
                    buffer = overwritten(node, output, i);
                    if (buffer == null) {
                        var carrier = type(output).element().carrier();
                        buffer = buffers.add(
                                carrier, (long) operand.size() * operand.type().entries(), i);
                    }
                }
                buffer.last = Math.max(buffer.last, lastUse.getOrDefault(source(output), i));
                buffer.operands.add(operand);
                bufferOf.put(output, buffer);
            }
        }
    }

    /** The buffer of an input that dies here and that the node may write its first output over. */
    private @Nullable Buffer overwritten(Node node, Edge output, int at) {
        if (output != node.output() || !(node.op() instanceof KernelOperator op)) {
            return null;
        }
        for (int i = 0; i < node.inputCount(); i++) {
            Edge input = node.input(i);
            if (input == null || !op.overwrites(i) || !types.containsKey(input)) {
                continue;
            }
            Buffer buffer = bufferOf.get(input);
            boolean once = node.inputs().stream()
                            .filter(e -> e != null && source(e) == source(input))
                            .count()
                    == 1;
            if (buffer != null
                    && once
                    && buffer.last == at
                    && buffer.carrier == type(output).element().carrier()
                    && type(input).element().entries() == type(output).element().entries()
                    && type(input).shape().size() == type(output).shape().size()) {
                return buffer;
            }
        }
        return null;
    }

    private record HandedOut(List<ElementType> types, List<long[]> shapes, List<StaticPlan.BoundNode> copies) {}

    /** Lets nodes write outputs where they are handed out; what cannot be so is copied at the end. */
    private HandedOut placeOutputs() {
        var elements = new ArrayList<ElementType>();
        var shapes = new ArrayList<long[]>();
        var copies = new ArrayList<StaticPlan.BoundNode>();
        var taken = new LinkedHashSet<Buffer>();
        for (int i = 0; i < outputs.size(); i++) {
            Edge edge = outputs.get(i);
            int slot = StaticPlan.inputSlot(inputs.size() + i);
            Buffer buffer = bufferOf.get(edge);
            Tensor constant = constants.get(edge);
            if (constant != null) {
                elements.add(constant.type());
                shapes.add(constant.shape());
                copies.add(copy(constantOperand(constant), slot));
                continue;
            }
            elements.add(type(edge).element());
            shapes.add(type(edge).shape().dims());
            if (buffer != null && taken.add(buffer)) {
                buffers.remove(buffer);
                buffer.operands.forEach(operand -> operand.place(slot, 0));
            } else {
                copies.add(copy(Objects.requireNonNull(operandOf.get(edge)), slot));
            }
        }
        return new HandedOut(elements, shapes, copies);
    }

    private static StaticPlan.BoundNode copy(Operand from, int slot) {
        int entries = from.size() * from.type().entries();
        return new StaticPlan.BoundNode(
                "output",
                "Copy",
                frame -> System.arraycopy(from.array(frame), from.offset(), frame.array(slot), 0, entries));
    }

    private void bind(Node node) {
        if (isView(node)) {
            return;
        }
        if (!(node.op() instanceof KernelOperator op)) {
            throw new InvalidInputException(node + " has no kernel");
        }
        var operands = new ArrayList<@Nullable Operand>();
        var values = new ArrayList<@Nullable Tensor>();
        for (Edge input : node.inputs()) {
            operands.add(input == null ? null : operandOf.get(input));
            values.add(input == null ? null : constants.get(input));
        }
        var results = node.outputs().stream()
                .filter(operandOf::containsKey)
                .map(edge -> Objects.requireNonNull(operandOf.get(edge)))
                .toList();
        var binder = new NodeBinder(node, operands, values, results, this, settings);
        Step step = Failures.guarded(node.toString(), () -> op.bind(binder));
        steps.add(new StaticPlan.BoundNode(node.name(), node.op().name(), step));
    }

    @Override
    public Operand constantOperand(Tensor tensor) {
        var dims = java.util.Arrays.stream(tensor.shape())
                .mapToInt(Math::toIntExact)
                .toArray();
        var operand = new Operand(tensor.type(), dims);
        constantOperands.add(operand);
        constantArrays.add(tensor.array());
        return operand;
    }

    @Override
    public Operand workspace(ElementType type, long length) {
        var operand = new Operand(type, new int[] {(int) length});
        var buffer = buffers.add(type.carrier(), length * type.entries(), index);
        buffer.operands.add(operand);
        return operand;
    }
}
