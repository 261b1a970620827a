package dev.lanewise.tflite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.Model;
import dev.lanewise.RunOptions;
import dev.lanewise.Session;
import dev.lanewise.tensor.InvalidInputException;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** What a session keeps from run to run: variables, what is done once, tables. */
class StateTest {

    private static final int[] NONE = {};

    /**
     * A sum that begins with 5, to which signature {@code add} adds its input and which {@code peek} gives plus its
     * input.
     */
    private static byte[] sum() {
        return sum(5, 50);
    }

    private static byte[] sum(float... start) {
        int length = start.length;
        var file = new FileBuilder();
        var add = file.subgraph();
        int x = add.tensor("x", FileBuilder.FLOAT, length);
        int before = add.tensor("before", FileBuilder.FLOAT, length);
        int after = add.tensor("after", FileBuilder.FLOAT, length);
        add.operator("CALL_ONCE", NONE, NONE, 1, f -> f.addInt(0, 2, 0));
        int handle = add.handle("sum");
        add.operator("READ_VARIABLE", new int[] {handle}, new int[] {before});
        add.operator("ADD", new int[] {x, before}, new int[] {after}, 2, f -> {});
        add.operator("ASSIGN_VARIABLE", new int[] {handle, after}, NONE);
        add.inputs(x).outputs(after);
        var peek = file.subgraph();
        int y = peek.tensor("y", FileBuilder.FLOAT, length);
        int kept = peek.tensor("kept", FileBuilder.FLOAT, length);
        int seen = peek.tensor("seen", FileBuilder.FLOAT, length);
        int same = peek.handle("sum");
        peek.operator("READ_VARIABLE", new int[] {same}, new int[] {kept});
        peek.operator("ADD", new int[] {y, kept}, new int[] {seen}, 2, f -> {});
        peek.inputs(y).outputs(seen);
        var once = file.subgraph();
        int first = once.floats("first", start, length);
        int filled = once.handle("sum");
        once.operator("ASSIGN_VARIABLE", new int[] {filled, first}, NONE);
        file.signature("add", 0, "term", x, "sum", after);
        file.signature("peek", 1, "offset", y, "shifted", seen);
        return file.bytes();
    }

    private static float[] run(Session session, float a, float b) {
        return session.run(Tensor.of(new float[] {a, b}, 2)).floats();
    }

    @Test
    void keepsVariablesFromRunToRun() {
        try (var session = Model.load(sum()).newSession()) {
            for (int i = 1; i <= 20; i++) {
                assertArrayEquals(new float[] {5 + i, 50 - i}, run(session, 1, -1));
            }
            session.resetState();
            assertArrayEquals(new float[] {6, 50}, run(session, 1, 0));
            var out = Tensor.of(new float[2], 2);
            for (int i = 2; i < 6; i++) {
                session.run(Map.of("term", Tensor.of(new float[] {1, 0}, 2)), Map.of("sum", out));
                assertArrayEquals(new float[] {5 + i, 50}, out.floats());
            }
        }
    }

    @Test
    void sessionsAndForksGoTheirOwnWays() {
        Model model = Model.load(sum());
        try (var one = model.newSession();
                var other = model.newSession()) {
            run(one, 1, 1);
            try (var fork = one.fork()) {
                assertArrayEquals(new float[] {8, 53}, run(fork, 2, 2));
                assertArrayEquals(new float[] {10, 55}, run(one, 4, 4));
                assertArrayEquals(new float[] {9, 54}, run(fork, 1, 1));
            }
            assertArrayEquals(new float[] {5, 50}, run(other, 0, 0));
        }
    }

    @Test
    void runsFromManyThreadsComeOneAfterAnother() throws Exception {
        try (var session = Model.load(sum()).newSession();
                var threads = Executors.newFixedThreadPool(4)) {
            var tasks = new ArrayList<Callable<float[]>>();
            for (int i = 0; i < 200; i++) {
                tasks.add(() -> run(session, 1, 2));
            }
            for (var result : threads.invokeAll(tasks)) {
                result.get();
            }
            assertArrayEquals(new float[] {205, 450}, run(session, 0, 0));
        }
    }

