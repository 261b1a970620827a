package dev.lanewise.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Fixed-point arithmetic against exact numbers. */
class FixedPointTest {

    private static final BigDecimal TWO = BigDecimal.valueOf(2);

    private final SplittableRandom random = new SplittableRandom(3);

    @Test
    void factorsAreTheNearestOf31Bits() {
        for (int i = 0; i < 1000; i++) {
            double real = Math.scalb(random.nextDouble(0.5, 1), random.nextInt(-20, 8));
            var factor = FixedPointFactor.of(real);
            double held = Math.scalb((double) factor.multiplier(), factor.shift() - 31);
            assertEquals(real, held, Math.scalb(1.0, factor.shift() - 32));
        }
    }

    @Test
    void roundsTheProductAndThenTheQuotient() {
        for (int i = 0; i < 10_000; i++) {
            int x = random.nextInt(-(1 << 24), 1 << 24);
            int multiplier = random.nextInt(1 << 30, Integer.MAX_VALUE);
            int shift = random.nextInt(-20, 6);
            int left = Math.max(0, shift);
            BigDecimal product = BigDecimal.valueOf(((long) x << left) * multiplier);
            BigDecimal high = product.divide(TWO.pow(31), 0, RoundingMode.HALF_UP);
            if (product.signum() < 0) {
                high = product.negate()
                        .divide(TWO.pow(31), 0, RoundingMode.HALF_DOWN)
                        .negate();
            }
            BigDecimal expected = high.divide(TWO.pow(left - shift), 0, RoundingMode.HALF_UP);
            assertEquals(expected.intValueExact(), FixedPoint.multiply(x, multiplier, shift));
        }
    }

    @Test
    void wideSumsAreRoundedOnce() {
        for (int i = 0; i < 10_000; i++) {
            long x = random.nextLong(-(1L << 40), 1L << 40);
            int multiplier = random.nextInt(1 << 30, Integer.MAX_VALUE);
            int shift = random.nextInt(-24, -10);
            long narrow = multiplier < 0x7FFF0000 ? (multiplier + (1L << 15)) >> 16 : 0x7FFF;
            BigInteger half = BigInteger.ONE.shiftLeft(14 - shift);
            BigInteger expected = BigInteger.valueOf(x)
                    .multiply(BigInteger.valueOf(narrow))
                    .add(half)
                    .shiftRight(15 - shift);
            assertEquals(expected.intValueExact(), FixedPoint.multiply(x, multiplier, shift));
        }
    }

    @Test
    void curvesAreNearTheRealOnes() {
        for (int i = 0; i < 1000; i++) {
            double x = random.nextDouble(-16, 0);
            int raw = (int) (x * (1 << 26));
            assertEquals(Math.exp(x), FixedPointCurves.exp(raw, 5) / Math.scalb(1.0, 31), 1e-6);
            double part = random.nextDouble();
            int held = FixedPointCurves.reciprocalOfOneAnd((int) (part * Integer.MAX_VALUE));
            assertEquals(1 / (1 + part), held / Math.scalb(1.0, 31), 1e-7);
            int whole = random.nextInt(2, Integer.MAX_VALUE);
            var root = FixedPointCurves.reciprocalRoot(whole);
            double found = Math.scalb((double) root.multiplier(), root.shift() - 31);
            assertEquals(1, found * Math.sqrt(whole), 1e-5);
        }
    }
}
