package dev.lanewise.tflite;

import dev.lanewise.op.state.AssignVariable;
import dev.lanewise.op.state.FindInTable;
import dev.lanewise.op.state.ImportTable;
import dev.lanewise.op.state.ReadVariable;
import dev.lanewise.op.state.RunOnce;
import dev.lanewise.op.state.Table;
import dev.lanewise.op.state.TableSize;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tflite.file.SubgraphInfo;
import dev.lanewise.tflite.file.TensorInfo;
import java.util.List;

/** Variables and tables that live outside the subgraphs, and what fills them once. */
final class StateBuiltins implements BuiltinFamily {

    @Override
    public void register(Builtins on) {
        on.on("VAR_HANDLE", node -> node.define(0, node.constant(resources(node).handle(node.resourceName()))));
        on.on("READ_VARIABLE", node -> {
            var read = new ReadVariable(resources(node).variable(node, 0));
            node.output(0, node.add(read));
        });
        on.on("ASSIGN_VARIABLE", node -> {
            String name = resources(node).variable(node, 0).name();
            node.add(new AssignVariable(name), List.of(node.input(1)), 0);
        });
        on.on("CALL_ONCE", StateBuiltins::callOnce);
        on.on("HASHTABLE", StateBuiltins::table);
        on.on("HASHTABLE_IMPORT", node -> {
            var read = new ImportTable(resources(node).table(node, 0));
            node.add(read, List.of(node.input(1), node.input(2)), 0);
        });
        on.on("HASHTABLE_FIND", node -> {
            var find = new FindInTable(resources(node).table(node, 0));
            node.output(0, node.add(find, node.input(1), node.input(2)));
        });
        on.on(
                "HASHTABLE_SIZE",
                node -> node.output(0, node.add(new TableSize(resources(node).table(node, 0)))));
    }

    private static Resources resources(TfliteNode node) {
        return node.reader().resources();
    }

    private static void callOnce(TfliteNode node) {
        SubgraphInfo subgraph = node.file().subgraph(node.option(0, 0));
        if (subgraph.inputs().length > 0 || subgraph.outputs().length > 0) {
            throw node.error("its subgraph has " + subgraph.inputs().length + " inputs and " + subgraph.outputs().length
                    + " outputs, expected none");
        }
        var body = node.reader().read(subgraph, List.of(), List.of(), List.of());
        node.add(new RunOnce("once " + subgraph.index(), body), List.of(), 0);
    }

    private static void table(TfliteNode node) {
        ElementType keys = TensorInfo.type(node.byteOption(1));
        ElementType values = TensorInfo.type(node.byteOption(2));
        boolean known = keys == ElementType.INT64 && values == ElementType.STRING
                || keys == ElementType.STRING && values == ElementType.INT64;
        if (!known) {
            throw node.unsupported("a table from " + keys + " to " + values);
        }
        var table = new Table("table " + node.option(0, 0), keys, values);
        node.define(0, node.constant(resources(node).handle(table)));
    }
}
