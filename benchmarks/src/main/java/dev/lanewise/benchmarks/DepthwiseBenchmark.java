package dev.lanewise.benchmarks;

import dev.lanewise.kernel.Depthwise;
import dev.lanewise.kernel.WindowGeometry;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A depthwise convolution, beside {@link Limits#tenMultiplyAdds}. For the scalar twins append {@code
 * -Dlanewise.vector=scalar} to the JVM's arguments.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class DepthwiseBenchmark {

    private static final int SIDE = 56;
    private static final int CHANNELS = 144;

    private static final WindowGeometry WINDOW = threeByThree();

    private final float[] image = random(SIDE * SIDE * CHANNELS);
    private final float[] result = new float[SIDE * SIDE * CHANNELS];
    private final float[] taps = random(9 * CHANNELS);
    private final float[] bias = new float[CHANNELS];

    private static WindowGeometry threeByThree() {
        var axis = new WindowGeometry.Axis(SIDE, SIDE, 3, 1, 1, 1, 1);
        return WindowGeometry.of(axis, axis);
    }

    private static float[] random(int length) {
        var random = new SplittableRandom(1);
        var values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return values;
    }

    /** 3×3, 56×56, 144 channels, padding 1: 8.1 million floating-point operations. */
    @Benchmark
    public float[] depthwise() {
        Depthwise.run(WINDOW, CHANNELS, 1, image, 0, taps, 0, bias, 0, result, 0, 0, 0, 0, 0, SIDE);
        return result;
    }
}
