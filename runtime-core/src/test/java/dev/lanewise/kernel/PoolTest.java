package dev.lanewise.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PoolTest {

    private final SplittableRandom random = new SplittableRandom(11);

    @Test
    void everyPoolAgreesWithItsDefinition() {
        for (int round = 0; round < 250; round++) {
            var geometry = new WindowGeometry(axis(round % 4 == 0 ? 2 : 1), axis(random.nextInt(1, 5)), axis(3));
            check(geometry, random.nextInt(1, 3), random.nextInt(1, 100));
        }
    }

    @Test
    void globalPoolsReduceTheWholeImage() {
        for (int channels : new int[] {1, 15, 64, 130}) {
            check(WindowGeometry.global(1, 7, 9), 2, channels);
        }
    }

    @Test
    void windowsBehindTheInputAreEmpty() {
        var axis = new WindowGeometry.Axis(3, 3, 2, 2, 1, 0, 0);
        var geometry = WindowGeometry.of(axis);
        float[] y = new float[3];
        Pool.max(geometry, 1, new float[] {1, 5, 3}, 0, y, 0, 0, 1);
        assertEquals(5, y[0]);
        assertEquals(3, y[1]);
        assertEquals(Float.NEGATIVE_INFINITY, y[2]);
        byte[] bytes = new byte[3];
        PoolBytes.max(geometry, 1, true, new byte[3], 0, bytes, 0, 0, 1);
        assertEquals(Byte.MIN_VALUE, bytes[2]);
        Pool.average(geometry, 1, false, new float[] {1, 5, 3}, 0, y, 0, 0, 1);
        assertEquals(3, y[1]);
        assertEquals(0, y[2]);
    }

    @Test
    void nanGoesThroughMaxima() {
        int channels = 33;
        float[] x = new float[3 * channels];
        x[channels + 20] = Float.NaN;
        float[] y = new float[channels];
        long[] indices = new long[channels];
        var geometry = WindowGeometry.global(1, 1, 3);
        Pool.max(geometry, channels, x, 0, y, 0, 0, 1);
        assertEquals(Float.NaN, y[20]);
        Pool.maxWithIndices(geometry, channels, false, x, 0, y, 0, indices, 0, 0, 1);
        assertEquals(Float.NaN, y[20]);
        assertEquals(1, indices[20]);
    }

    private void check(WindowGeometry g, int batch, int channels) {
        int rows = batch * g.outputRows();
        int split = random.nextInt(rows + 1);
        int inputs = batch * g.inputPixels() * channels;
        int outputs = batch * g.outputPixels() * channels;
        double[] doubles = new double[inputs];
        float[] x = new float[inputs];
        byte[] bytes = new byte[inputs];
        for (int i = 0; i < inputs; i++) {
            bytes[i] = (byte) random.nextInt();
            x[i] = Math.round(random.nextDouble(-20, 20)) / 4f;
            doubles[i] = x[i];
        }
        boolean columnMajor = random.nextBoolean();
        int p = random.nextInt(1, 4);
        float[][] y = new float[5][outputs];
        double[][] z = new double[5][outputs];
        long[] indices = new long[outputs];
        long[] doubleIndices = new long[outputs];
        byte[] signed = new byte[outputs];
        byte[] unsigned = new byte[outputs];
        for (int part = 0; part < 2; part++) {
            int from = part == 0 ? 0 : split;
            int to = part == 0 ? split : rows;
            Pool.max(g, channels, x, 0, y[0], 0, from, to);
            Pool.maxWithIndices(g, channels, columnMajor, x, 0, y[1], 0, indices, 0, from, to);
            Pool.average(g, channels, false, x, 0, y[2], 0, from, to);
            Pool.average(g, channels, true, x, 0, y[3], 0, from, to);
            Pool.lp(g, channels, p, x, 0, y[4], 0, from, to);
            PoolDoubles.max(g, channels, doubles, 0, z[0], 0, from, to);
            PoolDoubles.maxWithIndices(g, channels, columnMajor, doubles, 0, z[1], 0, doubleIndices, 0, from, to);
            PoolDoubles.average(g, channels, false, doubles, 0, z[2], 0, from, to);
            PoolDoubles.average(g, channels, true, doubles, 0, z[3], 0, from, to);
            PoolDoubles.lp(g, channels, p, doubles, 0, z[4], 0, from, to);
            PoolBytes.max(g, channels, true, bytes, 0, signed, 0, from, to);
            PoolBytes.max(g, channels, false, bytes, 0, unsigned, 0, from, to);
        }
        for (int i = 0; i < outputs; i++) {
            int channel = i % channels;
            int pixel = i / channels;
            int n = pixel / g.outputPixels();
            int w = pixel % g.width().output();
            int h = pixel / g.width().output() % g.height().output();
            int d = pixel / g.width().output() / g.height().output() % g.depth().output();
            double best = Double.NEGATIVE_INFINITY;
            double sum = 0;
            double norm = 0;
            int inside = 0;
            int where = -1;
            int signedBest = -128;
            int unsignedBest = 0;
            for (int tap = 0; tap < g.taps(); tap++) {
                int source = Windows.pixel(g, d, h, w, tap);
                if (source < 0) {
                    continue;
                }
                int at = (n * g.inputPixels() + source) * channels + channel;
                inside++;
                sum += doubles[at];
                norm += Math.pow(Math.abs(doubles[at]), p);
                signedBest = Math.max(signedBest, bytes[at]);
                unsignedBest = Math.max(unsignedBest, bytes[at] & 0xFF);
                if (doubles[at] > best) {
                    best = doubles[at];
                    where = source;
                }
            }
            if (columnMajor && where >= 0) {
                int iw = where % g.width().input();
                int ih = where / g.width().input() % g.height().input();
                int id = where / g.width().input() / g.height().input();
                where = id + g.depth().input() * (ih + g.height().input() * iw);
            }
            assertEquals(best, y[0][i]);
            assertEquals(best, y[1][i]);
            assertEquals(best, z[0][i]);
            assertEquals(best, z[1][i]);
            assertEquals(where, indices[i]);
            assertEquals(where, doubleIndices[i]);
            assertEquals(inside == 0 ? 0 : sum / inside, y[2][i], 1e-5);
            assertEquals(inside == 0 ? 0 : sum / inside, z[2][i], 1e-12);
            int padded = padded(g.depth(), d) * padded(g.height(), h) * padded(g.width(), w);
            assertEquals(sum / Math.max(1, padded), y[3][i], 1e-5);
            assertEquals(sum / Math.max(1, padded), z[3][i], 1e-12);
            assertEquals(Math.pow(norm, 1.0 / p), y[4][i], 1e-4);
            assertEquals(Math.pow(norm, 1.0 / p), z[4][i], 1e-12);
            assertEquals(signedBest, signed[i]);
            assertEquals(unsignedBest, unsigned[i] & 0xFF);
        }
    }

    private static int padded(WindowGeometry.Axis axis, int position) {
        int count = 0;
        for (int tap = 0; tap < axis.kernel(); tap++) {
            int at = position * axis.stride() - axis.padBegin() + tap * axis.dilation();
            count += at < axis.input() + axis.padEnd() ? 1 : 0;
        }
        return count;
    }

    private WindowGeometry.Axis axis(int kernel) {
        return Windows.random(random, kernel);
    }
}
