package dev.lanewise.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Operator;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.RescaleArithmetic;
import dev.lanewise.kernel.StridedPad;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.elementwise.Unary;
import dev.lanewise.op.quantize.Dequantize;
import dev.lanewise.op.quantize.Quantize;
import dev.lanewise.op.quantize.QuantizeInFloats;
import dev.lanewise.op.quantize.Rescale;
import dev.lanewise.op.shape.Pad;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class HoldIntegersInFloatsTest {

    private static final Unary FLOOR = new Unary(UnaryFunction.FLOOR);
    private static final Unary ABS = new Unary(UnaryFunction.ABS);
    private static final Pad PAD = new Pad(StridedPad.Mode.CONSTANT);
    private static final Rescale RESCALE = new Rescale(ElementType.INT8, 3, -128, 127, RescaleArithmetic.REAL);

    private static Edge rescaled(Rewriting test) {
        Edge sums = test.add(FLOOR, test.input(2, 20));
        return test.add(RESCALE, sums, test.constant(Tensor.of(new double[] {0.7}, 1)));
    }

    private static Edge zero(Rewriting test) {
        return test.constant(Tensor.wrap(ElementType.INT8, new byte[] {3}));
    }

    private static Edge floats(Rewriting test, Edge bytes) {
        return test.add(new Dequantize(0, 0), bytes, test.constant(Tensor.scalar(1f)), zero(test));
    }

    private static List<? extends Class<?>> classes(List<Operator> operators) {
        return operators.stream().map(Object::getClass).toList();
    }

    @Test
    void rescaledSumsStayInFloats() {
        var test = new Rewriting();
        test.output(test.add(ABS, floats(test, rescaled(test))));
        assertEquals(List.of(FLOOR, RESCALE.inFloats(3), ABS), test.after(new HoldIntegersInFloats(), 0));
    }

    @Test
    void bytesThatOthersReadAreMadeBeside() {
        var test = new Rewriting();
        Edge bytes = rescaled(test);
        test.output(bytes);
        test.output(test.add(ABS, floats(test, bytes)));
        List<Operator> operators = test.after(new HoldIntegersInFloats(), 0);
        assertEquals(4, operators.size());
        assertEquals(List.of(FLOOR, RESCALE.inFloats(3)), operators.subList(0, 2));
    }

    @Test
    void realNumbersBecomeIntegersInFloats() {
        var test = new Rewriting();
        Edge bytes =
                test.add(new Quantize(ElementType.INT8, 0, 0, true), test.input(2, 20), test.number(0.01f), zero(test));
        test.output(test.add(ABS, floats(test, bytes)));
        assertEquals(List.of(new QuantizeInFloats(-131, 124), ABS), test.after(new HoldIntegersInFloats(), 0));
    }

    @Test
    void realNumbersStayBytesWhereTheZeroPointsDiffer() {
        var test = new Rewriting();
        Edge bytes = test.add(new Quantize(ElementType.INT8, 0, 0, true), test.input(2, 20), test.number(0.01f));
        test.output(test.add(ABS, floats(test, bytes)));
        test.unchanged(new HoldIntegersInFloats());
    }

    @Test
    void whatReadsThemByAScaleMultiplies() {
        var test = new Rewriting();
        Edge real = test.add(
                new Dequantize(0, 0), rescaled(test), test.constant(Tensor.of(new float[] {0.5f}, 1)), zero(test));
        test.output(test.add(ABS, real));
        assertEquals(
                List.of(FLOOR, RESCALE.inFloats(3), new Binary(BinaryFunction.MUL), ABS),
                test.after(new HoldIntegersInFloats(), 0));
    }

    @Test
    void padsBecomeFloats() {
        var test = new Rewriting();
        Edge pads = test.constant(Tensor.of(new long[] {0, 1, 0, 2}, 4));
        Edge padded = test.add(PAD, rescaled(test), pads, zero(test));
        test.output(test.add(ABS, floats(test, padded)));
        assertEquals(
                List.of(Unary.class, Rescale.class, Pad.class, Unary.class),
                classes(test.after(new HoldIntegersInFloats(), 0)));
    }
}
