package dev.lanewise.onnx;

import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Random calls of ONNX Runtime's attention operators and what goes with them. */
final class MicrosoftAttentionCases {

    private MicrosoftAttentionCases() {}

    /** By the operator's name. */
    static Map<String, Function<CaseBuilder, OperatorCase>> all() {
        var all = new LinkedHashMap<String, Function<CaseBuilder, OperatorCase>>();
        all.put("Attention", MicrosoftAttentionCases::attention);
        all.put("MultiHeadAttention", MicrosoftAttentionCases::multiHead);
        all.put("GroupQueryAttention", MicrosoftAttentionCases::groupQuery);
        all.put("RotaryEmbedding", MicrosoftAttentionCases::rotary);
        return all;
    }

    private static OperatorCase attention(CaseBuilder on) {
        int heads = on.between(1, 3);
        int size = on.between(1, 4);
        int valueSize = on.coin() ? size : on.between(1, 4);
        int width = on.between(1, 8);
        int length = on.between(1, 4);
        boolean past = valueSize == size && on.coin();
        int total = past ? length + 2 : length;
        long hidden = (long) heads * size;
        long values = (long) heads * valueSize;
        on.with(on.floats(2, length, width)).with(on.floats(width, 2 * hidden + values));
        on.with(on.floats(2 * hidden + values));
        switch (on.between(0, 4)) {
            case 0 -> on.with(on.integers(ElementType.INT32, 1, total, 2));
            case 1 -> on.with(on.integers(ElementType.INT32, 0, 1, 2, total));
            case 2 -> on.with(on.integers(ElementType.INT32, 0, 1, 2, length, total));
            default -> on.without();
        }
        if (past) {
            on.with(on.floats(2, 2, heads, 2, size));
        } else {
            on.without();
        }
        if (on.coin()) {
            on.with(on.floats(on.between(1, 2), on.coin() ? 1 : heads, length, total));
        }
        if (valueSize != size) {
            on.set("qkv_hidden_sizes", hidden, hidden, values);
        }
        if (on.coin()) {
            on.set("scale", 0.3f);
        }
        return on.set("num_heads", heads)
                .set("unidirectional", on.between(0, 1))
                .outputs(past ? 2 : 1)
                .build();
    }

    private static OperatorCase multiHead(CaseBuilder on) {
        int heads = on.between(1, 3);
        int size = on.between(1, 4);
        int valueSize = on.coin() ? size : on.between(1, 4);
        int length = on.between(1, 4);
        int keys = on.between(1, 4);
        long hidden = (long) heads * size;
        long values = (long) heads * valueSize;
        int form = on.between(0, 3);
        boolean past = false;
        switch (form) {
            case 0 -> {
                keys = length;
                valueSize = size;
                values = hidden;
                on.with(on.floats(2, length, heads, 3, size)).without().without();
            }
            case 1 -> {
                valueSize = size;
                values = hidden;
                on.with(on.floats(2, length, hidden))
                        .with(on.floats(2, keys, heads, 2, size))
                        .without();
            }
            case 2 ->
                on.with(on.floats(2, length, hidden))
                        .with(on.floats(2, heads, keys, size))
                        .with(on.floats(2, heads, keys, valueSize));
            default -> {
                on.with(on.floats(2, length, hidden))
                        .with(on.floats(2, keys, hidden))
                        .with(on.floats(2, keys, values));
                past = valueSize == size && on.coin();
            }
        }
        int total = past ? keys + 2 : keys;
        if (form == 3 && on.coin()) {
            on.with(on.floats(2 * hidden + values));
        } else {
            on.without();
        }
        if (form == 3 && on.coin()) {
            on.with(
                    on.coin()
                            ? on.integers(ElementType.INT32, 0, 1, 2, total)
                            : on.integers(ElementType.INT32, 0, 1, 2, length, total));
        } else {
            on.without();
        }
        if (on.coin()) {
            on.with(on.floats(on.between(1, 2), on.coin() ? 1 : heads, length, total));
        } else {
            on.without();
        }
        if (past) {
            on.with(on.floats(2, heads, 2, size)).with(on.floats(2, heads, 2, valueSize));
        }
        return on.set("num_heads", heads)
                .set("unidirectional", on.between(0, 3) / 3)
                .outputs(past ? 3 : 1)
                .build();
    }

    private static OperatorCase groupQuery(CaseBuilder on) {
        int groups = on.between(1, 2);
        int heads = groups * on.between(1, 3);
        int size = 16;
        boolean packed = on.coin();
        boolean rotary = on.coin();
        int past = on.coin() ? 0 : on.between(1, 3);
        int length = past > 0 ? 1 : on.between(1, 4);
        int batch = on.between(1, 2);
        long queries = (long) heads * size;
        long keys = (long) groups * size;
        if (packed) {
            on.with(on.floats(batch, length, queries + 2 * keys)).without().without();
        } else {
            on.with(on.floats(batch, length, queries))
                    .with(on.floats(batch, length, keys))
                    .with(on.floats(batch, length, keys));
        }
        on.with(on.floats(batch, groups, past, size)).with(on.floats(batch, groups, past, size));
        int total = past + length;
        var ends = new int[batch];
        java.util.Arrays.fill(ends, total - 1);
        on.with(Tensor.of(ends, batch)).with(Tensor.of(new int[] {total}));
        if (rotary) {
            on.with(on.floats(9, size / 2)).with(on.floats(9, size / 2));
        }
        if (on.coin()) {
            on.set("local_window_size", on.between(1, 4));
        }
        if (on.coin()) {
            on.set("softcap", 2f);
        }
        if (on.coin()) {
            on.set("smooth_softmax", 1);
        }
        return on.set("num_heads", heads)
                .set("kv_num_heads", groups)
                .set("do_rotary", rotary ? 1 : 0)
                .set("rotary_interleaved", on.between(0, 1))
                .outputs(3)
                .build();
    }

    private static OperatorCase rotary(CaseBuilder on) {
        int heads = on.between(1, 3);
        int size = 2 * on.between(1, 4);
        int length = on.between(1, 4);
        boolean four = on.coin();
        on.with(four ? on.floats(2, heads, length, size) : on.floats(2, length, (long) heads * size));
        on.with(on.coin() ? on.integers(ElementType.INT64, 0, 3, 1) : on.integers(ElementType.INT64, 0, 7, 2, length));
        return on.with(on.floats(8, size / 2))
                .with(on.floats(8, size / 2))
                .set("interleaved", on.between(0, 1))
                .build();
    }
}
