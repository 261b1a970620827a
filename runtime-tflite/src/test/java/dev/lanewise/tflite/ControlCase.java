package dev.lanewise.tflite;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Files whose subgraphs change a variable that is handed to them, or fill a table; and files named {@code builtin TYPE}
 * that hand elements of one type on: through a condition, a loop, one of several branches, a composite, a variable.
 */
final class ControlCase {

    private static final Map<String, Integer> TYPES = Map.of(
            "FLOAT", FileBuilder.FLOAT,
            "INT8", FileBuilder.INT8,
            "UINT8", FileBuilder.UINT8,
            "INT16", FileBuilder.INT16,
            "INT32", FileBuilder.INT32,
            "INT64", FileBuilder.INT64,
            "BOOL", FileBuilder.BOOL,
            "DOUBLE", FileBuilder.DOUBLE,
            "UINT32", FileBuilder.UINT32);

    /** Names of all cases. */
    static final List<String> ALL = Stream.concat(
                    Stream.of("branches", "turns", "table", "table of texts"),
                    Stream.of("IF", "WHILE", "STABLEHLO_CASE", "STABLEHLO_COMPOSITE", "ASSIGN_VARIABLE")
                            .flatMap(builtin -> TYPES.keySet().stream().sorted().map(type -> builtin + " " + type)))
            .toList();

    private static final int[] NONE = {};

    private ControlCase() {}

    /** The file of a case. */
    static byte[] file(String name) {
        return switch (name) {
            case "branches" -> branches();
            case "turns" -> turns();
            case "table" -> table();
            case "table of texts" -> texts();
            default -> typed(name.split(" ")[0], TYPES.get(name.split(" ")[1]));
        };
    }

    private static byte[] typed(String builtin, int type) {
        return switch (builtin) {
            case "IF" -> choices("IF", FileBuilder.BOOL, type);
            case "STABLEHLO_CASE" -> choices("STABLEHLO_CASE", FileBuilder.INT32, type);
            case "WHILE" -> loop(type);
            case "STABLEHLO_COMPOSITE" -> composite(type);
            default -> variable(type);
        };
    }

    /** The first input says which of two tensors are added. */
    private static byte[] choices(String builtin, int selector, int type) {
        var file = new FileBuilder();
        var main = file.subgraph();
        int which = main.tensor("which", selector, 1);
        int x = main.tensor("x", type, 2, 3);
        int y = main.tensor("y", type, 2, 3);
        int z = main.tensor("z", type, 2, 3);
        int[] reads = {which, x, y};
        if (builtin.equals("IF")) {
            main.operator("IF", reads, new int[] {z}, 2, f -> {
                f.addInt(0, 1, 0);
                f.addInt(1, 2, 0);
            });
        } else {
            main.choice(reads, new int[] {z}, 1, 2, 3);
        }
        main.inputs(reads).outputs(z);
        for (int branch = 0; branch < (builtin.equals("IF") ? 2 : 3); branch++) {
            var subgraph = file.subgraph();
            int[] given = {subgraph.tensor("x", type, 2, 3), subgraph.tensor("y", type, 2, 3)};
            int sum = sum(subgraph, type, given[(branch + 1) / 2], given[branch / 2]);
            subgraph.inputs(given).outputs(sum);
        }
        return file.bytes();
    }

    /** A sum by the one operator on elements of all these types. */
    private static int sum(FileBuilder.Subgraph in, int type, int a, int b) {
        int sum = in.tensor("sum", type, 2, 3);
        in.operator("STABLEHLO_ADD", new int[] {a, b}, new int[] {sum});
        return sum;
    }

    /** Two tensors become the second and their sum until a counter, the first input, is three. */
    private static byte[] loop(int type) {
        var file = new FileBuilder();
        var main = file.subgraph();
        int[] from = {main.tensor("n", FileBuilder.INT32, 1), main.tensor("x", type, 2, 3), main.tensor("y", type, 2, 3)
        };
        int[] to = {main.tensor("end", FileBuilder.INT32, 1), main.tensor("u", type, 2, 3), main.tensor("v", type, 2, 3)
        };
        main.operator("WHILE", from, to, 2, f -> {
            f.addInt(0, 1, 0);
            f.addInt(1, 2, 0);
        });
        main.inputs(from).outputs(to);
        var condition = file.subgraph();
        int turn = condition.tensor("n", FileBuilder.INT32, 1);
        int x = condition.tensor("x", type, 2, 3);
        int y = condition.tensor("y", type, 2, 3);
        int three = condition.ints("three", 3);
        int again = condition.tensor("again", FileBuilder.BOOL, 1);
        condition.operator("LESS", new int[] {turn, three}, new int[] {again});
        condition.inputs(turn, x, y).outputs(again);
        var body = file.subgraph();
        int count = body.tensor("n", FileBuilder.INT32, 1);
        int a = body.tensor("x", type, 2, 3);
        int b = body.tensor("y", type, 2, 3);
        int next = body.tensor("next", FileBuilder.INT32, 1);
        body.operator("ADD", new int[] {count, body.ints("one", 1)}, new int[] {next}, 2, f -> {});
        body.inputs(count, a, b).outputs(next, b, sum(body, type, a, b));
        return file.bytes();
    }

