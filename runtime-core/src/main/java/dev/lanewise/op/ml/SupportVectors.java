package dev.lanewise.op.ml;

import java.util.Locale;

/**
 * Support vectors with the kernel function that compares them with a row.
 *
 * @param vectors row by row, {@code count} times as many as there are features
 */
public record SupportVectors(Kernel kernel, double gamma, double constant, double degree, float[] vectors, int count) {

    /** ONNX ML {@code kernel_type}. */
    public enum Kernel {
        LINEAR,
        POLY,
        RBF,
        SIGMOID;

        /** The kernel called {@code name} in any case. */
        public static Kernel of(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }
    }

    /** Features of each vector. */
    int features() {
        return count == 0 ? 0 : vectors.length / count;
    }

    /** The kernel function of a row and vector {@code index}. */
    double compare(double[] row, int start, int index) {
        int features = features();
        double sum = 0;
        for (int i = 0; i < features; i++) {
            double v = vectors[index * features + i];
            double x = row[start + i];
            sum += kernel == Kernel.RBF ? (x - v) * (x - v) : x * v;
        }
        return switch (kernel) {
            case LINEAR -> sum;
            case POLY -> Math.pow(gamma * sum + constant, degree);
            case RBF -> Math.exp(-gamma * sum);
            case SIGMOID -> Math.tanh(gamma * sum + constant);
        };
    }
}
