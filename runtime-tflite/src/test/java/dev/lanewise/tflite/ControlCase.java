package dev.lanewise.tflite;

import java.util.List;

/** Files whose subgraphs change a variable that is handed to them, or fill a table. */
final class ControlCase {

    /** Names of all cases. */
    static final List<String> ALL = List.of("branches", "turns", "table");

    private static final int[] NONE = {};

    private ControlCase() {}

    /** The file of a case. */
    static byte[] file(String name) {
        return switch (name) {
            case "branches" -> branches();
            case "turns" -> turns();
            default -> table();
        };
    }

    /** Fills the variable once, in the subgraph that comes next. */
    private static void once(FileBuilder file) {
        var once = file.subgraph();
        int first = once.floats("first", new float[] {5, 50}, 2);
        once.operator("ASSIGN_VARIABLE", new int[] {once.handle("sum"), first}, NONE);
    }

    /** Adds x to the variable of a handle; gives the sum. */
    private static int add(FileBuilder.Subgraph in, int handle, int x) {
        int before = in.tensor("before", FileBuilder.FLOAT, 2);
        int after = in.tensor("after", FileBuilder.FLOAT, 2);
        in.operator("READ_VARIABLE", new int[] {handle}, new int[] {before});
        in.operator("ADD", new int[] {before, x}, new int[] {after}, 2, f -> {});
        in.operator("ASSIGN_VARIABLE", new int[] {handle, after}, NONE);
        return after;
    }

    /** Where the flag is set, x is added to the variable, else only to what is given out. */
    private static byte[] branches() {
        var file = new FileBuilder();
        var main = file.subgraph();
        int flag = main.tensor("flag", FileBuilder.BOOL, 1);
        int x = main.tensor("x", FileBuilder.FLOAT, 2);
        int y = main.tensor("y", FileBuilder.FLOAT, 2);
        main.operator("CALL_ONCE", NONE, NONE, 1, f -> f.addInt(0, 1, 0));
        int handle = main.handle("sum");
        main.operator("IF", new int[] {flag, handle, x}, new int[] {y}, 2, f -> {
            f.addInt(0, 2, 0);
            f.addInt(1, 3, 0);
        });
        main.inputs(flag, x).outputs(y);
        once(file);
        var then = file.subgraph();
        int given = then.tensor("handle", FileBuilder.RESOURCE);
        int term = then.tensor("x", FileBuilder.FLOAT, 2);
        then.inputs(given, term).outputs(add(then, given, term));
        var otherwise = file.subgraph();
        int kept = otherwise.tensor("handle", FileBuilder.RESOURCE);
        int offset = otherwise.tensor("x", FileBuilder.FLOAT, 2);
        int value = otherwise.tensor("value", FileBuilder.FLOAT, 2);
        int sum = otherwise.tensor("sum", FileBuilder.FLOAT, 2);
        otherwise.operator("READ_VARIABLE", new int[] {kept}, new int[] {value});
        otherwise.operator("ADD", new int[] {value, offset}, new int[] {sum}, 2, f -> {});
        otherwise.inputs(kept, offset).outputs(sum);
        return file.bytes();
    }

    /** Adds x to the variable three times; gives the variable. */
    private static byte[] turns() {
        var file = new FileBuilder();
        var main = file.subgraph();
        int x = main.tensor("x", FileBuilder.FLOAT, 2);
        int zero = main.ints("zero", 0);
        int turns = main.tensor("turns", FileBuilder.INT32, 1);
        int behind = main.tensor("behind", FileBuilder.RESOURCE);
        int same = main.tensor("same", FileBuilder.FLOAT, 2);
        int y = main.tensor("y", FileBuilder.FLOAT, 2);
        main.operator("CALL_ONCE", NONE, NONE, 1, f -> f.addInt(0, 1, 0));
        int handle = main.handle("sum");
        main.operator("WHILE", new int[] {zero, handle, x}, new int[] {turns, behind, same}, 2, f -> {
            f.addInt(0, 2, 0);
            f.addInt(1, 3, 0);
        });
        main.operator("READ_VARIABLE", new int[] {handle}, new int[] {y});
        main.inputs(x).outputs(y, turns, same);
        once(file);
        var condition = file.subgraph();
        int turn = condition.tensor("turn", FileBuilder.INT32, 1);
        int unused = condition.tensor("handle", FileBuilder.RESOURCE);
        int ignored = condition.tensor("x", FileBuilder.FLOAT, 2);
        int three = condition.ints("three", 3);
        int again = condition.tensor("again", FileBuilder.BOOL, 1);
        condition.operator("LESS", new int[] {turn, three}, new int[] {again});
        condition.inputs(turn, unused, ignored).outputs(again);
        var body = file.subgraph();
        int count = body.tensor("turn", FileBuilder.INT32, 1);
        int given = body.tensor("handle", FileBuilder.RESOURCE);
        int term = body.tensor("x", FileBuilder.FLOAT, 2);
        int one = body.ints("one", 1);
        int next = body.tensor("next", FileBuilder.INT32, 1);
        body.operator("ADD", new int[] {count, one}, new int[] {next}, 2, f -> {});
        add(body, given, term);
        body.inputs(count, given, term).outputs(next, given, term);
        return file.bytes();
    }

    /** Looks words up, one of which is missing. */
    private static byte[] table() {
        var file = new FileBuilder();
        var main = file.subgraph();
        int x = main.tensor("x", FileBuilder.FLOAT, 1);
        int words = main.strings("words", "three", "four", "one", "two");
        int unknown = main.longs("unknown", -7);
        int table = main.tensor("table", FileBuilder.RESOURCE);
        int found = main.tensor("found", FileBuilder.INT64, 4);
        int size = main.tensor("size", FileBuilder.INT64, 1);
        int y = main.tensor("y", FileBuilder.FLOAT, 1);
        main.operator("CALL_ONCE", NONE, NONE, 1, f -> f.addInt(0, 1, 0));
        handle(main, table);
        main.operator("HASHTABLE_FIND", new int[] {table, words, unknown}, new int[] {found});
        main.operator("HASHTABLE_SIZE", new int[] {table}, new int[] {size});
        main.operator("ADD", new int[] {x, x}, new int[] {y}, 2, f -> {});
        main.inputs(x).outputs(found, size, y);
        var once = file.subgraph();
        int keys = once.strings("keys", "one", "two", "three", "one");
        int values = once.longs("values", 1, 2, 3, 4);
        int same = once.tensor("table", FileBuilder.RESOURCE);
        handle(once, same);
        once.operator("HASHTABLE_IMPORT", new int[] {same, keys, values}, NONE);
        return file.bytes();
    }

    private static void handle(FileBuilder.Subgraph in, int tensor) {
        in.operator("HASHTABLE", NONE, new int[] {tensor}, 3, f -> {
            f.addInt(0, 9, 0);
            f.addByte(1, (byte) FileBuilder.STRING, 0);
            f.addByte(2, (byte) FileBuilder.INT64, 0);
        });
    }
}
