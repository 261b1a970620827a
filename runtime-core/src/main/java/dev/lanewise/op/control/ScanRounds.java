package dev.lanewise.op.control;

import dev.lanewise.graph.Graph;
import dev.lanewise.op.Evaluation;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * The rounds of one scan.
 *
 * @param states the values that the last round left
 * @param rows of every scan output, the tensor that each round gave
 */
record ScanRounds(List<Value> states, List<List<Tensor>> rows) {

    /**
     * Runs {@code body} on rows of {@code scanned} along their first axes.
     *
     * @param backwards by scanned input, whether it is read from its end
     */
    static ScanRounds run(
            Evaluation on,
            Graph body,
            List<? extends Value> initial,
            List<Tensor> scanned,
            List<Boolean> backwards,
            int length,
            List<? extends Value> captures) {
        var states = new ArrayList<Value>(initial);
        var rows = new ArrayList<List<Tensor>>();
        for (int i = initial.size(); i < body.outputs().size(); i++) {
            rows.add(new ArrayList<>());
        }
        for (int round = 0; round < length; round++) {
            on.checkpoint();
            var arguments = new ArrayList<>(states);
            for (int i = 0; i < scanned.size(); i++) {
                arguments.add(Bodies.row(on, scanned.get(i), backwards.get(i) ? length - 1 - round : round));
            }
            arguments.addAll(captures);
            List<Value> results = on.run(body, arguments);
            for (int i = 0; i < states.size(); i++) {
                states.set(i, results.get(i));
            }
            for (int i = 0; i < rows.size(); i++) {
                rows.get(i).add(Bodies.tensor(on, results.get(states.size() + i), "a scan output"));
            }
        }
        return new ScanRounds(states, rows);
    }

    /** Scan output {@code index} over {@code length} rounds along the first axis, from the end where {@code backwards}. */
    Tensor stacked(Evaluation on, Graph body, int index, int length, boolean backwards) {
        List<Tensor> list = rows.get(index);
        return Bodies.stack(
                on, backwards ? list.reversed() : list, length, body.outputs().get(states.size() + index));
    }
}
