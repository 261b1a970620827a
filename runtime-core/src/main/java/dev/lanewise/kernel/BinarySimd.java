package dev.lanewise.kernel;

import static dev.lanewise.kernel.Lanes.F;
import static dev.lanewise.kernel.Lanes.L;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Vector twins of the common functions of {@link BinaryKernels}: pairs, and one side fixed. Every loop is a method of its
 * own: C2 gives up inlining, and boxes vectors, where several share one.
 */
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
        switch (f) {
            case ADD -> addPairs(a, ao, b, bo, y, yo, n);
            case SUB -> subPairs(a, ao, b, bo, y, yo, n);
            case MUL -> mulPairs(a, ao, b, bo, y, yo, n);
            case DIV -> divPairs(a, ao, b, bo, y, yo, n);
            case MIN -> minPairs(a, ao, b, bo, y, yo, n);
            case MAX -> maxPairs(a, ao, b, bo, y, yo, n);
            case SQUARED_DIFFERENCE -> squaredDifferencePairs(a, ao, b, bo, y, yo, n);
            case PRELU -> preluPairs(a, ao, b, bo, y, yo, n);
            default -> throw new IllegalArgumentException(f.name());
        }
    }

    private static void addPairs(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
        int end = F.loopBound(n);
        for (int i = 0; i < end; i += L) {
            at(a, ao + i).add(at(b, bo + i)).intoArray(y, yo + i);
        }
        for (int i = end; i < n; i++) {
            y[yo + i] = a[ao + i] + b[bo + i];
        }
    }

    private static void subPairs(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
        int end = F.loopBound(n);
        for (int i = 0; i < end; i += L) {
            at(a, ao + i).sub(at(b, bo + i)).intoArray(y, yo + i);
        }
        for (int i = end; i < n; i++) {
            y[yo + i] = a[ao + i] - b[bo + i];
        }
    }

    private static void mulPairs(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
        int end = F.loopBound(n);
        for (int i = 0; i < end; i += L) {
            at(a, ao + i).mul(at(b, bo + i)).intoArray(y, yo + i);
        }
        for (int i = end; i < n; i++) {
            y[yo + i] = a[ao + i] * b[bo + i];
        }
    }

    private static void divPairs(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
        int end = F.loopBound(n);
        for (int i = 0; i < end; i += L) {
            at(a, ao + i).div(at(b, bo + i)).intoArray(y, yo + i);
        }
        for (int i = end; i < n; i++) {
            y[yo + i] = a[ao + i] / b[bo + i];
        }
    }

    private static void minPairs(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
        int end = F.loopBound(n);
        for (int i = 0; i < end; i += L) {
            at(a, ao + i).min(at(b, bo + i)).intoArray(y, yo + i);
        }
        for (int i = end; i < n; i++) {
            y[yo + i] = Math.min(a[ao + i], b[bo + i]);
        }
    }

    private static void maxPairs(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
        int end = F.loopBound(n);
        for (int i = 0; i < end; i += L) {
            at(a, ao + i).max(at(b, bo + i)).intoArray(y, yo + i);
        }
        for (int i = end; i < n; i++) {
            y[yo + i] = Math.max(a[ao + i], b[bo + i]);
        }
    }

    private static void squaredDifferencePairs(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
        int end = F.loopBound(n);
        for (int i = 0; i < end; i += L) {
            FloatVector v = at(a, ao + i).sub(at(b, bo + i));
            v.mul(v).intoArray(y, yo + i);
        }
        for (int i = end; i < n; i++) {
            float v = a[ao + i] - b[bo + i];
            y[yo + i] = v * v;
        }
    }

    private static void preluPairs(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
        int end = F.loopBound(n);
        for (int i = 0; i < end; i += L) {
            FloatVector v = at(a, ao + i);
            v.blend(v.mul(at(b, bo + i)), v.compare(VectorOperators.LT, 0f)).intoArray(y, yo + i);
        }
        for (int i = end; i < n; i++) {
            float v = a[ao + i];
            y[yo + i] = v < 0 ? v * b[bo + i] : v;
        }
    }

    static void right(BinaryFunction f, float[] a, int ao, float b, float[] y, int yo, int n) {
        switch (f) {
            case ADD -> addRight(a, ao, b, y, yo, n);
            case SUB -> subRight(a, ao, b, y, yo, n);
            case MUL -> mulRight(a, ao, b, y, yo, n);
            case DIV -> divRight(a, ao, b, y, yo, n);
            case MIN -> minRight(a, ao, b, y, yo, n);
            case MAX -> maxRight(a, ao, b, y, yo, n);
            case SQUARED_DIFFERENCE -> squaredDifferenceRight(a, ao, b, y, yo, n);
            case PRELU -> preluRight(a, ao, b, y, yo, n);
            default -> throw new IllegalArgumentException(f.name());
        }
    }

    private static void addRight(float[] a, int ao, float b, float[] y, int yo, int n) {
        int end = F.loopBound(n);
        FloatVector fixed = FloatVector.broadcast(F, b);
        for (int i = 0; i < end; i += L) {
            at(a, ao + i).add(fixed).intoArray(y, yo + i);
        }
        for (int i = end; i < n; i++) {
            y[yo + i] = a[ao + i] + b;
        }
    }

    private static void subRight(float[] a, int ao, float b, float[] y, int yo, int n) {
        int end = F.loopBound(n);
        FloatVector fixed = FloatVector.broadcast(F, b);
        for (int i = 0; i < end; i += L) {
            at(a, ao + i).sub(fixed).intoArray(y, yo + i);
        }
        for (int i = end; i < n; i++) {
            y[yo + i] = a[ao + i] - b;
        }
    }

    private static void mulRight(float[] a, int ao, float b, float[] y, int yo, int n) {
        int end = F.loopBound(n);
        FloatVector fixed = FloatVector.broadcast(F, b);
        for (int i = 0; i < end; i += L) {
            at(a, ao + i).mul(fixed).intoArray(y, yo + i);
        }
        for (int i = end; i < n; i++) {
            y[yo + i] = a[ao + i] * b;
        }
    }

    private static void divRight(float[] a, int ao, float b, float[] y, int yo, int n) {
        int end = F.loopBound(n);
        FloatVector fixed = FloatVector.broadcast(F, b);
        for (int i = 0; i < end; i += L) {
            at(a, ao + i).div(fixed).intoArray(y, yo + i);
        }
        for (int i = end; i < n; i++) {
            y[yo + i] = a[ao + i] / b;
        }
    }

    private static void minRight(float[] a, int ao, float b, float[] y, int yo, int n) {
        int end = F.loopBound(n);
        FloatVector fixed = FloatVector.broadcast(F, b);
        for (int i = 0; i < end; i += L) {
            at(a, ao + i).min(fixed).intoArray(y, yo + i);
        }
        for (int i = end; i < n; i++) {
            y[yo + i] = Math.min(a[ao + i], b);
        }
    }

    private static void maxRight(float[] a, int ao, float b, float[] y, int yo, int n) {
        int end = F.loopBound(n);
        FloatVector fixed = FloatVector.broadcast(F, b);
        for (int i = 0; i < end; i += L) {
            at(a, ao + i).max(fixed).intoArray(y, yo + i);
        }
        for (int i = end; i < n; i++) {
            y[yo + i] = Math.max(a[ao + i], b);
        }
    }

    private static void squaredDifferenceRight(float[] a, int ao, float b, float[] y, int yo, int n) {
        int end = F.loopBound(n);
        FloatVector fixed = FloatVector.broadcast(F, b);
        for (int i = 0; i < end; i += L) {
            FloatVector v = at(a, ao + i).sub(fixed);
            v.mul(v).intoArray(y, yo + i);
        }
        for (int i = end; i < n; i++) {
            float v = a[ao + i] - b;
            y[yo + i] = v * v;
        }
    }

    private static void preluRight(float[] a, int ao, float b, float[] y, int yo, int n) {
        int end = F.loopBound(n);
        FloatVector fixed = FloatVector.broadcast(F, b);
        for (int i = 0; i < end; i += L) {
            FloatVector v = at(a, ao + i);
            v.blend(v.mul(fixed), v.compare(VectorOperators.LT, 0f)).intoArray(y, yo + i);
        }
        for (int i = end; i < n; i++) {
            float v = a[ao + i];
            y[yo + i] = v < 0 ? v * b : v;
        }
    }

    static void left(BinaryFunction f, float a, float[] b, int bo, float[] y, int yo, int n) {
        switch (f) {
            case ADD -> addLeft(a, b, bo, y, yo, n);
            case SUB -> subLeft(a, b, bo, y, yo, n);
            case MUL -> mulLeft(a, b, bo, y, yo, n);
            case DIV -> divLeft(a, b, bo, y, yo, n);
            case MIN -> minLeft(a, b, bo, y, yo, n);
            case MAX -> maxLeft(a, b, bo, y, yo, n);
            case SQUARED_DIFFERENCE -> squaredDifferenceLeft(a, b, bo, y, yo, n);
            case PRELU -> preluLeft(a, b, bo, y, yo, n);
            default -> throw new IllegalArgumentException(f.name());
        }
    }

    private static void addLeft(float a, float[] b, int bo, float[] y, int yo, int n) {
        int end = F.loopBound(n);
        FloatVector fixed = FloatVector.broadcast(F, a);
        for (int i = 0; i < end; i += L) {
            fixed.add(at(b, bo + i)).intoArray(y, yo + i);
        }
        for (int i = end; i < n; i++) {
            y[yo + i] = a + b[bo + i];
        }
    }

    private static void subLeft(float a, float[] b, int bo, float[] y, int yo, int n) {
        int end = F.loopBound(n);
        FloatVector fixed = FloatVector.broadcast(F, a);
        for (int i = 0; i < end; i += L) {
            fixed.sub(at(b, bo + i)).intoArray(y, yo + i);
        }
        for (int i = end; i < n; i++) {
            y[yo + i] = a - b[bo + i];
        }
    }

    private static void mulLeft(float a, float[] b, int bo, float[] y, int yo, int n) {
        int end = F.loopBound(n);
        FloatVector fixed = FloatVector.broadcast(F, a);
        for (int i = 0; i < end; i += L) {
            fixed.mul(at(b, bo + i)).intoArray(y, yo + i);
        }
        for (int i = end; i < n; i++) {
            y[yo + i] = a * b[bo + i];
        }
    }

    private static void divLeft(float a, float[] b, int bo, float[] y, int yo, int n) {
        int end = F.loopBound(n);
        FloatVector fixed = FloatVector.broadcast(F, a);
        for (int i = 0; i < end; i += L) {
            fixed.div(at(b, bo + i)).intoArray(y, yo + i);
        }
        for (int i = end; i < n; i++) {
            y[yo + i] = a / b[bo + i];
        }
    }

    private static void minLeft(float a, float[] b, int bo, float[] y, int yo, int n) {
        int end = F.loopBound(n);
        FloatVector fixed = FloatVector.broadcast(F, a);
        for (int i = 0; i < end; i += L) {
            fixed.min(at(b, bo + i)).intoArray(y, yo + i);
        }
        for (int i = end; i < n; i++) {
            y[yo + i] = Math.min(a, b[bo + i]);
        }
    }

    private static void maxLeft(float a, float[] b, int bo, float[] y, int yo, int n) {
        int end = F.loopBound(n);
        FloatVector fixed = FloatVector.broadcast(F, a);
        for (int i = 0; i < end; i += L) {
            fixed.max(at(b, bo + i)).intoArray(y, yo + i);
        }
        for (int i = end; i < n; i++) {
            y[yo + i] = Math.max(a, b[bo + i]);
        }
    }

    private static void squaredDifferenceLeft(float a, float[] b, int bo, float[] y, int yo, int n) {
        int end = F.loopBound(n);
        FloatVector fixed = FloatVector.broadcast(F, a);
        for (int i = 0; i < end; i += L) {
            FloatVector v = fixed.sub(at(b, bo + i));
            v.mul(v).intoArray(y, yo + i);
        }
        for (int i = end; i < n; i++) {
            float v = a - b[bo + i];
            y[yo + i] = v * v;
        }
    }

    private static void preluLeft(float a, float[] b, int bo, float[] y, int yo, int n) {
        int end = F.loopBound(n);
        FloatVector fixed = FloatVector.broadcast(F, a);
        for (int i = 0; i < end; i += L) {
            FloatVector v = fixed;
            v.blend(v.mul(at(b, bo + i)), v.compare(VectorOperators.LT, 0f)).intoArray(y, yo + i);
        }
        for (int i = end; i < n; i++) {
            float v = a;
            y[yo + i] = v < 0 ? v * b[bo + i] : v;
        }
    }
}
