package dev.lanewise.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ConvTest {

    private final SplittableRandom random = new SplittableRandom(13);

    @Test
    void everyOutputIsOneChainInOrderOfTapThenChannel() {
        for (int round = 0; round < 500; round++) {
            var window = new WindowGeometry(
                    round % 5 == 0 ? axis(3) : axis(1), axis(round % 7 == 0 ? 1 : 3), axis(random.nextInt(1, 6)));
            int groups = round % 3 == 0 ? random.nextInt(1, 4) : 1;
            int inputs = groups * random.nextInt(1, 20);
            int outputs = groups * random.nextInt(1, 70);
            var epilogue = new Epilogue(random.nextInt(13), 0.2f, 3f);
            check(new ConvGeometry(window, random.nextInt(1, 3), inputs, outputs, groups), epilogue);
        }
    }

    @Test
    void commonConvolutions() {
        for (int size : new int[] {7, 14, 29}) {
            for (int stride = 1; stride <= 2; stride++) {
                for (int kernel : new int[] {1, 3, 5, 7}) {
                    for (int inputs : new int[] {1, 3, 4, 16, 33}) {
                        var axis = axisOf(size, kernel, stride, 1, kernel / 2, kernel / 2);
                        check(new ConvGeometry(WindowGeometry.of(axis, axis), 1, inputs, 40, 1), Epilogue.RELU);
                    }
                }
            }
        }
    }

    @Test
    void deepSumsContinueThroughBlocks() {
        var three = axisOf(9, 3, 1, 1, 1, 1);
        var one = axisOf(9, 1, 2, 1, 0, 0);
        for (int inputs : new int[] {100, 256, 300, 600}) {
            check(new ConvGeometry(WindowGeometry.of(three, three), 1, inputs, 33, 1), Epilogue.NONE);
            check(new ConvGeometry(WindowGeometry.of(one, one), 2, inputs, 70, 1), Epilogue.NONE);
        }
    }

    @Test
    void windowsLargerThanTheInput() {
        var axis = axisOf(2, 7, 1, 2, 6, 6);
        check(new ConvGeometry(WindowGeometry.of(axis, axis), 2, 5, 9, 1), Epilogue.NONE);
    }

    @Test
    void groupsMustDivideTheChannels() {
        var window = WindowGeometry.of(axisOf(4, 3, 1, 1, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new ConvGeometry(window, 1, 6, 4, 4));
        assertThrows(IllegalArgumentException.class, () -> new ConvGeometry(window, 1, 4, 6, 4));
    }

    private void check(ConvGeometry geometry, Epilogue epilogue) {
        var window = geometry.window();
        int inputLength = geometry.batch() * window.inputPixels() * geometry.inputChannels();
        int rows = geometry.rows();
        int columns = geometry.outputChannels();
        int ldc = columns + random.nextInt(3);
        int ldr = columns + random.nextInt(3);
        float[] x = floats(1 + inputLength);
        float[] filters = floats(columns * geometry.depth());
        float[] bias = random.nextBoolean() ? floats(2 + columns) : Gemm.NONE;
        float[] residual = random.nextBoolean() ? floats(3 + rows * ldr) : Gemm.NONE;
        float[] c = new float[4 + rows * ldc];
        Arrays.fill(c, 77);
        float[] expected = c.clone();
        for (int m = 0; m < rows; m++) {
            for (int n = 0; n < columns; n++) {
                float sum = chain(geometry, m, n, x, filters, bias.length == 0 ? 0 : bias[2 + n]);
                expected[4 + m * ldc + n] = residual.length == 0 ? sum : sum + residual[3 + m * ldr + n];
            }
            Activations.apply(epilogue.activation(), epilogue.alpha(), epilogue.beta(), expected, 4 + m * ldc, columns);
        }
        float[] packed = new float[5 + geometry.packedLength()];
        Conv.pack(geometry, filters, 0, packed, 5);
        float[] scratch = new float[6 + Gemm.scratchLength()];
        int middle = random.nextInt(rows + 1);
        int panels = geometry.panels();
        int middlePanel = random.nextInt(panels + 1);
        for (int part = 0; part < 4; part++) {
            boolean upper = part < 2;
            boolean left = part % 2 == 0;
            Conv.run(
                    geometry,
                    upper ? 0 : middle,
                    upper ? middle : rows,
                    left ? 0 : middlePanel,
                    left ? middlePanel : panels,
                    x,
                    1,
                    packed,
                    5,
                    bias,
                    2,
                    residual,
                    3,
                    ldr,
                    c,
                    4,
                    ldc,
                    epilogue,
                    scratch,
                    6);
        }
        assertArrayEquals(expected, c, geometry::toString);
    }

    private static float chain(ConvGeometry geometry, int m, int n, float[] x, float[] filters, float start) {
        var window = geometry.window();
        var height = window.height();
        var width = window.width();
        int pixels = window.outputPixels();
        int group = n / geometry.groupOutputs();
        float sum = start;
        for (int tap = 0; tap < window.taps(); tap++) {
            int tapX = tap % width.kernel();
            int tapY = tap / width.kernel() % height.kernel();
            int tapZ = tap / width.kernel() / height.kernel();
            int pixel = m % pixels;
            int inZ = position(window.depth(), pixel / width.output() / height.output(), tapZ);
            int inY = position(height, pixel / width.output() % height.output(), tapY);
            int inX = position(width, pixel % width.output(), tapX);
            boolean inside = inZ >= 0 && inY >= 0 && inX >= 0;
            for (int channel = 0; channel < geometry.groupInputs(); channel++) {
                int in = (m / pixels * window.inputPixels() + (inZ * height.input() + inY) * width.input() + inX)
                                * geometry.inputChannels()
                        + group * geometry.groupInputs()
                        + channel;
                float value = inside ? x[1 + in] : 0;
                float weight = filters[(n * geometry.groupInputs() + channel) * window.taps() + tap];
                sum = Isa.FMA ? Math.fma(value, weight, sum) : sum + value * weight;
            }
        }
        return sum;
    }

    private static int position(WindowGeometry.Axis axis, int output, int tap) {
        int in = output * axis.stride() - axis.padBegin() + tap * axis.dilation();
        return in < axis.input() ? in : -1;
    }

    private WindowGeometry.Axis axis(int kernel) {
        int input = kernel == 1 ? random.nextInt(1, 4) : random.nextInt(1, 13);
        int dilation = random.nextInt(1, 3);
        int extent = (kernel - 1) * dilation + 1;
        int begin = random.nextInt(extent);
        int end = Math.max(random.nextInt(extent), extent - input - begin);
        return axisOf(input, kernel, random.nextInt(1, 4), dilation, begin, end);
    }

    private static WindowGeometry.Axis axisOf(int input, int kernel, int stride, int dilation, int begin, int end) {
        int output = (input + begin + end - (kernel - 1) * dilation - 1) / stride + 1;
        return new WindowGeometry.Axis(input, output, kernel, stride, dilation, begin, end);
    }

    private float[] floats(int length) {
        float[] x = new float[length];
        for (int i = 0; i < length; i++) {
            x[i] = random.nextFloat(-1, 1);
        }
        return x;
    }
}
