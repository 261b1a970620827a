package dev.lanewise.kernel;

/** Plain Java twin of {@link PlaneConvSimd}. */
final class PlaneConvScalar {

    private PlaneConvScalar() {}

    static void run(float[] x, int xo, int[] offsets, float[] filters, int fo, float[] scratch, int from, int to) {
        for (int channel = 0; channel < PlaneConv.CHANNELS; channel++) {
            for (int i = 0; i < Isa.LANES; i++) {
                float sum = scratch[from + channel];
                for (int tap = 0; tap < offsets.length; tap++) {
                    float filter = filters[fo + tap * PlaneConv.CHANNELS + channel];
                    float pixel = x[xo + offsets[tap] + i];
                    sum = Isa.FMA ? Math.fma(pixel, filter, sum) : sum + pixel * filter;
                }
                scratch[to + channel * Isa.LANES + i] = sum;
            }
        }
    }
}
