package dev.lanewise.kernel;

import org.jspecify.annotations.Nullable;

/**
 * What happens to a finished GEMM or convolution tile: one of {@link Activations}, with its two parameters, or sums of
 * integers brought to another scale.
 */
public record Epilogue(
        int activation, float alpha, float beta, @Nullable Rescaling rescaling) {

    /** Leaves the tile as it is. */
    public static final Epilogue NONE = new Epilogue(Activations.NONE, 0, 0);

    /** ReLU, {@code max(x, 0)}. */
    public static final Epilogue RELU = new Epilogue(Activations.CLIP, 0, Float.POSITIVE_INFINITY);

    public Epilogue(int activation, float alpha, float beta) {
        this(activation, alpha, beta, null);
    }

    /** Brings sums to another scale. */
    public static Epilogue rescaling(Rescaling rescaling) {
        return new Epilogue(Activations.NONE, 0, 0, rescaling);
    }
}
