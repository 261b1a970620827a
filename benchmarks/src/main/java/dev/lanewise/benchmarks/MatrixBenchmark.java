package dev.lanewise.benchmarks;

import dev.lanewise.kernel.Conv;
import dev.lanewise.kernel.ConvGeometry;
import dev.lanewise.kernel.Depthwise;
import dev.lanewise.kernel.Epilogue;
import dev.lanewise.kernel.Gemm;
import dev.lanewise.kernel.Panels;
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
 * Products of matrices and convolutions, beside {@link Limits#tenMultiplyAdds}. For the scalar twins append {@code
 * -Dlanewise.vector=scalar} to the JVM's arguments.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class MatrixBenchmark {

    private static final int ROWS = 128;
    private static final int DEPTH = 384;
    private static final int COLUMNS = 1_536;
    private static final int SIDE = 56;
    private static final int CHANNELS = 64;
    private static final int DEPTHWISE_CHANNELS = 144;

    private static final ConvGeometry CONVOLUTION = new ConvGeometry(threeByThree(), 1, CHANNELS, CHANNELS, 1);

    private final float[] a = random(ROWS * DEPTH);
    private final float[] b = random(Panels.packedLength(DEPTH, COLUMNS));
    private final float[] c = new float[ROWS * COLUMNS];
    private final float[] scratch = new float[Gemm.scratchLength()];
    private final float[] image = random(SIDE * SIDE * DEPTHWISE_CHANNELS);
    private final float[] filters = random(CONVOLUTION.packedLength());
    private final float[] result = new float[SIDE * SIDE * DEPTHWISE_CHANNELS];
    private final float[] taps = random(9 * DEPTHWISE_CHANNELS);
    private final float[] bias = new float[DEPTHWISE_CHANNELS];

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

    /** 128×384 by 384×1536, packed: 151 million floating-point operations. */
    @Benchmark
    public float[] gemm() {
        Gemm.run(
                0,
                ROWS,
                0,
                Panels.count(COLUMNS),
                COLUMNS,
                DEPTH,
                a,
                0,
                DEPTH,
                b,
                0,
                Gemm.NONE,
                0,
                Gemm.NONE,
                0,
                0,
                c,
                0,
                COLUMNS,
                Epilogue.NONE,
                scratch,
                0);
        return c;
    }

    /** 3×3, 56×56, 64 to 64 channels, padding 1: 231 million floating-point operations. */
    @Benchmark
    public float[] convolution() {
        Conv.run(
                CONVOLUTION,
                0,
                CONVOLUTION.rows(),
                0,
                CONVOLUTION.panels(),
                image,
                0,
                filters,
                0,
                Gemm.NONE,
                0,
                Gemm.NONE,
                0,
                0,
                result,
                0,
                CHANNELS,
                Epilogue.RELU,
                scratch,
                0);
        return result;
    }

    /** 3×3, 56×56, 144 channels, padding 1: 8.1 million floating-point operations. */
    @Benchmark
    public float[] depthwise() {
        Depthwise.run(
                CONVOLUTION.window(), DEPTHWISE_CHANNELS, 1, image, 0, taps, 0, bias, 0, result, 0, 0, 0, 0, 0, SIDE);
        return result;
    }
}
