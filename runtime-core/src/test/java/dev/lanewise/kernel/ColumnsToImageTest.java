package dev.lanewise.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ColumnsToImageTest {

    @Test
    void everyPixelGathersWhatAScatterWouldAdd() {
        var random = new SplittableRandom(5);
        for (int round = 0; round < 300; round++) {
            var g = new WindowGeometry(
                    Windows.random(random, round % 3 == 0 ? 2 : 1),
                    Windows.random(random, random.nextInt(1, 5)),
                    Windows.random(random, random.nextInt(1, 6)));
            int batch = random.nextInt(1, 3);
            int channels = random.nextInt(1, 20);
            int groups = random.nextInt(1, 3);
            int pixelStep = groups * channels;
            int tapStep = pixelStep;
            int positionStep = g.taps() * tapStep;
            float[] columns = floats(random, batch * g.outputPixels() * positionStep);
            float[] bias = floats(random, pixelStep);
            double[] expected = new double[batch * g.inputPixels() * pixelStep];
            for (int i = 0; i < expected.length; i++) {
                expected[i] = bias[i % pixelStep];
            }
            for (int position = 0; position < batch * g.outputPixels(); position++) {
                int n = position / g.outputPixels();
                int w = position % g.width().output();
                int h = position / g.width().output() % g.height().output();
                int d = position
                        / g.width().output()
                        / g.height().output()
                        % g.depth().output();
                for (int tap = 0; tap < g.taps(); tap++) {
                    int pixel = Windows.pixel(g, d, h, w, tap);
                    for (int c = 0; pixel >= 0 && c < pixelStep; c++) {
                        expected[(n * g.inputPixels() + pixel) * pixelStep + c] +=
                                columns[position * positionStep + tap * tapStep + c];
                    }
                }
            }
            int rows = batch * g.depth().input() * g.height().input();
            int split = random.nextInt(rows + 1);
            float[] image = new float[expected.length];
            for (int group = 0; group < groups; group++) {
                int at = group * channels;
                run(g, channels, columns, at, positionStep, tapStep, bias, image, pixelStep, split, rows);
                run(g, channels, columns, at, positionStep, tapStep, bias, image, pixelStep, 0, split);
            }
            for (int i = 0; i < expected.length; i++) {
                assertEquals(expected[i], image[i], 1e-5);
            }
        }
    }

    private static void run(
            WindowGeometry g,
            int channels,
            float[] columns,
            int at,
            int positionStep,
            int tapStep,
            float[] bias,
            float[] image,
            int pixelStep,
            int from,
            int to) {
        ColumnsToImage.run(g, channels, columns, at, positionStep, tapStep, bias, at, image, at, pixelStep, from, to);
    }

    private static float[] floats(SplittableRandom random, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }
}
