package dev.lanewise.op.linear;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * An Einstein summation with its ellipses spelt out: labels are letters, and numbers from {@link #ELLIPSIS} on, the
 * last axis of an ellipsis being the first number.
 *
 * @param inputs labels of each input's axes
 * @param output labels of the output's axes
 */
record Equation(List<List<Integer>> inputs, List<Integer> output) {

    /** The first label of an ellipsis' axes. */
    static final int ELLIPSIS = 1 << 16;

    /** Parses an equation for inputs of these ranks; {@code error} makes what is thrown. */
    static Equation parse(String text, List<Integer> ranks, Function<String, RuntimeException> error) {
        String equation = text.replace(" ", "");
        int arrow = equation.indexOf("->");
        String left = arrow < 0 ? equation : equation.substring(0, arrow);
        String[] terms = left.split(",", -1);
        if (terms.length != ranks.size()) {
            throw error.apply("equation '" + text + "' has " + terms.length + " terms for " + ranks.size() + " inputs");
        }
        var inputs = new ArrayList<List<Integer>>();
        int most = 0;
        for (int i = 0; i < terms.length; i++) {
            var labels = labels(terms[i], ranks.get(i) - letters(terms[i]), text, error);
            if (labels.size() != ranks.get(i)) {
                throw error.apply("term '" + terms[i] + "' of equation '" + text + "' does not fit an input of "
                        + ranks.get(i) + " dimensions");
            }
            most = Math.max(
                    most, (int) labels.stream().filter(l -> l >= ELLIPSIS).count());
            inputs.add(labels);
        }
        List<Integer> output =
                arrow < 0 ? implied(inputs, most) : labels(equation.substring(arrow + 2), most, text, error);
        for (int i = 0; i < output.size(); i++) {
            int label = output.get(i);
            boolean known = inputs.stream().anyMatch(labels -> labels.contains(label));
            if (!known || output.indexOf(label) != i) {
                throw error.apply("the output of equation '" + text + "' has a label twice, or one that no input has");
            }
        }
        return new Equation(inputs, output);
    }

    private static int letters(String term) {
        return (int) term.chars().filter(Character::isLetter).count();
    }

    private static List<Integer> labels(
            String term, int ellipsis, String text, Function<String, RuntimeException> error) {
        var labels = new ArrayList<Integer>();
        int dots = term.indexOf("...");
        for (int i = 0; i < term.length(); i++) {
            if (i == dots) {
                for (int axis = ellipsis - 1; axis >= 0; axis--) {
                    labels.add(ELLIPSIS + axis);
                }
                i += 2;
            } else if (Character.isLetter(term.charAt(i))) {
                labels.add((int) term.charAt(i));
            } else {
                throw error.apply("equation '" + text + "' has '" + term.charAt(i) + "'");
            }
        }
        return labels;
    }

    /** The ellipsis, then every letter that occurs once, sorted. */
    private static List<Integer> implied(List<List<Integer>> inputs, int ellipsis) {
        var output = new ArrayList<Integer>();
        for (int axis = ellipsis - 1; axis >= 0; axis--) {
            output.add(ELLIPSIS + axis);
        }
        inputs.stream()
                .flatMap(List::stream)
                .filter(label -> label < ELLIPSIS)
                .filter(label -> inputs.stream()
                                .flatMap(List::stream)
                                .filter(label::equals)
                                .count()
                        == 1)
                .sorted()
                .forEach(output::add);
        return output;
    }

    /** Labels that the output does not have, in the order of their first use. */
    List<Integer> summed() {
        return inputs.stream()
                .flatMap(List::stream)
                .distinct()
                .filter(label -> !output.contains(label))
                .toList();
    }
}
