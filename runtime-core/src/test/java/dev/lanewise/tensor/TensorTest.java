package dev.lanewise.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Tensors wrap arrays, check sizes, and read and write raw data. */
class TensorTest {

    @Test
    void wrapsWithoutACopy() {
        float[] data = {1, 2, 3, 4, 5, 6};
        Tensor tensor = Tensor.of(data, 2, 3);
        assertSame(data, tensor.floats());
        data[4] = 9;
        assertEquals(9, tensor.floats()[4]);
        assertSame(data, tensor.reshape(3, 2).floats());
        assertNotSame(data, Tensor.of(tensor).floats());
        assertEquals(tensor, Tensor.of(tensor));
    }

    @Test
    void aShapeIsTheTensorsOwn() {
        long[] shape = {2, 3};
        Tensor tensor = Tensor.of(new float[6], shape);
        shape[0] = 99;
        tensor.shape()[1] = 99;
        assertArrayEquals(new long[] {2, 3}, tensor.shape());
        assertEquals(2, tensor.rank());
        assertEquals(3, tensor.dim(1));
    }

    @Test
    void anArrayMustFillTheShape() {
        var thrown = assertThrows(InvalidInputException.class, () -> Tensor.of(new float[5], 2, 3));
        assertTrue(String.valueOf(thrown.getMessage()).matches(".*5 .*\\[2, 3].* 6.*"), thrown::toString);
        assertThrows(InvalidInputException.class, () -> Tensor.of(new float[6], -2, -3));
        assertThrows(
                InvalidInputException.class, () -> Tensor.of(new float[6], 2, 3).reshape(7));
    }

    @Test
    void hugeShapesAreRefusedBeforeTheyAreAllocated() {
        assertThrows(ResourceLimitException.class, () -> Tensor.zeros(ElementType.FLOAT, 1L << 40));
        assertThrows(ResourceLimitException.class, () -> Tensor.zeros(ElementType.INT8, 1 << 16, 1 << 16));
        assertThrows(ResourceLimitException.class, () -> Tensor.zeros(ElementType.INT8, 1L << 32, 1L << 32));
        assertThrows(ResourceLimitException.class, () -> Tensor.zeros(ElementType.COMPLEX64, 1 << 30));
        assertEquals(0, Tensor.zeros(ElementType.FLOAT, 1L << 40, 0, 1L << 40).size());
    }

    @Test
    void aScalarHasOneElement() {
        assertEquals(1, Tensor.scalar(3f).size());
        assertEquals(0, Tensor.scalar(3L).rank());
        assertArrayEquals(new long[] {3}, Tensor.scalar(3L).longs());
    }

    @Test
    void theWrongViewSaysWhatThereIs() {
        var thrown = assertThrows(
                InvalidInputException.class, () -> Tensor.scalar(1L).floats());
        assertTrue(String.valueOf(thrown.getMessage()).contains("INT64"), thrown::toString);
        assertThrows(InvalidInputException.class, () -> Tensor.wrap(ElementType.FLOAT16, new float[1], 1));
    }

    @Test
    void booleansAreZeroAndOne() {
        Tensor tensor = Tensor.of(new boolean[] {true, false, true}, 3);
        assertEquals(ElementType.BOOL, tensor.type());
        assertArrayEquals(new byte[] {1, 0, 1}, tensor.bytes());
        assertArrayEquals(new boolean[] {true, false, true}, tensor.booleans());
    }

    @ParameterizedTest
    @EnumSource(value = ElementType.class, names = "STRING", mode = Mode.EXCLUDE)
    void rawDataComesBackAsItWas(ElementType type) {
        var random = new SplittableRandom(type.ordinal());
        for (int size = 0; size < 12; size++) {
            var raw = new byte[(int) (((long) size * type.bits() + 7) / 8)];
            random.nextBytes(raw);
            int unused = raw.length * 8 - size * type.bits();
            if (unused > 0) {
                raw[raw.length - 1] &= (byte) (0xFF >> unused);
            }
            var buffer = ByteBuffer.wrap(raw).order(ByteOrder.BIG_ENDIAN);
            Tensor tensor = Tensor.of(type, buffer, size);
            assertEquals(0, buffer.position());
            ByteBuffer back = tensor.toByteBuffer();
            assertEquals(raw.length, back.remaining());
            var bytes = new byte[raw.length];
            back.get(bytes);
            assertArrayEquals(raw, bytes);
        }
    }

    @Test
    void rawDataIsLittleEndianAndPackedFromTheLowBits() {
        var raw = ByteBuffer.wrap(new byte[] {0, 0, (byte) 0x80, 0x3F});
        assertArrayEquals(new float[] {1}, Tensor.of(ElementType.FLOAT, raw, 1).floats());
        var nibbles = ByteBuffer.wrap(new byte[] {(byte) 0xF1, 0x08});
        assertArrayEquals(
                new byte[] {1, -1, -8}, Tensor.of(ElementType.INT4, nibbles, 3).bytes());
        assertArrayEquals(
                new byte[] {1, 15, 8}, Tensor.of(ElementType.UINT4, nibbles, 3).bytes());
    }

    @Test
    void rawDataOfTheWrongLengthIsRefused() {
        assertThrows(InvalidInputException.class, () -> Tensor.of(ElementType.FLOAT, ByteBuffer.allocate(11), 3));
        assertThrows(InvalidInputException.class, () -> Tensor.of(ElementType.STRING, ByteBuffer.allocate(3), 3));
    }

    @Test
    void aDeferredTensorIsReadOnceAndWhenAskedFor() {
        var reads = new AtomicInteger();
        Tensor deferred = Tensor.deferred(
                ElementType.FLOAT,
                () -> {
                    reads.incrementAndGet();
                    return new float[] {1, 2};
                },
                2);
        Tensor column = deferred.reshape(2, 1);
        assertEquals(0, reads.get());
        assertSame(deferred.floats(), column.floats());
        assertEquals(2, deferred.floats()[1]);
        assertEquals(1, reads.get());
    }

    @Test
    void equalityIsByTypeShapeAndBits() {
        Tensor tensor = Tensor.of(new float[] {0, Float.NaN}, 2);
        assertEquals(tensor, Tensor.of(new float[] {0, Float.NaN}, 2));
        assertEquals(tensor.hashCode(), Tensor.of(new float[] {0, Float.NaN}, 2).hashCode());
        assertNotEquals(tensor, Tensor.of(new float[] {-0f, Float.NaN}, 2));
        assertNotEquals(tensor, Tensor.of(new float[] {0, Float.NaN}, 2, 1));
        assertNotEquals(Tensor.of(new byte[1], 1), Tensor.wrap(ElementType.UINT8, new byte[1], 1));
    }
}
