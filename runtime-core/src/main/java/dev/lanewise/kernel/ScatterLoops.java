package dev.lanewise.kernel;

/** Combines updates with what is there, in the arithmetic of the number format. */
final class ScatterLoops {

    private ScatterLoops() {}

    /** Combines {@code count} neighbouring elements. */
    static void combine(
            NumberFormat format, ScatterReduction reduction, Object updates, int uo, Object target, int o, int count) {
        if (reduction == ScatterReduction.ADD && target instanceof float[] floats) {
            Resize.add((float[]) updates, uo, floats, o, count);
        } else if (format.isFloating()) {
            for (int i = 0; i < count; i++) {
                double old = NumberCodec.readDouble(format, target, o + i);
                double update = NumberCodec.readDouble(format, updates, uo + i);
                NumberCodec.writeDouble(
                        format, target, o + i, reduction.apply(old, update), true, ScaleRounding.NEAREST);
            }
        } else {
            boolean unsigned = !format.isSigned();
            for (int i = 0; i < count; i++) {
                long old = NumberCodec.readLong(format, target, o + i);
                long update = NumberCodec.readLong(format, updates, uo + i);
                NumberCodec.writeLong(format, target, o + i, reduction.apply(old, update, unsigned));
            }
        }
    }
}
