package dev.lanewise.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.exec.Buffers.Buffer;
import dev.lanewise.op.Operand;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.ElementType.Carrier;
import dev.lanewise.tensor.ResourceLimitException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Buffers that live at the same time never overlap, and those that do not share memory. */
class BuffersTest {

    private static final List<ElementType> TYPES = List.of(ElementType.FLOAT, ElementType.INT64, ElementType.UINT8);

    private static Buffer add(Buffers buffers, ElementType type, int length, int first, int last) {
        Buffer buffer = buffers.add(type.carrier(), length, first);
        buffer.last = last;
        buffer.operands.add(new Operand(type, new int[] {length}));
        return buffer;
    }

    private static int start(Buffer buffer) {
        return buffer.operands.getFirst().offset();
    }

    private static boolean liveTogether(Buffer a, Buffer b) {
        return a.first <= b.last && b.first <= a.last;
    }

    @Test
    void noTwoLiveBuffersOverlap() {
        var random = new SplittableRandom(3);
        for (int round = 0; round < 400; round++) {
            var buffers = new Buffers();
            var all = new ArrayList<Buffer>();
            for (int i = random.nextInt(1, 40); i > 0; i--) {
                int first = random.nextInt(30);
                int last = first + random.nextInt(random.nextInt(1, 12));
                all.add(add(buffers, TYPES.get(random.nextInt(3)), random.nextInt(1, 200), first, last));
            }
            Map<Carrier, Integer> lengths = buffers.place();
            for (Buffer a : all) {
                assertTrue(start(a) >= 0 && start(a) + a.length <= lengths.get(a.carrier));
                assertEquals(a.carrier.ordinal(), a.operands.getFirst().storage());
                for (Buffer b : all) {
                    boolean overlap = start(a) < start(b) + b.length && start(b) < start(a) + a.length;
                    assertFalse(a != b && a.carrier == b.carrier && liveTogether(a, b) && overlap, "round " + round);
                }
            }
        }
    }

    @Test
    void buffersThatFollowEachOtherShareMemory() {
        var buffers = new Buffers();
        for (int i = 0; i < 100; i++) {
            add(buffers, ElementType.FLOAT, 1_000, i, i + 1);
        }
        int length = buffers.place().get(Carrier.FLOATS);
        assertTrue(length >= 2_000 && length < 2_100, () -> length + " floats for two at a time");
    }

    @Test
    void aBufferTakenOutTakesNoMemory() {
        var buffers = new Buffers();
        Buffer out = add(buffers, ElementType.FLOAT, 1_000, 0, 1);
        add(buffers, ElementType.FLOAT, 10, 0, 1);
        buffers.remove(out);
        assertTrue(buffers.place().get(Carrier.FLOATS) < 100);
    }

    @Test
    void operandsOfOneBufferLieAtOnePlace() {
        var buffers = new Buffers();
        add(buffers, ElementType.FLOAT, 50, 0, 9);
        Buffer shared = add(buffers, ElementType.FLOAT, 20, 0, 9);
        var twin = new Operand(ElementType.FLOAT, new int[] {4, 5});
        shared.operands.add(twin);
        buffers.place();
        assertEquals(start(shared), twin.offset());
    }

    @Test
    void moreThanAnArrayHoldsIsRefused() {
        var buffers = new Buffers();
        add(buffers, ElementType.FLOAT, 1_500_000_000, 0, 2);
        add(buffers, ElementType.FLOAT, 1_500_000_000, 1, 3);
        var thrown = assertThrows(ResourceLimitException.class, buffers::place);
        assertTrue(String.valueOf(thrown.getMessage()).contains("FLOATS"), thrown::toString);
    }

    @Test
    void nothingToPlaceNeedsNothing() {
        assertEquals(Map.of(), new Buffers().place());
    }
}
