package dev.lanewise.op.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.exec.OperatorRuns;
import dev.lanewise.tensor.Tensor;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupNormalizationTest {

    private final SplittableRandom random = new SplittableRandom(4);

    @ParameterizedTest
    @CsvSource({"0,40,false", "4,40,false", "5,40,true", "1,7,false", "35,70,true"})
    void normalisesEachGroupOfEachImage(int groups, int channels, boolean perGroup) {
        Tensor x = OperatorRuns.random(random, 2, 13, 11, channels);
        for (int i = 0; i < x.size(); i++) {
            x.floats()[i] += 100 + i % channels;
        }
        int count = groups == 0 ? channels : groups;
        int size = channels / count;
        Tensor scale = OperatorRuns.random(random, perGroup ? count : channels);
        Tensor bias = OperatorRuns.random(random, perGroup ? count : channels);
        for (int threads = 1; threads <= 2; threads++) {
            Tensor y = OperatorRuns.run(
                    new GroupNormalization(groups, perGroup, 1e-3f), threads, threads == 2, x, scale, bias);
            for (int image = 0; image < 2; image++) {
                for (int group = 0; group < count; group++) {
                    check(x.floats(), y.floats(), image * 143, channels, group * size, size, scale, bias, perGroup);
                }
            }
        }
    }

    private static void check(
            float[] x,
            float[] y,
            int row,
            int channels,
            int first,
            int size,
            Tensor scale,
            Tensor bias,
            boolean perGroup) {
        double mean = 0;
        double square = 0;
        for (int pass = 0; pass < 2; pass++) {
            for (int i = 0; i < 143 * size; i++) {
                double value = x[(row + i / size) * channels + first + i % size];
                mean += pass == 0 ? value / (143 * size) : 0;
                square += pass == 1 ? (value - mean) * (value - mean) / (143 * size) : 0;
            }
        }
        for (int i = 0; i < 143 * size; i++) {
            int channel = first + i % size;
            int at = (row + i / size) * channels + channel;
            int parameter = perGroup ? channel / size : channel;
            double expected =
                    (x[at] - mean) / Math.sqrt(square + 1e-3) * scale.floats()[parameter] + bias.floats()[parameter];
            assertEquals(expected, y[at], 1e-4);
        }
    }
}
