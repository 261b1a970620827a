package dev.lanewise.benchmarks;

import dev.lanewise.kernel.Conv;
import dev.lanewise.kernel.ConvGeometry;
import dev.lanewise.kernel.Epilogue;
import dev.lanewise.kernel.Gemm;
import dev.lanewise.kernel.KernelGroup;
import dev.lanewise.kernel.Panels;
import dev.lanewise.kernel.PixelRuns;
import dev.lanewise.kernel.WindowGeometry;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Products of matrices and convolutions without Winograd, and their share of what {@link Limits#tenMultiplyAdds} reaches
 * at the same width of vectors, measured before each iteration. Append {@code -XX:UseAVX=2}, {@code -XX:MaxVectorSize=16} or
 * {@code -Dlanewise.vector=…} to the JVM's arguments for other widths.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public class ProductBenchmark {

    /** Where a session's buffers begin: 64 bytes into an array's object, whose first 16 are its header. */
    private static final int START = 12;

    /** Rows×depth×columns, or the side of a square image, kernel, stride, and channels before and after. */
    @Param({
        "128x384x384",
        "128x384x1536",
        "784x256x512",
        "196x1024x256",
        "3136x64x256",
        "3136x64x64",
        "3136x256x64",
        "image 56, 3x3/1, 64 to 64",
        "image 28, 3x3/1, 128 to 128",
        "image 14, 3x3/1, 256 to 256",
        "image 224, 7x7/2, 3 to 64",
        "image 224, 3x3/2, 3 to 32",
        "image 112, 3x3/1, 16 to 16",
        "image 112, 3x3/1, 24 to 24",
        "3136x16x96",
        "3136x96x16",
        "3136x24x144",
        "3136x144x24",
        "49x512x512",
        "50x300x100",
        "197x770x129",
        "7x384x384",
    })
    String shape = "";

    private Runnable product = () -> {};
    private double operations;

    /** The share of the peak, as a result beside the products a second. */
    @State(Scope.Thread)
    @AuxCounters
    public static class Share {

        /** Hundredths of the time that the products done would take at the peak: a second, of percents. */
        public double percentOfPeak;

        private double peak;

        /** Measures what can be reached, in operations a second. */
        @Setup(Level.Iteration)
        public void measurePeak() {
            peak = 1e9 * Limits.peak();
        }
    }

    /** Has kernels compiled as a session does, and makes the product's data. */
    @Setup
    public void make() {
        KernelGroup.PRODUCTS.warmUp();
        KernelGroup.WINDOWS.warmUp();
        String[] numbers = shape.replaceFirst("^\\D*", "").split("\\D+");
        int[] n = new int[numbers.length];
        for (int i = 0; i < n.length; i++) {
            n[i] = Integer.parseInt(numbers[i]);
        }
        if (n.length == 3) {
            multiply(n[0], n[1], n[2]);
        } else {
            convolve(n[0], n[1], n[3], n[4], n[5]);
        }
    }

    @Benchmark
    public void product(Share share) {
        product.run();
        share.percentOfPeak += 100 * operations / share.peak;
    }

    private void multiply(int rows, int depth, int columns) {
        float[] a = random(rows * depth);
        float[] b = random(Panels.packedLength(depth, columns));
        float[] c = random(rows * columns);
        float[] scratch = random(Gemm.scratchLength());
        operations = 2.0 * rows * depth * columns;
        product = () -> Gemm.run(
                0,
                rows,
                0,
                Panels.count(columns),
                columns,
                depth,
                a,
                START,
                depth,
                b,
                START,
                Gemm.NONE,
                0,
                Gemm.NONE,
                0,
                0,
                c,
                START,
                columns,
                Epilogue.NONE,
                scratch,
                START);
    }

    private void convolve(int side, int kernel, int stride, int inputs, int outputs) {
        int padding = kernel / 2;
        var axis = new WindowGeometry.Axis(
                side, (side + 2 * padding - kernel) / stride + 1, kernel, stride, 1, padding, padding);
        var pixels = new ConvGeometry(WindowGeometry.of(axis, axis), 1, inputs, outputs, 1);
        ConvGeometry runs = PixelRuns.of(pixels, PixelRuns.length(pixels));
        float[] x = random(side * side * inputs);
        float[] filters = random(runs.packedLength());
        float[] c = random(pixels.rows() * outputs);
        float[] scratch = random(Gemm.scratchLength());
        operations = 2.0 * pixels.rows() * pixels.depth() * outputs;
        product = () -> Conv.run(
                runs,
                0,
                runs.rows(),
                0,
                runs.panels(),
                x,
                START,
                filters,
                START,
                Gemm.NONE,
                0,
                Gemm.NONE,
                0,
                0,
                c,
                START,
                runs.outputChannels(),
                Epilogue.NONE,
                scratch,
                START);
    }

    private static float[] random(int length) {
        var random = new SplittableRandom(1);
        var values = new float[START + length];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return values;
    }
}
