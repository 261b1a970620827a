package dev.lanewise.benchmarks;

import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.BinaryKernels;
import dev.lanewise.kernel.NormalizeKernels;
import dev.lanewise.kernel.SoftmaxKernels;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.kernel.UnaryKernels;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
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

/**
 * Kernels that go through memory once or twice, in nanoseconds an element, beside {@link Limits#copy}. For the scalar twins
 * append {@code -Dlanewise.vector=scalar} to the JVM's arguments.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class RowBenchmark {

    private static final int ROWS = 16;
    private static final int LENGTH = 384;
    private static final int ELEMENTS = ROWS * LENGTH;

    private final float[] x = new float[ELEMENTS];
    private final float[] y = new float[ELEMENTS];
    private final float[] scale = new float[LENGTH];
    private final float[] room = new float[NormalizeKernels.roomLength()];
    private final float[] none = {};

    public RowBenchmark() {
        var random = new SplittableRandom(1);
        for (int i = 0; i < ELEMENTS; i++) {
            x[i] = random.nextFloat() - 0.5f;
        }
    }

    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public float[] softmax() {
        SoftmaxKernels.softmax(x, 0, y, 0, LENGTH, 0, ROWS);
        return y;
    }

    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public float[] layerNorm() {
        NormalizeKernels.layerNorm(x, 0, scale, 0, scale, 0, 1e-5f, y, 0, LENGTH, none, 0, none, 0, room, 0, 0, ROWS);
        return y;
    }

    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public float[] add() {
        BinaryKernels.apply(BinaryFunction.ADD, x, 0, 1, y, 0, 1, y, 0, ELEMENTS);
        return y;
    }

    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public float[] relu() {
        UnaryKernels.apply(UnaryFunction.CLIP, 0f, Float.POSITIVE_INFINITY, x, 0, y, 0, ELEMENTS);
        return y;
    }

    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public float[] gelu() {
        UnaryKernels.apply(UnaryFunction.GELU, 0f, 0f, x, 0, y, 0, ELEMENTS);
        return y;
    }
}
