package dev.lanewise.kernel;

/** The conversions that models run on whole activations, in loops that C2 vectorises where it can. */
final class ConvertLoops {

    private ConvertLoops() {}

    /** Converts and returns true, or returns false where no loop is written for the pair. */
    static boolean run(NumberFormat from, Object source, int so, NumberFormat to, Object target, int o, int count) {
        return switch (from) {
            case FLOAT -> fromFloat((float[]) source, so, to, target, o, count);
            case INT32 -> fromInt((int[]) source, so, to, target, o, count);
            case INT64 -> fromLong((long[]) source, so, to, target, o, count);
            default -> to == NumberFormat.FLOAT && toFloat(from, source, so, (float[]) target, o, count);
        };
    }

    private static boolean fromFloat(float[] x, int xo, NumberFormat to, Object target, int o, int count) {
        switch (to) {
            case FLOAT16 -> {
                short[] y = (short[]) target;
                for (int i = 0; i < count; i++) {
                    y[o + i] = Float.floatToFloat16(x[xo + i]);
                }
            }
            case BFLOAT16 -> {
                short[] y = (short[]) target;
                for (int i = 0; i < count; i++) {
                    y[o + i] = NumberCodec.toBfloat16(x[xo + i]);
                }
            }
            case DOUBLE -> {
                double[] y = (double[]) target;
                for (int i = 0; i < count; i++) {
                    y[o + i] = x[xo + i];
                }
            }
            case INT32 -> {
                int[] y = (int[]) target;
                for (int i = 0; i < count; i++) {
                    y[o + i] = (int) x[xo + i];
                }
            }
            case INT64 -> {
                long[] y = (long[]) target;
                for (int i = 0; i < count; i++) {
                    y[o + i] = (long) x[xo + i];
                }
            }
            case INT8, UINT8 -> {
                byte[] y = (byte[]) target;
                for (int i = 0; i < count; i++) {
                    y[o + i] = (byte) (int) x[xo + i];
                }
            }
            case BOOL -> {
                byte[] y = (byte[]) target;
                for (int i = 0; i < count; i++) {
                    y[o + i] = (byte) (x[xo + i] != 0 ? 1 : 0);
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static boolean fromInt(int[] x, int xo, NumberFormat to, Object target, int o, int count) {
        switch (to) {
            case FLOAT -> {
                float[] y = (float[]) target;
                for (int i = 0; i < count; i++) {
                    y[o + i] = x[xo + i];
                }
            }
            case INT64 -> {
                long[] y = (long[]) target;
                for (int i = 0; i < count; i++) {
                    y[o + i] = x[xo + i];
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static boolean fromLong(long[] x, int xo, NumberFormat to, Object target, int o, int count) {
        switch (to) {
            case FLOAT -> {
                float[] y = (float[]) target;
                for (int i = 0; i < count; i++) {
                    y[o + i] = x[xo + i];
                }
            }
            case INT32 -> {
                int[] y = (int[]) target;
                for (int i = 0; i < count; i++) {
                    y[o + i] = (int) x[xo + i];
                }
            }
            case BOOL -> {
                byte[] y = (byte[]) target;
                for (int i = 0; i < count; i++) {
                    y[o + i] = (byte) (x[xo + i] != 0 ? 1 : 0);
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static boolean toFloat(NumberFormat from, Object source, int so, float[] y, int o, int count) {
        switch (from) {
            case FLOAT16 -> {
                short[] x = (short[]) source;
                for (int i = 0; i < count; i++) {
                    y[o + i] = Float.float16ToFloat(x[so + i]);
                }
            }
            case BFLOAT16 -> {
                short[] x = (short[]) source;
                for (int i = 0; i < count; i++) {
                    y[o + i] = NumberCodec.fromBfloat16(x[so + i]);
                }
            }
            case DOUBLE -> {
                double[] x = (double[]) source;
                for (int i = 0; i < count; i++) {
                    y[o + i] = (float) x[so + i];
                }
            }
            case BOOL -> {
                byte[] x = (byte[]) source;
                for (int i = 0; i < count; i++) {
                    y[o + i] = x[so + i] != 0 ? 1 : 0;
                }
            }
            case INT2, INT4, INT8 -> {
                byte[] x = (byte[]) source;
                for (int i = 0; i < count; i++) {
                    y[o + i] = x[so + i];
                }
            }
            case UINT2, UINT4, UINT8 -> {
                byte[] x = (byte[]) source;
                for (int i = 0; i < count; i++) {
                    y[o + i] = x[so + i] & 0xFF;
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }
}
