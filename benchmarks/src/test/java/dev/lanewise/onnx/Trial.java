package dev.lanewise.onnx;

import dev.lanewise.LoadOptions;
import dev.lanewise.Model;
import dev.lanewise.RunOptions;
import dev.lanewise.Session;
import dev.lanewise.onnx.proto.AttributeProto;
import dev.lanewise.onnx.proto.AttributeValue;
import dev.lanewise.onnx.proto.NodeProto;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.LanewiseException;
import dev.lanewise.tensor.OptionalValue;
import dev.lanewise.tensor.ResourceLimitException;
import dev.lanewise.tensor.RunCancelledException;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One case under ONNX Runtime and under this library. */
final class Trial {

    /** How a case ended. */
    enum Verdict {
        /** Both computed the same. */
        AGREED,
        /** ONNX Runtime computed something else. */
        DIFFERED,
        /** Only ONNX Runtime computed. */
        REJECTED,
        /** ONNX Runtime gave no outputs, and this library gave some or a {@link LanewiseException}. */
        NO_REFERENCE,
        /** This library threw something else. */
        THREW
    }

    record Outcome(Verdict verdict, String detail) {}

    private static final Duration DEADLINE = Duration.ofSeconds(5);

    /** Masks of com.microsoft add −10000 to scores, which then keep 3 digits. */
    private static final double MASKED = 1e-3;

    /** What cannot be read, with all its inputs, without the number of heads or filters, or the form of scales. */
    private static final Set<String> NEEDS_SIZES = Set.of("DeformConv", "FlexAttention", "QLinearMatMul");

    private final Oracle oracle;

    Trial(Oracle oracle) {
        this.oracle = oracle;
    }

    /** Tries a case; with {@code valuesMatter} false only types and shapes are compared. */
    Outcome of(OperatorCase c, boolean valuesMatter) throws IOException {
        return of(c, c, valuesMatter);
    }

    /** The same where ONNX Runtime is given another case, which stands for the one tried. */
    Outcome of(OperatorCase c, OperatorCase standIn, boolean valuesMatter) throws IOException {
        List<Value> ours = List.of();
        Optional<String> refusal = Optional.empty();
        try {
            ours = run(c);
            Optional<String> flaw = flawOfOpenSizes(c, ours, valuesMatter);
            if (flaw.isPresent() && !NEEDS_SIZES.contains(c.node().opType())) {
                return new Outcome(Verdict.THREW, "when sizes are known only in a run: " + flaw.get());
            }
        } catch (ResourceLimitException | RunCancelledException e) {
            return new Outcome(Verdict.NO_REFERENCE, String.valueOf(e.getMessage()));
        } catch (LanewiseException e) {
            refusal = Optional.of(String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            return new Outcome(Verdict.THREW, e + " at " + place(e));
        }
        Oracle.Answer answer = reference(standIn, ours);
        if (!(answer instanceof Oracle.Answer.Computed(var outputs))) {
            return new Outcome(Verdict.NO_REFERENCE, answer + " / " + refusal.orElse("computed"));
        }
        return refusal.isPresent()
                ? new Outcome(Verdict.REJECTED, refusal.get() + "; outputs " + outputs)
                : compared(c, ours, outputs, valuesMatter);
    }

    private static Outcome compared(OperatorCase c, List<Value> ours, List<Value> reference, boolean valuesMatter) {
        double tolerance = c.inputs().values().stream()
                .mapToDouble(tensor -> Comparison.tolerance(tensor.type()))
                .max()
                .orElse(0);
        boolean masked = c.node().domain().equals(Registry.MICROSOFT)
                && c.node().opType().endsWith("Attention");
        tolerance = masked ? Math.max(tolerance, MASKED) : tolerance;
        Optional<String> flaw = new Comparison(tolerance, valuesMatter).flaw(ours, reference);
        return new Outcome(flaw.isPresent() ? Verdict.DIFFERED : Verdict.AGREED, flaw.orElse(""));
    }

    /** This library's outputs. */
    static List<Value> run(OperatorCase c) {
        return run(c, c.open());
    }

    private static Optional<String> flawOfOpenSizes(OperatorCase c, List<Value> ours, boolean valuesMatter) {
        try {
            return new Comparison(0, valuesMatter).flaw(run(c, c.openInSize()), opened(ours));
        } catch (LanewiseException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static List<Value> opened(List<Value> values) {
        return values.stream()
                .map(value -> value instanceof OptionalValue(var held) && held.isPresent() ? held.get() : value)
                .toList();
    }

    private static List<Value> run(OperatorCase c, byte[] file) {
        Model model = Model.load(file, LoadOptions.defaults().maxBytes(1 << 26));
        var inputs = new LinkedHashMap<String, Value>(c.inputs());
        inputs.keySet().removeAll(c.constants());
        try (Session session = model.newSession()) {
            var outputs =
                    session.run(inputs, RunOptions.defaults().deadline(DEADLINE).byteLimit(1 << 28));
            var values = new ArrayList<Value>();
            for (int i = 0; i < model.outputs().size(); i++) {
                values.add(outputs.value(i));
            }
            return values;
        }
    }

    /** ONNX Runtime's answer; outputs of types that its Java API cannot hand out are cast by the model. */
    private Oracle.Answer reference(OperatorCase c, List<Value> ours) throws IOException {
        List<String> names =
                c.node().outputs().stream().filter(name -> !name.isEmpty()).toList();
        var casts = new ArrayList<NodeProto>();
        for (int i = 0; i < ours.size(); i++) {
            if (ours.get(i) instanceof Tensor tensor && unreadable(tensor.type())) {
                long to = ElementTypes.number(tensor.type().isFloating() ? ElementType.FLOAT : ElementType.INT64);
                casts.add(new NodeProto(
                        "cast" + i,
                        "",
                        "Cast",
                        List.of(names.get(i)),
                        List.of(names.get(i) + "_cast"),
                        List.of(new AttributeProto("to", new AttributeValue.IntValue(to)))));
            }
        }
        return oracle.ask(c.sealed(casts));
    }

    private static boolean unreadable(ElementType type) {
        return switch (type) {
            case FLOAT, DOUBLE, FLOAT16, BFLOAT16, INT8, UINT8, INT16, INT32, INT64, BOOL, STRING -> false;
            default -> true;
        };
    }

    private static List<StackTraceElement> place(Throwable e) {
        return Arrays.stream(e.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith("dev.lanewise"))
                .limit(5)
                .toList();
    }
}
