package dev.lanewise.op.signal;

/**
 * Lines along an axis of numbers with one or two parts, in FLOAT or DOUBLE arrays.
 *
 * @param inputs extent of the axis in the input
 * @param inner numbers behind the axis
 * @param inputParts parts of a number in the input
 * @param outputs extent of the axis in the output
 * @param outputParts parts of a number in the output
 */
record Lines(int inputs, int inner, int inputParts, int outputs, int outputParts) {

    /** Reads line {@code line} into {@code n} complex numbers, cut or filled with zeros. */
    void read(Object x, int xo, int line, double[] z, int zo, int n) {
        int first = xo + (line / inner * inputs * inner + line % inner) * inputParts;
        int step = inner * inputParts;
        for (int i = 0; i < n; i++) {
            boolean inside = i < inputs;
            z[zo + 2 * i] = inside ? at(x, first + i * step) : 0;
            z[zo + 2 * i + 1] = inside && inputParts == 2 ? at(x, first + i * step + 1) : 0;
        }
    }

    /** Writes the first {@link #outputs} complex numbers to line {@code line}. */
    void write(double[] z, int zo, Object y, int yo, int line) {
        int first = yo + (line / inner * outputs * inner + line % inner) * outputParts;
        int step = inner * outputParts;
        for (int i = 0; i < outputs; i++) {
            for (int part = 0; part < outputParts; part++) {
                put(y, first + i * step + part, z[zo + 2 * i + part]);
            }
        }
    }

    static double at(Object x, int i) {
        return x instanceof float[] floats ? floats[i] : ((double[]) x)[i];
    }

    private static void put(Object y, int i, double value) {
        if (y instanceof float[] floats) {
            floats[i] = (float) value;
        } else {
            ((double[]) y)[i] = value;
        }
    }
}
