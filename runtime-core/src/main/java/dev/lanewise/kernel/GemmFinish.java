package dev.lanewise.kernel;

/** The end of a GEMM or convolution: adds the residual and applies the activation to a block of C still in cache. */
final class GemmFinish {

    private GemmFinish() {}

    /** {@code rows} rows of {@code width} floats, whole pixels; the residual may be {@link Gemm#NONE}. */
    static void run(
            int rows, int width, float[] residual, int ro, int ldr, float[] c, int co, int ldc, Epilogue epilogue) {
        run(rows, 0, width, residual, ro, ldr, c, co, ldc, epilogue);
    }

    /** The same where {@code c} and the residual begin at a column of the output. */
    static void run(
            int rows,
            int column,
            int width,
            float[] residual,
            int ro,
            int ldr,
            float[] c,
            int co,
            int ldc,
            Epilogue epilogue) {
        Rescaling rescaling = epilogue.rescaling();
        if (rescaling != null) {
            rescale(rescaling, rows, column, width, c, co, ldc);
            return;
        }
        if (residual.length == 0 && epilogue.activation() == Activations.NONE) {
            return;
        }
        boolean whole = ldc == width && (residual.length == 0 || ldr == width);
        int length = whole ? rows * width : width;
        for (int row = 0; row < (whole ? 1 : rows); row++) {
            int at = co + row * ldc;
            if (residual.length == 0) {
                activate(epilogue, c, at, length);
            } else if (Twins.simd() && epilogue.activation() == Activations.CLIP) {
                GemmFinishSimd.addAndClip(residual, ro + row * ldr, epilogue.alpha(), epilogue.beta(), c, at, length);
            } else {
                add(residual, ro + row * ldr, c, at, length);
                activate(epilogue, c, at, length);
            }
        }
    }

    private static void rescale(Rescaling rescaling, int rows, int column, int width, float[] c, int co, int ldc) {
        if (ldc == width) {
            rescaling.run(c, co, c, co, rows * width);
        } else {
            rescaling.run(c, co, c, co, ldc, rows, column, width);
        }
    }

    private static void activate(Epilogue epilogue, float[] c, int co, int length) {
        if (Twins.simd() && epilogue.activation() == Activations.CLIP) {
            GemmFinishSimd.clip(epilogue.alpha(), epilogue.beta(), c, co, length);
        } else {
            Activations.apply(epilogue.activation(), epilogue.alpha(), epilogue.beta(), c, co, length);
        }
    }

    private static void add(float[] residual, int ro, float[] c, int co, int length) {
        if (Twins.simd()) {
            GemmFinishSimd.add(residual, ro, c, co, length);
        } else {
            for (int i = 0; i < length; i++) {
                c[co + i] += residual[ro + i];
            }
        }
    }
}
