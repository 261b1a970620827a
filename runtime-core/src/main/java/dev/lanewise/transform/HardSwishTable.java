package dev.lanewise.transform;

import dev.lanewise.kernel.FixedPointFactor;
import java.util.function.IntUnaryOperator;

/** {@code x * relu6(x + 3) / 6} of 8-bit integers in 16-bit fixed point, as TFLite's HARD_SWISH computes it. */
final class HardSwishTable implements IntUnaryOperator {

    private static final int FINER = 7;

    private final QuantizedValue x;
    private final QuantizedTarget target;
    private final int outputMultiplier;
    private final int outputShift;
    private final int gateMultiplier;
    private final int gateShift;

    HardSwishTable(QuantizedTarget target, QuantizedValue x) {
        this.x = x;
        this.target = target;
        float fine = 1f / (1 << FINER) * x.scale();
        var output = FixedPointFactor.of(fine / target.scale());
        var gate = FixedPointFactor.of(fine / (3f / 32768));
        this.outputMultiplier = narrow(output.multiplier());
        this.outputShift = output.shift();
        this.gateMultiplier = narrow(gate.multiplier());
        this.gateShift = gate.shift();
    }

    private static int narrow(int multiplier) {
        return multiplier >= Integer.MAX_VALUE - (1 << 15) ? Short.MAX_VALUE : multiplier + (1 << 15) >> 16;
    }

    private static int saturate(int value) {
        return Math.min(Short.MAX_VALUE, Math.max(Short.MIN_VALUE, value));
    }

    /** {@code a * b / 2^15}, rounded to nearest. */
    private static int product(int a, int b) {
        return saturate(a * b + (1 << 14) >> 15);
    }

    private static int divide(int value, int exponent) {
        return exponent == 0 ? value : value + (1 << exponent - 1) + (value >> 31) >> exponent;
    }

    @Override
    public int applyAsInt(int q) {
        int value = (short) (q - x.zero() << FINER);
        int scaled = product(value, outputMultiplier);
        int gate = value;
        if (gateShift > 0) {
            gate = saturate(gate << Math.min(15, gateShift - 1));
        }
        gate = product(gate, gateMultiplier);
        if (gateShift > 0) {
            gate = saturate(gate << 1);
        } else {
            gate = divide(gate, -gateShift);
        }
        gate = gate + (1 << 15) >> 1;
        int gated = gate * scaled / (1 << 15);
        return divide(gated, -outputShift) + target.zero();
    }
}
