package dev.lanewise.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class DifferenceTest {

    private static Difference of(double[]... pairs) {
        var sum = new Difference.Sum();
        for (int i = 0; i < pairs.length; i += 2) {
            sum.add(pairs[i], pairs[i + 1]);
        }
        return sum.difference();
    }

    @Test
    void figuresAreThoseComputedByHand() {
        Difference difference = of(new double[] {3, 4}, new double[] {3, 4.5});
        assertEquals((9 + 18) / (5 * Math.sqrt(9 + 4.5 * 4.5)), difference.cosine(), 1e-12);
        assertEquals(20, difference.snr(), 1e-12);
        assertEquals(0.5, difference.largest());
    }

    @Test
    void theRatioIsThatOfAllSamplesTogetherAndTheCosineTheMean() {
        Difference difference = of(new double[] {1, 0}, new double[] {0, 1}, new double[] {7, 0}, new double[] {7, 0});
        assertEquals(0.5, difference.cosine(), 1e-12);
        assertEquals(10 * Math.log10(50.0 / 2), difference.snr(), 1e-12);
    }

    @Test
    void equalValuesHaveNoNoise() {
        assertEquals(new Difference(1, Double.POSITIVE_INFINITY, 0), of(new double[2], new double[2]));
        double[] odd = {Double.NEGATIVE_INFINITY, Double.NaN, 2};
        assertEquals(new Difference(1, Double.POSITIVE_INFINITY, 0), of(odd, odd.clone()));
    }

    @Test
    void aValueThatIsNoNumberIsTheWorstOfAll() {
        Difference difference = of(new double[] {1, 2}, new double[] {1, Double.NaN});
        assertEquals(Double.NEGATIVE_INFINITY, difference.snr());
        assertEquals(Double.POSITIVE_INFINITY, difference.largest());
    }

    @Test
    void noiseWithoutASignalIsInfinite() {
        Difference difference = of(new double[] {0, 0}, new double[] {0, 1e-3});
        assertEquals(Double.NEGATIVE_INFINITY, difference.snr());
        assertEquals(0, difference.cosine());
    }
}
