package dev.lanewise.op.control;

import dev.lanewise.graph.Graph;
import dev.lanewise.op.Evaluation;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How control flow reads its inputs. */
final class Conditions {

    private Conditions() {}

    /** The only element of a BOOL tensor. */
    static boolean isTrue(Evaluation on, Value condition) {
        if (condition instanceof Tensor tensor && tensor.type() == ElementType.BOOL && tensor.size() == 1) {
            return tensor.bytes()[0] != 0;
        }
        throw on.error("the condition is " + condition + ", expected one BOOL");
    }

    /** Whether a node in one of {@code bodies} has an effect. */
    static boolean haveEffect(List<Graph> bodies) {
        return bodies.stream().flatMap(body -> body.nodes().stream()).anyMatch(node -> node.op().hasEffect());
    }

    /** {@code count} inputs from {@code start} on, all of which are there. */
    static List<Value> values(List<@Nullable Value> inputs, int start, int count) {
        return inputs.subList(start, start + count).stream()
                .<Value>map(Objects::requireNonNull)
                .toList();
    }
}
