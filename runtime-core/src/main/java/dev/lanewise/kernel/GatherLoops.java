package dev.lanewise.kernel;

/** Moves elements from where offsets or indices point to a dense run, for every carrier. */
final class GatherLoops {

    private static final int SHORT_BLOCK = 8;

    private GatherLoops() {}

    /** Block {@code i} of the target is the one at {@code so + offsets[oo + i]}; negative offsets are passed over. */
    static void blocks(Object source, int so, int[] offsets, int oo, int count, int block, Object target, int o) {
        if (block >= SHORT_BLOCK) {
            for (int i = 0; i < count; i++) {
                int offset = offsets[oo + i];
                if (offset >= 0) {
                    System.arraycopy(source, so + offset, target, o + i * block, block);
                }
            }
            return;
        }
        switch (source) {
            case float[] from -> move(from, so, offsets, oo, count, block, (float[]) target, o);
            case double[] from -> move(from, so, offsets, oo, count, block, (double[]) target, o);
            case int[] from -> move(from, so, offsets, oo, count, block, (int[]) target, o);
            case long[] from -> move(from, so, offsets, oo, count, block, (long[]) target, o);
            case short[] from -> move(from, so, offsets, oo, count, block, (short[]) target, o);
            case byte[] from -> move(from, so, offsets, oo, count, block, (byte[]) target, o);
            case Object[] from -> move(from, so, offsets, oo, count, block, (Object[]) target, o);
            default -> throw new IllegalArgumentException("no carrier: " + source.getClass());
        }
    }

    private static void move(
            float[] source, int so, int[] offsets, int oo, int count, int block, float[] target, int o) {
        for (int i = 0; i < count; i++) {
            int offset = offsets[oo + i];
            for (int j = 0; offset >= 0 && j < block; j++) {
                target[o + i * block + j] = source[so + offset + j];
            }
        }
    }

    private static void move(
            double[] source, int so, int[] offsets, int oo, int count, int block, double[] target, int o) {
        for (int i = 0; i < count; i++) {
            int offset = offsets[oo + i];
            for (int j = 0; offset >= 0 && j < block; j++) {
                target[o + i * block + j] = source[so + offset + j];
            }
        }
    }

    private static void move(int[] source, int so, int[] offsets, int oo, int count, int block, int[] target, int o) {
        for (int i = 0; i < count; i++) {
            int offset = offsets[oo + i];
            for (int j = 0; offset >= 0 && j < block; j++) {
                target[o + i * block + j] = source[so + offset + j];
            }
        }
    }

    private static void move(long[] source, int so, int[] offsets, int oo, int count, int block, long[] target, int o) {
        for (int i = 0; i < count; i++) {
            int offset = offsets[oo + i];
            for (int j = 0; offset >= 0 && j < block; j++) {
                target[o + i * block + j] = source[so + offset + j];
            }
        }
    }

    private static void move(
            short[] source, int so, int[] offsets, int oo, int count, int block, short[] target, int o) {
        for (int i = 0; i < count; i++) {
            int offset = offsets[oo + i];
            for (int j = 0; offset >= 0 && j < block; j++) {
                target[o + i * block + j] = source[so + offset + j];
            }
        }
    }

    private static void move(byte[] source, int so, int[] offsets, int oo, int count, int block, byte[] target, int o) {
        for (int i = 0; i < count; i++) {
            int offset = offsets[oo + i];
            for (int j = 0; offset >= 0 && j < block; j++) {
                target[o + i * block + j] = source[so + offset + j];
            }
        }
    }

    private static void move(
            Object[] source, int so, int[] offsets, int oo, int count, int block, Object[] target, int o) {
        for (int i = 0; i < count; i++) {
            int offset = offsets[oo + i];
            for (int j = 0; offset >= 0 && j < block; j++) {
                target[o + i * block + j] = source[so + offset + j];
            }
        }
    }

    /** Element {@code i} of the target is the one at {@code so + i * lineStep + index(i) * axisStep}. */
    static void pick(
            Object source,
            int so,
            int lineStep,
            int axisStep,
            Object indices,
            int io,
            int axis,
            Object target,
            int o,
            int count) {
        switch (source) {
            case float[] from -> {
                float[] to = (float[]) target;
                for (int i = 0; i < count; i++) {
                    to[o + i] = from[so + i * lineStep + GatherIndices.at(indices, io + i, axis) * axisStep];
                }
            }
            case double[] from -> {
                double[] to = (double[]) target;
                for (int i = 0; i < count; i++) {
                    to[o + i] = from[so + i * lineStep + GatherIndices.at(indices, io + i, axis) * axisStep];
                }
            }
            case int[] from -> {
                int[] to = (int[]) target;
                for (int i = 0; i < count; i++) {
                    to[o + i] = from[so + i * lineStep + GatherIndices.at(indices, io + i, axis) * axisStep];
                }
            }
            case long[] from -> {
                long[] to = (long[]) target;
                for (int i = 0; i < count; i++) {
                    to[o + i] = from[so + i * lineStep + GatherIndices.at(indices, io + i, axis) * axisStep];
                }
            }
            case short[] from -> {
                short[] to = (short[]) target;
                for (int i = 0; i < count; i++) {
                    to[o + i] = from[so + i * lineStep + GatherIndices.at(indices, io + i, axis) * axisStep];
                }
            }
            case byte[] from -> {
                byte[] to = (byte[]) target;
                for (int i = 0; i < count; i++) {
                    to[o + i] = from[so + i * lineStep + GatherIndices.at(indices, io + i, axis) * axisStep];
                }
            }
            case Object[] from -> {
                Object[] to = (Object[]) target;
                for (int i = 0; i < count; i++) {
                    to[o + i] = from[so + i * lineStep + GatherIndices.at(indices, io + i, axis) * axisStep];
                }
            }
            default -> throw new IllegalArgumentException("no carrier: " + source.getClass());
        }
    }
}