    private static byte[] composite(int type) {
        var file = new FileBuilder();
        var main = file.subgraph();
        int x = main.tensor("x", type, 2, 3);
        int y = main.tensor("y", type, 2, 3);
        main.composite(new int[] {x}, new int[] {y}, 1);
        main.inputs(x).outputs(y);
        var within = file.subgraph();
        int given = within.tensor("x", type, 2, 3);
        within.inputs(given).outputs(sum(within, type, given, given));
        return file.bytes();
    }

    /** Gives twice what the call before was given, in the first call what is assigned once. */
    private static byte[] variable(int type) {
        var file = new FileBuilder();
        var main = file.subgraph();
        int x = main.tensor("x", type, 2, 3);
        int before = main.tensor("before", type, 2, 3);
        main.operator("CALL_ONCE", NONE, NONE, 1, f -> f.addInt(0, 1, 0));
        int handle = main.handle("kept");
        main.operator("READ_VARIABLE", new int[] {handle}, new int[] {before});
        int sum = sum(main, type, before, before);
        main.operator("ASSIGN_VARIABLE", new int[] {handle, x}, NONE);
        main.inputs(x).outputs(sum);
        var once = file.subgraph();
        int zeros = once.bytes("zeros", type, new byte[48], 2, 3);
        once.operator("ASSIGN_VARIABLE", new int[] {once.handle("kept"), zeros}, NONE);
        return file.bytes();
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
        handle(main, table, FileBuilder.STRING, FileBuilder.INT64);
        main.operator("HASHTABLE_FIND", new int[] {table, words, unknown}, new int[] {found});
        main.operator("HASHTABLE_SIZE", new int[] {table}, new int[] {size});
        main.operator("ADD", new int[] {x, x}, new int[] {y}, 2, f -> {});
        main.inputs(x).outputs(found, size, y);
        var once = file.subgraph();
        int keys = once.strings("keys", "one", "two", "three", "one");
        int values = once.longs("values", 1, 2, 3, 4);
        int same = once.tensor("table", FileBuilder.RESOURCE);
        handle(once, same, FileBuilder.STRING, FileBuilder.INT64);
        once.operator("HASHTABLE_IMPORT", new int[] {same, keys, values}, NONE);
        return file.bytes();
    }

    /** Looks numbers up, one of which is missing, and compares the texts found with others. */
    private static byte[] texts() {
        var file = new FileBuilder();
        var main = file.subgraph();
        int x = main.tensor("x", FileBuilder.FLOAT, 1);
        int numbers = main.longs("numbers", 3, 4, 1, 2);
        int unknown = main.strings("unknown", "none");
        int table = main.tensor("table", FileBuilder.RESOURCE);
        int found = main.tensor("found", FileBuilder.STRING, 4);
        int wanted = main.strings("wanted", "three", "none", "two", "two");
        int same = main.tensor("same", FileBuilder.BOOL, 4);
        int y = main.tensor("y", FileBuilder.FLOAT, 1);
        main.operator("CALL_ONCE", NONE, NONE, 1, f -> f.addInt(0, 1, 0));
        handle(main, table, FileBuilder.INT64, FileBuilder.STRING);
        main.operator("HASHTABLE_FIND", new int[] {table, numbers, unknown}, new int[] {found});
        main.operator("EQUAL", new int[] {found, wanted}, new int[] {same});
        main.operator("ADD", new int[] {x, x}, new int[] {y}, 2, f -> {});
        main.inputs(x).outputs(same, y);
        var once = file.subgraph();
        int keys = once.longs("keys", 1, 2, 3);
        int values = once.strings("values", "one", "two", "three");
        int filled = once.tensor("table", FileBuilder.RESOURCE);
        handle(once, filled, FileBuilder.INT64, FileBuilder.STRING);
        once.operator("HASHTABLE_IMPORT", new int[] {filled, keys, values}, NONE);
        return file.bytes();
    }

    private static void handle(FileBuilder.Subgraph in, int tensor, int keys, int values) {
        in.operator("HASHTABLE", NONE, new int[] {tensor}, 3, f -> {
            f.addInt(0, 9, 0);
            f.addByte(1, (byte) keys, 0);
            f.addByte(2, (byte) values, 0);
        });
    }
}
