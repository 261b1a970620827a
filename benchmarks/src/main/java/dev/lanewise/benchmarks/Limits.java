package dev.lanewise.benchmarks;

import dev.lanewise.kernel.Isa;
import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the machine can do at most: multiply-adds with nothing else, and a copy of floats in the first-level cache. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class Limits {

    private static final VectorSpecies<Float> SPECIES = Isa.SIMD
            ? VectorSpecies.of(float.class, VectorShape.forBitSize(Isa.LANES * Float.SIZE))
            : FloatVector.SPECIES_PREFERRED;
    private static final int STEPS = 1_000;
    private static final int ELEMENTS = 4_096;

    /** Multiplications and additions of a call of {@link #tenMultiplyAdds}. */
    private static final double OPERATIONS = 2.0 * 10 * STEPS * SPECIES.length();

    private final float[] source = new float[ELEMENTS];
    private final float[] target = new float[ELEMENTS];

    /** Nanoseconds for a step of ten vector multiply-adds that do not wait for each other. */
    @Benchmark
    @OperationsPerInvocation(STEPS)
    public float tenMultiplyAdds() {
        FloatVector x = FloatVector.broadcast(SPECIES, source[0]);
        FloatVector a = x;
        FloatVector b = x;
        FloatVector c = x;
        FloatVector d = x;
        FloatVector e = x;
        FloatVector f = x;
        FloatVector g = x;
        FloatVector h = x;
        FloatVector i = x;
        FloatVector j = x;
        for (int step = 0; step < STEPS; step++) {
            a = a.fma(x, x);
            b = b.fma(x, x);
            c = c.fma(x, x);
            d = d.fma(x, x);
            e = e.fma(x, x);
            f = f.fma(x, x);
            g = g.fma(x, x);
            h = h.fma(x, x);
            i = i.fma(x, x);
            j = j.fma(x, x);
        }
        return a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).add(i).add(j).lane(0);
    }

    /** Nanoseconds for a float copied. */
    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public float[] copy() {
        System.arraycopy(source, 0, target, 0, ELEMENTS);
        return target;
    }

    /** Billions of multiplications and additions a second that one thread can do: the best of several tries. */
    static double peak() {
        var limits = new Limits();
        double best = 0;
        for (int i = 0; i < 2_000; i++) {
            long start = System.nanoTime();
            limits.tenMultiplyAdds();
            best = Math.max(best, OPERATIONS / (double) (System.nanoTime() - start));
        }
        return best;
    }
}
