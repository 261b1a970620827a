package dev.lanewise.kernel;

import jdk.incubator.vector.FloatVector;

/**
 * Depthwise convolution with channel multiplier one and at least {@link Isa#LANES} channels. A block of channels runs
 * along an output row; the last block overlaps the one before it where the channels are no multiple of the lanes, so
 * outputs may not alias inputs. Columns that touch the padding are computed one by one.
 */
final class DepthwiseSimd {

    private static final int STEP = 4;
    private static final int BLOCKS = 4;

    private DepthwiseSimd() {}

    /** One output row. */
    static void row(
            WindowGeometry geometry,
            int channels,
            float[] x,
            int xo,
            float[] weights,
            int wo,
            float[] bias,
            int bo,
            float[] y,
            int yo,
            int depth,
            int height) {
        WindowGeometry.Axis deep = geometry.depth();
        WindowGeometry.Axis high = geometry.height();
        WindowGeometry.Axis across = geometry.width();
        int firstRow = high.firstTap(height);
        int rows = high.endTap(height) - firstRow;
        int firstDepth = deep.firstTap(depth);
        int depths = deep.endTap(depth) - firstDepth;
        if (rows == 0 || depths == 0) {
            for (int column = 0; column < across.output(); column++) {
                System.arraycopy(bias, bo, y, yo + column * channels, channels);
            }
            return;
        }
        int in = xo + DepthwiseScalar.rowStart(geometry, depth, height, firstDepth, firstRow) * channels;
        int w = wo + DepthwiseScalar.rowTap(geometry, firstDepth, firstRow) * channels;
        int rowStep = high.dilation() * across.input() * channels;
        int depthStep = deep.dilation() * high.input() * across.input() * channels;
        int weightDepthStep = high.kernel() * across.kernel() * channels;
        int begin = across.interiorBegin();
        int steps = (across.interiorEnd() - begin) / STEP;
        int behind = begin + steps * STEP;
        columns(
                across,
                channels,
                x,
                in,
                rowStep,
                depthStep,
                weights,
                w,
                weightDepthStep,
                rows,
                depths,
                bias,
                bo,
                y,
                yo,
                0,
                begin);
        int interior = in + across.start(begin) * channels;
        int out = yo + begin * channels;
        for (int block = 0; steps > 0 && block < channels; block += Lanes.L) {
            int c = Math.min(block, channels - Lanes.L);
            int o = out + c;
            block(across, channels, x, interior + c, rowStep, weights, w + c, rows, bias, bo + c, 0, y, o, steps);
            for (int kd = 1; kd < depths; kd++) {
                int further = interior + kd * depthStep + c;
                int taps = w + kd * weightDepthStep + c;
                block(across, channels, x, further, rowStep, weights, taps, rows, y, o, channels, y, o, steps);
            }
        }
        columns(
                across,
                channels,
                x,
                in,
                rowStep,
                depthStep,
                weights,
                w,
                weightDepthStep,
                rows,
                depths,
                bias,
                bo,
                y,
                yo,
                behind,
                across.output());
    }

    private static void block(
            WindowGeometry.Axis across,
            int channels,
            float[] x,
            int xo,
            int rowStep,
            float[] w,
            int wo,
            int rows,
            float[] start,
            int so,
            int startStep,
            float[] y,
            int yo,
            int steps) {
        int shape = across.dilation() == 1 && across.stride() <= 2 ? across.kernel() * 10 + across.stride() : 0;
        switch (shape) {
            case 31 -> {
                if (rows == 3 && startStep == 0) {
                    Depthwise3x3Simd.run(x, xo, rowStep, w, wo, channels, start, so, y, yo, steps);
                } else {
                    DepthwiseRowsSimd.three(x, xo, rowStep, w, wo, rows, channels, start, so, startStep, y, yo, steps);
                }
            }
            case 32 ->
                DepthwiseRowsSimd.threeStride2(
                        x, xo, rowStep, w, wo, rows, channels, start, so, startStep, y, yo, steps);
            case 51 ->
                DepthwiseRowsSimd.five(x, xo, rowStep, w, wo, rows, channels, start, so, startStep, y, yo, steps);
            case 52 ->
                DepthwiseRowsSimd.fiveStride2(
                        x, xo, rowStep, w, wo, rows, channels, start, so, startStep, y, yo, steps);
            default -> {
                int columnStep = across.dilation() * channels;
                int stride = across.stride() * channels;
                DepthwiseRowsSimd.any(
                        x,
                        xo,
                        rowStep,
                        columnStep,
                        stride,
                        w,
                        wo,
                        rows,
                        across.kernel(),
                        channels,
                        start,
                        so,
                        startStep,
                        y,
                        yo,
                        steps);
            }
        }
    }

