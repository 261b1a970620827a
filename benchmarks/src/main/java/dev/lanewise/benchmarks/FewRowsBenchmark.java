package dev.lanewise.benchmarks;

import dev.lanewise.kernel.ByteGemm;
import dev.lanewise.kernel.ByteMatrix;
import dev.lanewise.kernel.Epilogue;
import dev.lanewise.kernel.Gemm;
import dev.lanewise.kernel.Panels;
import dev.lanewise.kernel.WeightScales;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Products of few rows by weights held as floats, as bytes with a scale a column, and as bytes in blocks of 32. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class FewRowsBenchmark {

    private static final int BLOCK = 32;

    /** Rows, depth and columns. */
    @Param({"1x4096x4096", "4x4096x4096", "1x384x1536"})
    public String shape = "";

    private int rows;
    private int depth;
    private int columns;
    private float[] a = Gemm.NONE;
    private float[] c = Gemm.NONE;
    private float[] panels = Gemm.NONE;
    private ByteMatrix perColumn = packed(new byte[0], 0, 1);
    private ByteMatrix inBlocks = perColumn;
    private float[] scratch = Gemm.NONE;

    @Setup
    public void pack() {
        String[] extents = shape.split("x");
        rows = Integer.parseInt(extents[0]);
        depth = Integer.parseInt(extents[1]);
        columns = Integer.parseInt(extents[2]);
        var random = new SplittableRandom(1);
        a = new float[rows * depth];
        for (int i = 0; i < a.length; i++) {
            a[i] = random.nextFloat() - 0.5f;
        }
        byte[] weights = new byte[depth * columns];
        random.nextBytes(weights);
        float[] floats = new float[weights.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = weights[i];
        }
        panels = new float[Panels.packedLength(depth, columns)];
        Panels.pack(floats, 0, columns, depth, columns, panels, 0, 0, Panels.count(columns));
        perColumn = packed(weights, columns, depth);
        inBlocks = packed(weights, Math.ceilDiv(depth, BLOCK) * columns, BLOCK);
        c = new float[rows * columns];
        scratch = new float[Math.max(Gemm.scratchLength(), ByteGemm.scratchLength(rows, inBlocks))];
    }

    private ByteMatrix packed(byte[] weights, int scales, int block) {
        var stands = new WeightScales(new float[scales], new int[scales], block, columns, 1);
        return ByteMatrix.of(weights, true, columns, 1, depth, columns, stands);
    }

    @Benchmark
    public float[] floats() {
        Gemm.run(
                0,
                rows,
                0,
                Panels.count(columns),
                columns,
                depth,
                a,
                0,
                depth,
                panels,
                0,
                Gemm.NONE,
                0,
                Gemm.NONE,
                0,
                columns,
                c,
                0,
                columns,
                Epilogue.NONE,
                scratch,
                0);
        return c;
    }

    @Benchmark
    public float[] bytes() {
        return multiply(perColumn);
    }

    @Benchmark
    public float[] bytesInBlocks() {
        return multiply(inBlocks);
    }

    private float[] multiply(ByteMatrix matrix) {
        ByteGemm.run(
                rows,
                0,
                matrix.panels(),
                a,
                0,
                depth,
                matrix,
                Gemm.NONE,
                0,
                Gemm.NONE,
                0,
                columns,
                c,
                0,
                columns,
                Epilogue.NONE,
                scratch,
                0);
        return c;
    }
}
