package dev.lanewise.op.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.exec.OperatorRuns;
import dev.lanewise.graph.Ints;
import dev.lanewise.kernel.Epilogue;
import dev.lanewise.op.nn.Window.AutoPad;
import dev.lanewise.tensor.Tensor;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConvolutionTest {

    private final SplittableRandom random = new SplittableRandom(5);

    @ParameterizedTest
    @CsvSource({
        "8,16,1,1,1,1,0",
        "8,16,1,3,1,1,1",
        "3,20,1,3,2,1,1",
        "12,12,12,3,1,1,1",
        "12,24,12,3,2,1,0",
        "8,12,4,3,1,2,2",
        "40,33,1,1,2,1,0",
        "17,17,17,5,1,1,2"
    })
    void convolvesAsTheDefinitionSays(
            int inputs, int outputs, int groups, int kernel, int stride, int dilation, int pad) {
        var window = window(kernel, stride, dilation, pad);
        Tensor x = OperatorRuns.random(random, 2, 9, 11, inputs);
        Tensor w = OperatorRuns.random(random, outputs, inputs / groups, kernel, kernel);
        Tensor bias = OperatorRuns.random(random, outputs);
        for (int variant = 0; variant < 4; variant++) {
            boolean constant = (variant & 1) != 0;
            int threads = 1 + variant / 2;
            Tensor y = OperatorRuns.run(new Convolution(window, groups), threads, constant, x, w, bias);
            int height = (int) y.shape()[1];
            int width = (int) y.shape()[2];
            for (int i = 0; i < y.size(); i++) {
                int o = i % outputs;
                double sum = bias.floats()[o];
                for (int tap = 0; tap < kernel * kernel; tap++) {
                    int h = i / outputs / width % height * stride - pad + tap / kernel * dilation;
                    int v = i / outputs % width * stride - pad + tap % kernel * dilation;
                    int image = i / outputs / width / height;
                    for (int c = 0; h >= 0 && h < 9 && v >= 0 && v < 11 && c < inputs / groups; c++) {
                        int channel = o / (outputs / groups) * (inputs / groups) + c;
                        sum += (double) x.floats()[((image * 9 + h) * 11 + v) * inputs + channel]
                                * w.floats()[(o * (inputs / groups) + c) * kernel * kernel + tap];
                    }
                }
                assertEquals(sum, y.floats()[i], 2e-5);
            }
        }
    }

    @Test
    void addsTheResidualBeforeTheActivation() {
        Tensor x = OperatorRuns.random(random, 1, 6, 6, 8);
        for (int groups : new int[] {1, 8}) {
            Tensor w = OperatorRuns.random(random, 8, 8 / groups, 3, 3);
            Tensor bias = OperatorRuns.random(random, 8);
            Tensor residual = OperatorRuns.random(random, 1, 6, 6, 8);
            Tensor plain = OperatorRuns.run(new Convolution(window(3, 1, 1, 1), groups), 1, true, x, w, bias);
            var op = new Convolution(window(3, 1, 1, 1), groups, Epilogue.RELU);
            Tensor y = OperatorRuns.run(op, 1, true, x, w, bias, residual);
            for (int i = 0; i < y.size(); i++) {
                assertEquals(Math.max(0, plain.floats()[i] + residual.floats()[i]), y.floats()[i], 1e-5f);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"6,8,1,3,2,1,1", "4,6,2,3,1,2,0", "8,8,8,4,2,1,1", "3,5,1,2,3,1,0"})
    void transposedConvolutionScattersWhatConvolutionGathers(
            int inputs, int outputs, int groups, int kernel, int stride, int dilation, int pad) {
        var op = new TransposedConvolution(
                window(kernel, stride, dilation, pad), Ints.of(0, 1), Ints.of(), groups, Epilogue.NONE);
        Tensor x = OperatorRuns.random(random, 2, 5, 4, inputs);
        Tensor w = OperatorRuns.random(random, inputs, outputs / groups, kernel, kernel);
        Tensor bias = OperatorRuns.random(random, outputs);
        for (int variant = 0; variant < 4; variant++) {
            Tensor y = OperatorRuns.run(op, 1 + variant / 2, variant % 2 == 1, x, w, bias);
            int height = (int) y.shape()[1];
            int width = (int) y.shape()[2];
            var expected = new double[y.size()];
            for (int i = 0; i < expected.length; i++) {
                expected[i] = bias.floats()[i % outputs];
            }
            for (int i = 0; i < x.size(); i++) {
                int c = i % inputs;
                int v = i / inputs % 4;
                int h = i / inputs / 4 % 5;
                int image = i / inputs / 20;
                for (int tap = 0; tap < kernel * kernel; tap++) {
                    int row = h * stride - pad + tap / kernel * dilation;
                    int column = v * stride - pad + tap % kernel * dilation;
                    if (row < 0 || row >= height || column < 0 || column >= width) {
                        continue;
                    }
                    for (int o = 0; o < outputs / groups; o++) {
                        int channel = c / (inputs / groups) * (outputs / groups) + o;
                        expected[((image * height + row) * width + column) * outputs + channel] +=
                                (double) x.floats()[i]
                                        * w.floats()[(c * (outputs / groups) + o) * kernel * kernel + tap];
                    }
                }
            }
            for (int i = 0; i < expected.length; i++) {
                assertEquals(expected[i], y.floats()[i], 1e-5);
            }
        }
    }

    @Test
    void samePaddingPutsTheOddOneWhereItIsAskedFor() {
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4}, 1, 4, 1);
        Tensor w = Tensor.of(new float[] {1, 10}, 1, 1, 2);
        assertArrayEquals(
                new float[] {21, 32, 43, 4},
                OperatorRuns.run(same(AutoPad.SAME_UPPER), 1, false, x, w).floats());
        assertArrayEquals(
                new float[] {10, 21, 32, 43},
                OperatorRuns.run(same(AutoPad.SAME_LOWER), 1, false, x, w).floats());
    }

    private static Convolution same(AutoPad pad) {
        Ints one = Ints.of(1);
        Ints zero = Ints.of(0);
        return new Convolution(new Window(Ints.of(2), one, one, zero, zero, pad, false), 1);
    }

    private static Window window(int kernel, int stride, int dilation, int pad) {
        return new Window(
                Ints.filled(2, kernel),
                Ints.filled(2, stride),
                Ints.filled(2, dilation),
                Ints.filled(2, pad),
                Ints.filled(2, pad),
                AutoPad.EXPLICIT,
                false);
    }
}
