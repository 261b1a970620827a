package dev.lanewise.tflite;

import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.LanewiseException;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tflite.file.FlatTable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How the elements of a sparse tensor lie: the table SparsityParameters. Levels are walked in traversal order, dense
 * ones through all their indices, sparse ones through those listed; the levels behind the tensor's rank walk through a
 * block.
 */
record SparseData(
        int[] order, int[] blockMap, List<Level> levels, Function<String, ? extends LanewiseException> error) {

    /** One level; a dense one has an extent, a sparse one the segments and indices of compressed rows. */
    private record Level(int extent, int @Nullable [] segments, int[] indices) {}

    static SparseData of(FlatTable table, Function<String, ? extends LanewiseException> error) {
        var levels = new ArrayList<Level>();
        for (FlatTable level : table.tables(2)) {
            levels.add(
                    level.int8(0, 0) == 0
                            ? new Level(level.int32(1, 0), null, new int[0])
                            : new Level(0, numbers(level, 2), numbers(level, 4)));
        }
        return new SparseData(table.ints(0), table.ints(1), levels, error);
    }

    private static int[] numbers(FlatTable level, int field) {
        FlatTable vector = level.table(field + 1);
        if (vector == null) {
            return new int[0];
        }
        return switch (level.int8(field, 0)) {
            case 1 -> vector.ints(0);
            case 2 -> {
                short[] shorts = vector.shorts(0);
                var numbers = new int[shorts.length];
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] = Short.toUnsignedInt(shorts[i]);
                }
                yield numbers;
            }
            default -> {
                ByteBuffer bytes = vector.bytes(0);
                var numbers = new int[bytes.remaining()];
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] = Byte.toUnsignedInt(bytes.get(i));
                }
                yield numbers;
            }
        };
    }

    /** The tensor with zeros where the file stores nothing. */
    Tensor expand(ElementType type, ByteBuffer stored, long[] shape) {
        int rank = shape.length;
        if (levels.size() != rank + blockMap.length || order.length != levels.size()) {
            throw error.apply("is sparse with " + levels.size() + " levels, which do not fit its shape");
        }
        for (int i = 0; i < order.length; i++) {
            if (order[i] < 0 || order[i] >= order.length || (order[i] < rank) != (i < rank)) {
                throw error.apply("is sparse in an order that is no permutation");
            }
        }
        for (int axis : blockMap) {
            if (axis < 0 || axis >= rank) {
                throw error.apply("is sparse with blocks along axis " + axis);
            }
        }
        int elements = type.bits() == 0 ? 0 : (int) Math.min(Integer.MAX_VALUE, stored.remaining() * 8L / type.bits());
        Tensor dense = Tensor.zeros(type, shape);
        new Walk(dense, Tensor.of(type, stored.slice(0, (int) ((long) elements * type.bits() / 8)), elements))
                .level(0, 0);
        return dense;
    }

    private final class Walk {
        private final Tensor dense;
        private final Tensor stored;
        private final int[] at = new int[order.length];
        private int next;
        private int steps;

        Walk(Tensor dense, Tensor stored) {
            this.dense = dense;
            this.stored = stored;
        }

        void level(int number, int parent) {
            if (number == levels.size()) {
                put();
                return;
            }
            Level level = levels.get(number);
            int[] segments = level.segments();
            if (segments == null) {
                for (int i = 0; i < level.extent(); i++) {
                    at[order[number]] = i;
                    level(number + 1, Math.addExact(Math.multiplyExact(parent, level.extent()), i));
                }
                return;
            }
            int end = parent + 1 < segments.length ? segments[parent + 1] : -1;
            if (end > level.indices().length || end < 0 || segments[parent] < 0) {
                throw error.apply("is sparse with segments outside its indices");
            }
            for (int i = segments[parent]; i < end; i++) {
                at[order[number]] = level.indices()[i];
                level(number + 1, i);
            }
        }

        private void put() {
            long[] shape = dense.shape();
            int rank = shape.length;
            var place = new long[rank];
            for (int i = 0; i < rank; i++) {
                place[i] = at[i];
            }
            for (int i = 0; i < blockMap.length; i++) {
                int level = rank;
                while (order[level] != rank + i) {
                    level++;
                }
                place[blockMap[i]] = place[blockMap[i]] * levels.get(level).extent() + at[rank + i];
            }
            long index = 0;
            for (int i = 0; i < rank; i++) {
                if (place[i] < 0 || place[i] >= shape[i]) {
                    throw error.apply("is sparse with an element outside its shape");
                }
                index = index * shape[i] + place[i];
            }
            if (next >= stored.size() || ++steps > dense.size()) {
                throw error.apply("is sparse with " + stored.size() + " elements stored, too few for its indices");
            }
            System.arraycopy(stored.array(), next++, dense.array(), (int) index, 1);
        }
    }
}
