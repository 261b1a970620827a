package dev.lanewise.kernel;

import static dev.lanewise.kernel.Lanes.F;
import static dev.lanewise.kernel.Lanes.L;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Vector twins of the common functions of {@link BinaryKernels}: pairs, and one side fixed. */
final class BinarySimd {

    private BinarySimd() {}

    private static FloatVector at(float[] x, int i) {
        return FloatVector.fromArray(F, x, i);
    }

    /** Whether there is a twin for {@code f}. */
    static boolean has(BinaryFunction f) {
        return switch (f) {
            case ADD, SUB, MUL, DIV, MIN, MAX, PRELU, SQUARED_DIFFERENCE -> true;
            default -> false;
        };
    }

    static void pairs(BinaryFunction f, float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
        int end = F.loopBound(n);
        switch (f) {
            case ADD -> {
                for (int i = 0; i < end; i += L) {
                    at(a, ao + i).add(at(b, bo + i)).intoArray(y, yo + i);
                }
                for (int i = end; i < n; i++) {
                    y[yo + i] = a[ao + i] + b[bo + i];
                }
            }
            case SUB -> {
                for (int i = 0; i < end; i += L) {
                    at(a, ao + i).sub(at(b, bo + i)).intoArray(y, yo + i);
                }
                for (int i = end; i < n; i++) {
                    y[yo + i] = a[ao + i] - b[bo + i];
                }
            }
            case MUL -> {
                for (int i = 0; i < end; i += L) {
                    at(a, ao + i).mul(at(b, bo + i)).intoArray(y, yo + i);
                }
                for (int i = end; i < n; i++) {
                    y[yo + i] = a[ao + i] * b[bo + i];
                }
            }
            case DIV -> {
                for (int i = 0; i < end; i += L) {
                    at(a, ao + i).div(at(b, bo + i)).intoArray(y, yo + i);
                }
                for (int i = end; i < n; i++) {
                    y[yo + i] = a[ao + i] / b[bo + i];
                }
            }
            case MIN -> {
                for (int i = 0; i < end; i += L) {
                    at(a, ao + i).min(at(b, bo + i)).intoArray(y, yo + i);
                }
                for (int i = end; i < n; i++) {
                    y[yo + i] = Math.min(a[ao + i], b[bo + i]);
                }
            }
            case MAX -> {
                for (int i = 0; i < end; i += L) {
                    at(a, ao + i).max(at(b, bo + i)).intoArray(y, yo + i);
                }
                for (int i = end; i < n; i++) {
                    y[yo + i] = Math.max(a[ao + i], b[bo + i]);
                }
            }
            case SQUARED_DIFFERENCE -> {
                for (int i = 0; i < end; i += L) {
                    FloatVector v = at(a, ao + i).sub(at(b, bo + i));
                    v.mul(v).intoArray(y, yo + i);
                }
                for (int i = end; i < n; i++) {
                    float v = a[ao + i] - b[bo + i];
                    y[yo + i] = v * v;
                }
            }
            case PRELU -> {
                for (int i = 0; i < end; i += L) {
                    FloatVector v = at(a, ao + i);
                    v.blend(v.mul(at(b, bo + i)), v.compare(VectorOperators.LT, 0f))
                            .intoArray(y, yo + i);
                }
                for (int i = end; i < n; i++) {
                    float v = a[ao + i];
                    y[yo + i] = v < 0 ? v * b[bo + i] : v;
                }
            }
            default -> throw new IllegalArgumentException(f.name());
        }
    }

