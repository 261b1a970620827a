package dev.lanewise.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.Model;
import dev.lanewise.graph.Node;
import dev.lanewise.quant.WeightFormat.Rounding;
import dev.lanewise.spi.ModelDefinition;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WeightRoundingTest {

    private static final int DEPTH = 40;
    private static final int COLUMNS = 24;

    /** Inputs whose columns go together, as those of a layer do. */
    private static List<Map<String, Tensor>> samples(SplittableRandom random) {
        float[] mix = SmallModels.random(random, 8, DEPTH).floats();
        var samples = new ArrayList<Map<String, Tensor>>();
        for (int s = 0; s < 20; s++) {
            var x = new float[30 * DEPTH];
            for (int r = 0; r < 30; r++) {
                for (int k = 0; k < 8; k++) {
                    double factor = random.nextDouble(-1, 2);
                    for (int i = 0; i < DEPTH; i++) {
                        x[r * DEPTH + i] += (float) (factor * mix[k * DEPTH + i] + 0.05 * random.nextDouble(-1, 1));
                    }
                }
            }
            samples.add(Map.of("x", Tensor.of(x, 30, DEPTH)));
        }
        return samples;
    }

    private static double error(List<Map<String, Tensor>> samples, WeightGrid grid, byte[] integers) {
        float[] rounded = grid.dequantize(integers);
        double sum = 0;
        for (var sample : samples) {
            float[] x = sample.get("x").floats();
            for (int r = 0; r < x.length / DEPTH; r++) {
                for (int row = 0; row < COLUMNS; row++) {
                    double difference = 0;
                    for (int k = 0; k < DEPTH; k++) {
                        int at = row * DEPTH + k;
                        difference += (grid.matrix().values()[at] - rounded[at]) * x[r * DEPTH + k];
                    }
                    sum += difference * difference;
                }
            }
        }
        return sum;
    }

    @Test
    void roundsForTheOutputRatherThanTheWeights() {
        var random = new SplittableRandom(4);
        Tensor first = SmallModels.random(random, DEPTH, COLUMNS);
        Model model = SmallModels.perceptron(first, SmallModels.random(random, COLUMNS, 3));
        ModelDefinition definition = model.definition();
        Node node = definition.graph().sorted().getFirst();
        var seen = samples(random);
        var calibration = Calibration.of(seen);
        InputMoments moments = InputMoments.of(definition, List.of(node), calibration, true, Progress.NONE.count(20))
                .get(node);
        WeightMatrix matrix = WeightMatrix.of(node);
        for (int bits : new int[] {3, 4, 8}) {
            for (int block : new int[] {0, 16}) {
                var grid = new WeightGrid(matrix, WeightFormat.INT8.bits(bits).block(block));
                double nearest = error(seen, grid, WeightRounding.round(grid, Rounding.NEAREST, moments));
                double adaptive = error(seen, grid, WeightRounding.round(grid, Rounding.ADAPTIVE, moments));
                double second = error(seen, grid, WeightRounding.round(grid, Rounding.SECOND_ORDER, moments));
                assertTrue(adaptive < 0.6 * nearest, bits + " bits: adaptive " + adaptive + ", nearest " + nearest);
                assertTrue(second < 0.6 * nearest, bits + " bits: second order " + second + ", nearest " + nearest);
            }
        }
    }

    @Test
    void factorsTheInverse() {
        var random = new SplittableRandom(5);
        int n = 17;
        double[] b = random.doubles((long) n * n, -1, 1).toArray();
        var a = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (int k = 0; k < n; k++) {
                    a[i * n + j] += b[i * n + k] * b[j * n + k];
                }
            }
            a[i * n + i] += 0.5;
        }
        double[] u = InverseFactor.of(a.clone(), n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double product = 0;
                for (int k = 0; k < n; k++) {
                    for (int m = 0; m <= Math.min(i, k); m++) {
                        product += u[m * n + i] * u[m * n + k] * a[k * n + j];
                    }
                }
                assertEquals(i == j ? 1 : 0, product, 1e-9, i + ", " + j);
            }
        }
    }
}
