package dev.lanewise.tensor;

import java.util.List;

/** An ordered list of values of one type. ONNX {@code sequence}. */
public record SequenceValue(List<Value> values) implements Value {

    public SequenceValue {
        values = List.copyOf(values);
    }
}