    @Test
    void signaturesShareTheStateOfASession() {
        Model model = Model.load(sum());
        assertEquals(List.of("add", "peek"), model.signatures());
        assertEquals("offset", model.signature("peek").inputs().getFirst().name());
        assertEquals("shifted", model.signature("peek").outputs().getFirst().name());
        try (var add = model.newSession();
                var peek = add.signature("peek")) {
            var error = assertThrows(InvalidInputException.class, () -> run(peek, 0, 0));
            assertTrue(String.valueOf(error.getMessage()).contains("before a value was assigned"), error.getMessage());
            run(add, 1, 2);
            assertArrayEquals(new float[] {106, 52}, run(peek, 100, 0));
            peek.resetState();
            assertArrayEquals(new float[] {5, 50}, run(add, 0, 0));
            assertThrows(InvalidInputException.class, () -> add.signature("multiply"));
        }
    }

    @Test
    void resizedModelsAssignWhatTheyAreGiven() {
        Model model = Model.load(sum(5)).withInputShapes(Map.of("term", new long[] {3}));
        try (var session = model.newSession()) {
            var x = Tensor.of(new float[] {1, 2, 3}, 3);
            assertArrayEquals(new float[] {6, 7, 8}, session.run(x).floats());
            assertArrayEquals(new float[] {7, 9, 11}, session.run(x).floats());
        }
        assertThrows(InvalidInputException.class, () -> model.withInputShapes(Map.of("term", new long[] {-2})));
        assertThrows(InvalidInputException.class, () -> model.withInputShapes(Map.of("x", new long[] {1})));
    }

    @Test
    void waitingRunsMindTheirDeadline() {
        try (var session = Model.load(sum()).newSession()) {
            var late = RunOptions.defaults().deadline(java.time.Duration.ZERO);
            var input = Map.of("term", Tensor.of(new float[2], 2));
            assertThrows(dev.lanewise.tensor.RunCancelledException.class, () -> session.run(input, late));
            assertArrayEquals(new float[] {5, 50}, run(session, 0, 0));
        }
    }

    @Test
    void tablesAreFilledOnce() {
        var file = new FileBuilder();
        var main = file.subgraph();
        int words = main.tensor("words", FileBuilder.STRING, 4);
        int table = main.tensor("table", FileBuilder.RESOURCE);
        int unknown = main.longs("unknown", -7);
        int found = main.tensor("found", FileBuilder.INT64, 4);
        int size = main.tensor("size", FileBuilder.INT64, 1);
        main.operator("CALL_ONCE", NONE, NONE, 1, f -> f.addInt(0, 1, 0));
        table(main, table);
        main.operator("HASHTABLE_FIND", new int[] {table, words, unknown}, new int[] {found});
        main.operator("HASHTABLE_SIZE", new int[] {table}, new int[] {size});
        main.inputs(words).outputs(found, size);
        var once = file.subgraph();
        int keys = once.strings("keys", "one", "two", "three");
        int values = once.longs("values", 1, 2, 3);
        int same = once.tensor("table", FileBuilder.RESOURCE);
        table(once, same);
        once.operator("HASHTABLE_IMPORT", new int[] {same, keys, values}, NONE);
        try (var session = Model.load(file.bytes()).newSession()) {
            for (int i = 0; i < 3; i++) {
                var out = session.run(Map.of("words", Tensor.of(new String[] {"three", "four", "one", "two"}, 4)));
                assertArrayEquals(new long[] {3, -7, 1, 2}, out.tensor("found").longs());
                assertArrayEquals(new long[] {3}, out.tensor("size").longs());
            }
        }
    }

    private static void table(FileBuilder.Subgraph in, int tensor) {
        in.operator("HASHTABLE", NONE, new int[] {tensor}, 3, f -> {
            f.addInt(0, 9, 0);
            f.addByte(1, (byte) FileBuilder.STRING, 0);
            f.addByte(2, (byte) FileBuilder.INT64, 0);
        });
    }
}
