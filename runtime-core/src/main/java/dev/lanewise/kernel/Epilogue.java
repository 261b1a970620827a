package dev.lanewise.kernel;

/** What happens to a finished GEMM or convolution tile: one of {@link Activations}, with its two parameters. */
public record Epilogue(int activation, float alpha, float beta) {

    /** Leaves the tile as it is. */
    public static final Epilogue NONE = new Epilogue(Activations.NONE, 0, 0);

    /** ReLU, {@code max(x, 0)}. */
    public static final Epilogue RELU = new Epilogue(Activations.CLIP, 0, Float.POSITIVE_INFINITY);
}
