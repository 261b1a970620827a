package dev.lanewise.tflite;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.state.Table;
import dev.lanewise.op.state.Variable;
import dev.lanewise.tensor.ModelFormatException;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tflite.file.FlatTable;
import dev.lanewise.tflite.file.ModelFile;
import dev.lanewise.tflite.file.OperatorInfo;
import dev.lanewise.tflite.file.SubgraphInfo;
import dev.lanewise.tflite.file.TensorInfo;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Variables and tables that live outside the subgraphs, shared by all of them, and the handles that stand for them in
 * the graph: constants, each known by itself.
 */
final class Resources {

    private final Map<String, TensorType> types = new HashMap<>();
    private final Map<Tensor, String> variables = new IdentityHashMap<>();
    private final Map<Tensor, Table> tables = new IdentityHashMap<>();

    /** @param keepsExtents whether values of variables have the extents that the file says */
    Resources(ModelFile file, boolean keepsExtents) {
        for (SubgraphInfo subgraph : file.subgraphs()) {
            var names = new HashMap<Integer, String>();
            for (OperatorInfo operator : subgraph.operators()) {
                int[] inputs = operator.inputs();
                int[] outputs = operator.outputs();
                if (operator.name().equals("VAR_HANDLE") && outputs.length == 1) {
                    names.put(outputs[0], name(operator));
                } else if (operator.name().equals("ASSIGN_VARIABLE") && inputs.length == 2) {
                    note(names.get(inputs[0]), subgraph, inputs[1], keepsExtents);
                } else if (operator.name().equals("READ_VARIABLE") && inputs.length == 1 && outputs.length == 1) {
                    note(names.get(inputs[0]), subgraph, outputs[0], keepsExtents);
                }
            }
        }
    }

    /** What the file says in one place about values of a variable; what places disagree about stays open. */
    private void note(@Nullable String name, SubgraphInfo subgraph, int tensor, boolean keepsExtents) {
        if (name == null) {
            return;
        }
        TensorInfo info = SubgraphReader.tensor(subgraph, tensor);
        var said = Shape.of(info.shape());
        types.merge(
                name,
                new TensorType(info.type(), keepsExtents ? said : Shape.ofRank(said.rank())),
                (a, b) -> a.shape().equals(b.shape()) ? a : a.as(Shape.UNRANKED));
    }

    /** Name of the variable of a VAR_HANDLE: its container and its own name. */
    static String name(OperatorInfo handle) {
        FlatTable options = handle.options() == null ? FlatTable.EMPTY : handle.options();
        return "variable " + options.text(0) + "/" + options.text(1);
    }

    /** A new handle of a variable. */
    Tensor handle(String variable) {
        Tensor handle = Tensor.of(new int[] {variables.size()});
        variables.put(handle, variable);
        return handle;
    }

    /** A new handle of a table. */
    Tensor handle(Table table) {
        Tensor handle = Tensor.of(new int[] {tables.size()});
        tables.put(handle, table);
        return handle;
    }

    /** Whether an edge is a handle. */
    boolean isHandle(Edge edge) {
        Tensor value = edge.constant();
        return value != null && (variables.containsKey(value) || tables.containsKey(value));
    }

    /** The variable that input {@code index} of a node is the handle of. */
    Variable variable(TfliteNode node, int index) {
        String name = variables.get(handle(node, index));
        TensorType type = name == null ? null : types.get(name);
        if (name == null || type == null) {
            throw node.error("input " + index + " is no handle of a variable");
        }
        return new Variable(name, type, null);
    }

    /** The table that input {@code index} of a node is the handle of. */
    Table table(TfliteNode node, int index) {
        Table table = tables.get(handle(node, index));
        if (table == null) {
            throw node.error("input " + index + " is no handle of a table");
        }
        return table;
    }

    private static Tensor handle(TfliteNode node, int index) {
        Tensor value = node.input(index).constant();
        if (value == null) {
            throw node.unsupported("input " + index + " is a handle that is computed");
        }
        return value;
    }

    /** A variable tensor of a subgraph, which holds zeros at first; bytes of the zero point where it is INT8. */
    static Variable ofTensor(SubgraphInfo subgraph, int tensor) {
        TensorInfo info = SubgraphReader.tensor(subgraph, tensor);
        if (Arrays.stream(info.shape()).anyMatch(extent -> extent < 0)) {
            throw new ModelFormatException("variable tensor '" + info.name() + "' has an open shape");
        }
        long[] zeros = info.quantization().zeroPoints();
        long fill = info.type() == dev.lanewise.tensor.ElementType.INT8 && zeros.length > 0 ? zeros[0] : 0;
        return new Variable(
                "tensor " + subgraph.index() + "/" + tensor + " " + info.name(),
                new TensorType(info.type(), Shape.of(info.shape())),
                Quantizing.zero(info.type(), fill));
    }
}
