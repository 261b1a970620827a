package dev.lanewise.onnx;

import com.google.re2j.Pattern;
import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.op.Binder;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/** Whether each string matches a regular expression of RE2 from end to end, BOOL. ONNX RegexFullMatch. */
record RegexFullMatch(Pattern pattern) implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, ElementType.STRING);
        return List.of(in.tensor(0).as(ElementType.BOOL));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand y = on.output();
        return frame -> {
            String[] texts = x.strings(frame);
            byte[] matches = y.bytes(frame);
            for (int i = 0; i < y.size(); i++) {
                matches[y.offset() + i] = (byte) (pattern.matches(texts[x.offset() + i]) ? 1 : 0);
            }
        };
    }
}