    static void right(BinaryFunction f, float[] a, int ao, float b, float[] y, int yo, int n) {
        int end = F.loopBound(n);
        FloatVector fixed = FloatVector.broadcast(F, b);
        switch (f) {
            case ADD -> {
                for (int i = 0; i < end; i += L) {
                    at(a, ao + i).add(fixed).intoArray(y, yo + i);
                }
                for (int i = end; i < n; i++) {
                    y[yo + i] = a[ao + i] + b;
                }
            }
            case SUB -> {
                for (int i = 0; i < end; i += L) {
                    at(a, ao + i).sub(fixed).intoArray(y, yo + i);
                }
                for (int i = end; i < n; i++) {
                    y[yo + i] = a[ao + i] - b;
                }
            }
            case MUL -> {
                for (int i = 0; i < end; i += L) {
                    at(a, ao + i).mul(fixed).intoArray(y, yo + i);
                }
                for (int i = end; i < n; i++) {
                    y[yo + i] = a[ao + i] * b;
                }
            }
            case DIV -> {
                for (int i = 0; i < end; i += L) {
                    at(a, ao + i).div(fixed).intoArray(y, yo + i);
                }
                for (int i = end; i < n; i++) {
                    y[yo + i] = a[ao + i] / b;
                }
            }
            case MIN -> {
                for (int i = 0; i < end; i += L) {
                    at(a, ao + i).min(fixed).intoArray(y, yo + i);
                }
                for (int i = end; i < n; i++) {
                    y[yo + i] = Math.min(a[ao + i], b);
                }
            }
            case MAX -> {
                for (int i = 0; i < end; i += L) {
                    at(a, ao + i).max(fixed).intoArray(y, yo + i);
                }
                for (int i = end; i < n; i++) {
                    y[yo + i] = Math.max(a[ao + i], b);
                }
            }
            case SQUARED_DIFFERENCE -> {
                for (int i = 0; i < end; i += L) {
                    FloatVector v = at(a, ao + i).sub(fixed);
                    v.mul(v).intoArray(y, yo + i);
                }
                for (int i = end; i < n; i++) {
                    float v = a[ao + i] - b;
                    y[yo + i] = v * v;
                }
            }
            case PRELU -> {
                for (int i = 0; i < end; i += L) {
                    FloatVector v = at(a, ao + i);
                    v.blend(v.mul(fixed), v.compare(VectorOperators.LT, 0f)).intoArray(y, yo + i);
                }
                for (int i = end; i < n; i++) {
                    float v = a[ao + i];
                    y[yo + i] = v < 0 ? v * b : v;
                }
            }
            default -> throw new IllegalArgumentException(f.name());
        }
    }

    static void left(BinaryFunction f, float a, float[] b, int bo, float[] y, int yo, int n) {
        int end = F.loopBound(n);
        FloatVector fixed = FloatVector.broadcast(F, a);
        switch (f) {
            case ADD -> {
                for (int i = 0; i < end; i += L) {
                    fixed.add(at(b, bo + i)).intoArray(y, yo + i);
                }
                for (int i = end; i < n; i++) {
                    y[yo + i] = a + b[bo + i];
                }
            }
            case SUB -> {
                for (int i = 0; i < end; i += L) {
                    fixed.sub(at(b, bo + i)).intoArray(y, yo + i);
                }
                for (int i = end; i < n; i++) {
                    y[yo + i] = a - b[bo + i];
                }
            }
            case MUL -> {
                for (int i = 0; i < end; i += L) {
                    fixed.mul(at(b, bo + i)).intoArray(y, yo + i);
                }
                for (int i = end; i < n; i++) {
                    y[yo + i] = a * b[bo + i];
                }
            }
            case DIV -> {
                for (int i = 0; i < end; i += L) {
                    fixed.div(at(b, bo + i)).intoArray(y, yo + i);
                }
                for (int i = end; i < n; i++) {
                    y[yo + i] = a / b[bo + i];
                }
            }
            case MIN -> {
                for (int i = 0; i < end; i += L) {
                    fixed.min(at(b, bo + i)).intoArray(y, yo + i);
                }
                for (int i = end; i < n; i++) {
                    y[yo + i] = Math.min(a, b[bo + i]);
                }
            }
            case MAX -> {
                for (int i = 0; i < end; i += L) {
                    fixed.max(at(b, bo + i)).intoArray(y, yo + i);
                }
                for (int i = end; i < n; i++) {
                    y[yo + i] = Math.max(a, b[bo + i]);
                }
            }
            case SQUARED_DIFFERENCE -> {
                for (int i = 0; i < end; i += L) {
                    FloatVector v = fixed.sub(at(b, bo + i));
                    v.mul(v).intoArray(y, yo + i);
                }
                for (int i = end; i < n; i++) {
                    float v = a - b[bo + i];
                    y[yo + i] = v * v;
                }
            }
            case PRELU -> {
                for (int i = 0; i < end; i += L) {
                    FloatVector v = fixed;
                    v.blend(v.mul(at(b, bo + i)), v.compare(VectorOperators.LT, 0f))
                            .intoArray(y, yo + i);
                }
                for (int i = end; i < n; i++) {
                    float v = a;
                    y[yo + i] = v < 0 ? v * b[bo + i] : v;
                }
            }
            default -> throw new IllegalArgumentException(f.name());
        }
    }
}
