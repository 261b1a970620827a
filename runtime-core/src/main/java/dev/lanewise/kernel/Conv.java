package dev.lanewise.kernel;

import java.util.Arrays;

/**
 * Convolution over channels-last images, see {@link ConvGeometry}, as a GEMM whose left-hand matrix is read where it
 * lies: a tile of output pixels whose windows lie inside the input takes its rows through offsets, one for each tap
 * and pixel; the windows of other tiles are first copied to scratch, with zeros for the padding. Every output is one
 * chain of fused multiply-adds in order of tap, then channel, that starts from the bias, or from zero.
 */
public final class Conv {

    private Conv() {}

    /** Floats of scratch that each thread brings. */
    public static int scratchLength(ConvGeometry geometry) {
        return Math.addExact(Gemm.scratchLength(), Math.multiplyExact(Gemm.ROWS, geometry.depth()));
    }

    /** Ints of scratch that each thread brings. */
    public static int offsetsLength(ConvGeometry geometry) {
        return Math.multiplyExact(Gemm.ROWS, geometry.window().taps());
    }

    /** Packs all filters, in ONNX order {@code [outputChannels][inputChannels / groups][taps]}. */
    public static void pack(ConvGeometry geometry, float[] filters, int fo, float[] packed, int po) {
        int columns = geometry.groupOutputs();
        int length = Panels.packedLength(geometry.depth(), columns);
        for (int group = 0; group < geometry.groups(); group++) {
            Panels.packFilters(
                    filters,
                    fo + group * columns * geometry.depth(),
                    geometry.groupInputs(),
                    geometry.window().taps(),
                    columns,
                    packed,
                    po + group * length,
                    0,
                    Panels.count(columns));
        }
    }

    /**
     * Computes the output pixels {@code [m0, m1)} of {@link ConvGeometry#rows()} by the panels {@code [p0, p1)} of
     * {@link ConvGeometry#panels()}. Pixel m begins at {@code co + m * ldc} in the output and at {@code ro + m * ldr}
     * in the residual, which is added before the activation; bias and residual may be {@link Gemm#NONE}. Nothing is
     * written outside the range.
     */
    public static void run(
            ConvGeometry geometry,
            int m0,
            int m1,
            int p0,
            int p1,
            float[] x,
            int xo,
            float[] packed,
            int po,
            float[] bias,
            int biasOffset,
            float[] residual,
            int ro,
            int ldr,
            float[] c,
            int co,
            int ldc,
            Epilogue epilogue,
            float[] scratch,
            int so,
            int[] offsets,
            int oo) {
        int panels = geometry.groupPanels();
        int depth = geometry.depth();
        int columns = geometry.groupOutputs();
        for (int group = p0 / panels; group * panels < p1; group++) {
            int from = Math.max(0, p0 - group * panels);
            int to = Math.min(panels, p1 - group * panels);
            int channel = group * columns;
            for (int m = m0; m < m1; m += Gemm.ROWS) {
                int rows = Math.min(Gemm.ROWS, m1 - m);
                int a = so + Gemm.scratchLength();
                gather(geometry, group, m, rows, x, xo, scratch, a);
                Gemm.run(
                        0,
                        rows,
                        from,
                        to,
                        columns,
                        depth,
                        scratch,
                        a,
                        depth,
                        packed,
                        po + group * panels * depth * Panels.WIDTH,
                        bias,
                        biasOffset + channel,
                        residual,
                        ro + m * ldr + channel,
                        ldr,
                        c,
                        co + m * ldc + channel,
                        ldc,
                        epilogue,
                        scratch,
                        so);
            }
        }
    }

    private static void gather(
            ConvGeometry geometry, int group, int m, int rows, float[] x, int xo, float[] to, int o) {
        for (int row = 0; row < rows; row++) {
            gatherPixel(geometry, group, m + row, x, xo, to, o + row * geometry.depth());
        }
    }

    private static void gatherPixel(ConvGeometry geometry, int group, int m, float[] x, int xo, float[] to, int o) {
        var window = geometry.window();
        int pixels = window.outputPixels();
        int inImage = m % pixels;
        var depth = window.depth();
        var height = window.height();
        var width = window.width();
        int z0 = depth.start(inImage / width.output() / height.output());
        int y0 = height.start(inImage / width.output() % height.output());
        int x0 = width.start(inImage % width.output());
        int channels = geometry.groupInputs();
        int image = xo + m / pixels * window.inputPixels() * geometry.inputChannels() + group * channels;
        for (int tap = 0; tap < window.taps(); tap++) {
            int inX = x0 + tap % width.kernel() * width.dilation();
            int inY = y0 + tap / width.kernel() % height.kernel() * height.dilation();
            int inZ = z0 + tap / width.kernel() / height.kernel() * depth.dilation();
            int at = o + tap * channels;
            if (inX < 0
                    || inX >= width.input()
                    || inY < 0
                    || inY >= height.input()
                    || inZ < 0
                    || inZ >= depth.input()) {
                Arrays.fill(to, at, at + channels, 0f);
            } else {
                int pixel = (inZ * height.input() + inY) * width.input() + inX;
                System.arraycopy(x, image + pixel * geometry.inputChannels(), to, at, channels);
            }
        }
    }
}