    private static void columns(
            WindowGeometry.Axis across,
            int channels,
            float[] x,
            int xo,
            int rowStep,
            int depthStep,
            float[] w,
            int wo,
            int weightDepthStep,
            int rows,
            int depths,
            float[] bias,
            int bo,
            float[] y,
            int yo,
            int from,
            int to) {
        int columnStep = across.dilation() * channels;
        int weightRowStep = across.kernel() * channels;
        for (int column = from; column < to; column++) {
            int first = across.firstTap(column);
            int taps = across.endTap(column) - first;
            int in = xo + across.start(column) * channels + first * columnStep;
            int weight = wo + first * channels;
            int out = yo + column * channels;
            int fours = channels / (BLOCKS * Lanes.L) * BLOCKS * Lanes.L;
            for (int c = 0; c < fours; c += BLOCKS * Lanes.L) {
                fourBlocks(
                        x,
                        in + c,
                        depthStep,
                        rowStep,
                        columnStep,
                        w,
                        weight + c,
                        weightDepthStep,
                        weightRowStep,
                        channels,
                        depths,
                        rows,
                        taps,
                        bias,
                        bo + c,
                        y,
                        out + c);
            }
            for (int block = fours; block < channels; block += Lanes.L) {
                int c = Math.min(block, channels - Lanes.L);
                pixel(
                        x,
                        in + c,
                        depthStep,
                        rowStep,
                        columnStep,
                        w,
                        weight + c,
                        weightDepthStep,
                        weightRowStep,
                        channels,
                        depths,
                        rows,
                        taps,
                        bias,
                        bo + c,
                        y,
                        out + c);
            }
        }
    }

    /** As {@link #pixel} for four blocks of channels, whose chains do not wait for each other. */
    private static void fourBlocks(
            float[] x,
            int xo,
            int depthStep,
            int rowStep,
            int columnStep,
            float[] w,
            int wo,
            int weightDepthStep,
            int weightRowStep,
            int weightStep,
            int depths,
            int rows,
            int taps,
            float[] bias,
            int bo,
            float[] y,
            int yo) {
        var y0 = FloatVector.fromArray(Lanes.F, bias, bo);
        var y1 = FloatVector.fromArray(Lanes.F, bias, bo + Lanes.L);
        var y2 = FloatVector.fromArray(Lanes.F, bias, bo + 2 * Lanes.L);
        var y3 = FloatVector.fromArray(Lanes.F, bias, bo + 3 * Lanes.L);
        for (int kd = 0; kd < depths; kd++) {
            for (int row = 0; row < rows; row++) {
                int in = xo + kd * depthStep + row * rowStep;
                int weight = wo + kd * weightDepthStep + row * weightRowStep;
                for (int tap = 0; tap < taps; tap++, in += columnStep, weight += weightStep) {
                    y0 = FloatVector.fromArray(Lanes.F, w, weight).fma(FloatVector.fromArray(Lanes.F, x, in), y0);
                    y1 = FloatVector.fromArray(Lanes.F, w, weight + Lanes.L)
                            .fma(FloatVector.fromArray(Lanes.F, x, in + Lanes.L), y1);
                    y2 = FloatVector.fromArray(Lanes.F, w, weight + 2 * Lanes.L)
                            .fma(FloatVector.fromArray(Lanes.F, x, in + 2 * Lanes.L), y2);
                    y3 = FloatVector.fromArray(Lanes.F, w, weight + 3 * Lanes.L)
                            .fma(FloatVector.fromArray(Lanes.F, x, in + 3 * Lanes.L), y3);
                }
            }
        }
        y0.intoArray(y, yo);
        y1.intoArray(y, yo + Lanes.L);
        y2.intoArray(y, yo + 2 * Lanes.L);
        y3.intoArray(y, yo + 3 * Lanes.L);
    }

    private static void pixel(
            float[] x,
            int xo,
            int depthStep,
            int rowStep,
            int columnStep,
            float[] w,
            int wo,
            int weightDepthStep,
            int weightRowStep,
            int weightStep,
            int depths,
            int rows,
            int taps,
            float[] bias,
            int bo,
            float[] y,
            int yo) {
        var sum = FloatVector.fromArray(Lanes.F, bias, bo);
        for (int kd = 0; kd < depths; kd++) {
            for (int row = 0; row < rows; row++) {
                int in = xo + kd * depthStep + row * rowStep;
                int weight = wo + kd * weightDepthStep + row * weightRowStep;
                for (int tap = 0; tap < taps; tap++) {
                    sum = FloatVector.fromArray(Lanes.F, w, weight + tap * weightStep)
                            .fma(FloatVector.fromArray(Lanes.F, x, in + tap * columnStep), sum);
                }
            }
        }
        sum.intoArray(y, yo);
    }
}
